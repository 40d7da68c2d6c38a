"""Where chunks of runs are done: this process, worker processes, a dask cluster."""

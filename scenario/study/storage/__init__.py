"""A study on disk: parts, manifest, Parquet."""

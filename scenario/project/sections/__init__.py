"""One record file for each top-level key of a project file."""

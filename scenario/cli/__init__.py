"""The commands. `main(argv)` runs one in process and returns its exit code."""

from scenario.cli.main import entry, main

__all__ = ["entry", "main"]

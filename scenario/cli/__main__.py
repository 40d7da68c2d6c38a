"""`python -m scenario.cli` is the command `scenario`."""

from scenario.cli import entry

if __name__ == "__main__":
    entry()

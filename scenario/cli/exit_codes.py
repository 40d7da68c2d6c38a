"""The exit codes of the commands."""

DONE, FAILED, UNUSABLE, STOPPED, TERMINATED = 0, 1, 2, 130, 143
"""Done; the program failed; the input cannot be used; stopped by Ctrl-C; ended by SIGTERM."""

"""Files and folders that appear whole or not at all, and what is left of them when a process is killed."""

"""Commands on what is held and run."""

"""`operations:` what is held and run: records, one a key."""

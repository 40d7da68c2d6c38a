"""From files to a checked project and back: reading, merging, validating, saving, the schema."""

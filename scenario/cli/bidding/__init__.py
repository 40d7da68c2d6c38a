"""The commands about what may be paid for land."""

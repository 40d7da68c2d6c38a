"""Reports in batch."""

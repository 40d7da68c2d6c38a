"""Tables of running projects."""

"""Commands on running projects."""

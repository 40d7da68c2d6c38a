"""Records of the people who do the work."""

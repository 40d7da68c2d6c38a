"""Records of the people who do the work, and of the paths that it may take."""

"""How sure the numbers of a study are, and how many runs a wanted precision takes."""

"""The tables of a pack for the board."""

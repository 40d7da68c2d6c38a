"""The money of the most-likely run as sheets with formulas."""

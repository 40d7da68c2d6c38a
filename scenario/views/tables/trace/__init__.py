"""Tables of where a number comes from, and what moved it."""

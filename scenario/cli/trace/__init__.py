"""Commands that tell where a number comes from, and what moved it."""

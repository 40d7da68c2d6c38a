"""One run: what is simulated once, from a plan and one row of numbers."""

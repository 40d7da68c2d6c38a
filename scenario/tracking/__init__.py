"""Running projects: what is known at a data date, what is forecast from it, and what moved it."""

"""A scenario-planning workbench for property developers."""

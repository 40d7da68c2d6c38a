"""The plan: a project compiled once, as tables that all runs share."""

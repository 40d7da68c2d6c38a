"""A schedule of a planner's tool as a project file and a statement, as plain data."""

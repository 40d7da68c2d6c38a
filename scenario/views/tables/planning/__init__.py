"""Tables of the plan itself: the planner's sheet, deadlines, float paths."""

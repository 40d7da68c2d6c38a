"""What planners read of the plan itself: its rows in their tools, its float paths, its deadlines."""

"""Commands of schedules: in from planners' tools, and out."""

"""Schedules of planners' tools: read, reckoned as those tools do, written."""

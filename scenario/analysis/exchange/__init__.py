"""Schedules of planners' tools beside our own plan of them."""

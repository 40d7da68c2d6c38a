"""The health of schedules: what planners check."""

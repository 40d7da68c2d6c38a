"""The land bid over sliders."""

"""What is held and run: one service simulated, visit by visit."""

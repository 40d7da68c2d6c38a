"""What reports tell beside what is simulated."""

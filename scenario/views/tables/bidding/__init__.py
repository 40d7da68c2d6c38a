"""The bid as tables and sentences."""

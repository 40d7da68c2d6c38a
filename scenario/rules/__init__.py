"""The arithmetic of development: pure functions of numbers, compiled where they are hot."""

"""Compilation: how a function becomes machine code, and where it is kept."""

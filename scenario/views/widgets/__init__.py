"""Explorers: controls over a project file, live odds and pictures."""

"""Readers of the files of planners' tools: XER, PMXML, MSPDI."""

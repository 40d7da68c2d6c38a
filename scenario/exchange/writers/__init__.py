"""Writers of the files of planners' tools: XER and MSPDI."""

"""Pages without code: a server of a folder's projects, and the pages that it serves."""

"""Tables of a study: rows of text for a page, a notebook and a terminal."""

"""What a value of a project file may be: quantities, spans, links, names, words."""

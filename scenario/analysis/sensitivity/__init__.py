"""What moves a node or a measure: tornado, scenario discovery."""

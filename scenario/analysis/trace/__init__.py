"""Where a measure comes from: flows, rules, inputs; what parts two runs, and two files."""

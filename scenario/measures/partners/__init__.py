"""Measures of each partner, from the flows that the shareholders share."""

"""Formulas of time: working calendars, precedence, latest dates, criticality."""

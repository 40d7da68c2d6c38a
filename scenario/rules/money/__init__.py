"""Formulas of money: sales, payment, supervision, loans, taxes, returns."""

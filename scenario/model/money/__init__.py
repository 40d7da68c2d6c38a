"""The money of one run, month by month: sales, works, taxes, treasury."""

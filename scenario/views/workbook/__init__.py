"""The plans as one workbook."""

"""What a statement takes from tables that people keep, with their own headers and names: CSV, workbooks."""

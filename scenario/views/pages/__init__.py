"""The pages of reports, each ready to be shown by a notebook."""

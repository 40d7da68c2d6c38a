"""The arguments and options that several commands share, and what is judged of them."""

"""What is known of money at a closing: where it goes in the books, and how a run takes it over."""

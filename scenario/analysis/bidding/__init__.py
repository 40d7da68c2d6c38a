"""What may be paid for land: the bid that keeps the odds required, and the odds at every price."""

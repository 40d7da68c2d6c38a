"""What is learnt of the schedule: promises, causes of delay, criticality, waiting, plans."""

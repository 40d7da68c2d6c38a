"""The schedule on a simpy clock, to read and to extend."""

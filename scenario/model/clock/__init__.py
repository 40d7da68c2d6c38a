"""The compiled clock: the schedule of `schedule.py` as steps on the arrays of a run.

Same plan, same arithmetic: every function here is the counterpart of the method of that name in
`schedule.Schedule`, and the two must agree to the last bit. What waits in simpy is an event of the agenda
here; what is an attribute there is a record here. What follows from something at the same instant is told as
news and done in `run.propagate`, so that compiled code holds each step once. `many` runs the clock.
"""

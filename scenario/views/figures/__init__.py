"""Charts of a study, in altair: the same figure live in a notebook and static in a report, a module each.

Each title states the finding, labels stand at the marks, and colour means one thing: blue what is simulated,
ink the plan, amber what is asked for, grey what misses it. `album` draws all that a project describes.
"""

"""The node to which floats and criticality count: the last that a target names."""

from __future__ import annotations

import numpy as np

from scenario.model.plan.timetable import Timetable
from scenario.project.sections.root import Project


def last_target(project: Project, table: Timetable) -> str | None:
    """Return the activity, with its phase, that comes last in the plan of those that a target names.

    None where no target names one, or none of them ever comes: then all counts to the end.
    """
    named = [target.node for target in project.targets if target.node is not None]
    places = [at for node in named for at in table.instances(node) if np.isfinite(table.planned_finish[at])]
    return table.ids[max(places, key=lambda at: float(table.planned_finish[at]))] if places else None

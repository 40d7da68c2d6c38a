"""What people call the quantities of a project file."""

from __future__ import annotations

from scenario.project.sections.root import Project
from scenario.views.words.wording import Wording


def name_of(path: str, project: Project, say: Wording) -> str:
    """Return what people call the thing that a path leads into."""
    block, key, *rest = path.split(".")
    if block == "staff":
        department = project.departments.get(key)
        return say.name(department.name) if department is not None else key
    if block == "cash":
        name = project.cash[int(key)].name
        return say.name(name) if name is not None else f"{project.cash[int(key)].account} {int(key) + 1}"
    if block == "activities":
        name = project.activities[key].name
        return say.name(name) if name is not None else key
    if block == "products" and project.products is not None and rest and key == "types":
        name = project.products.types[rest[0]].name
        return say.name(name) if name is not None else rest[0]
    if block == "cost" and project.cost is not None and rest:
        name = project.cost.items[rest[0]].name
        return say.name(name) if name is not None else rest[0]
    return key

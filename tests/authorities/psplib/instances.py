"""Readers of the instances, as projects of ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scenario.project.sections.root import Project

HERE = Path(__file__).parent
RESOURCES = range(4)


def psplib(path: Path) -> Project:
    """Read a `.sm` file: successors, then durations and demands, then capacities."""
    lines = path.read_text().splitlines()
    activities: dict[str, dict[str, Any]] = {}
    for job, _, duration, *demand in _rows(lines, "REQUESTS/DURATIONS", 3):
        activities[f"j{job}"] = _activity(duration, demand)
    for job, _, _, *successors in _rows(lines, "PRECEDENCE RELATIONS", 2):
        for successor in successors:
            activities[f"j{successor}"]["after"].append(f"j{job}")
    (capacity,) = _rows(lines, "RESOURCEAVAILABILITIES", 2)
    return _project(path.stem, activities, capacity)


def mplib(path: Path) -> Project:
    """Read a `.rcmp` file: for each activity its duration, demands and successors as `project:activity`."""
    words = iter(path.read_text().split())
    projects, resources = int(next(words)), int(next(words))
    capacity = [int(next(words)) for _ in range(resources)]
    activities: dict[str, dict[str, Any]] = {}
    links: list[tuple[str, str]] = []
    for project in range(1, projects + 1):
        count, release = int(next(words)), int(next(words))
        shared = [next(words) for _ in range(resources)]
        if release or set(shared) != {"1"}:
            raise ValueError(f"{path}: project {project} is not of the form that this reads")
        for activity in range(1, count + 1):
            name = f"p{project}_{activity}"
            duration, *demand = (int(next(words)) for _ in range(1 + resources))
            activities[name] = _activity(duration, demand)
            successors = [next(words) for _ in range(int(next(words)))]
            links += [(name, "p" + successor.replace(":", "_")) for successor in successors]
    for before, after in links:
        activities[after]["after"].append(before)
    return _project(path.stem, activities, capacity)


def _rows(lines: list[str], title: str, skip: int) -> list[list[int]]:
    first = next(number for number, line in enumerate(lines) if line.startswith(title)) + skip
    last = next(number for number in range(first, len(lines)) if lines[number].startswith("*"))
    return [[int(word) for word in line.split()] for line in lines[first:last]]


def _activity(duration: int, demand: list[int]) -> dict[str, Any]:
    staff = {f"r{resource}": demand[resource] for resource in RESOURCES if demand[resource]}
    return {"duration": duration, "after": [], "staff": staff}


def _project(name: str, activities: dict[str, dict[str, Any]], capacity: list[int]) -> Project:
    staff = {f"r{resource}": people for resource, people in zip(RESOURCES, capacity, strict=True)}
    header = {"name": name, "start": "2026-01-01", "horizon": "24 months"}
    return Project.model_validate({"project": header, "staff": staff, "activities": activities})

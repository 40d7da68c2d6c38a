"""What is described: one record file for each top-level key of a project file, and `load`."""

from scenario.project.files.load import check, load, load_scenarios
from scenario.project.files.problems import Problem, ProjectError
from scenario.project.sections.root import Project
from scenario.project.values.quantity import Quantity

__all__ = ["Problem", "Project", "ProjectError", "Quantity", "check", "load", "load_scenarios"]

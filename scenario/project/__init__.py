"""What is described: one record file for each top-level key of a project file, and `load`."""

from scenario.project.load import check, load, load_scenarios
from scenario.project.problems import Problem, ProjectError
from scenario.project.quantity import Quantity
from scenario.project.root import Project

__all__ = ["Problem", "Project", "ProjectError", "Quantity", "check", "load", "load_scenarios"]

"""The pages that come with the package, in the order in which they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scenario.project.sections.root import Project
from scenario.project.values.names import Language
from scenario.serve.registry import PageKind, kinds, register

__all__ = ["kinds"]

RUNS = 1000
"""Runs of a page, as of a report."""


def _overview(file: Path, language: Language, read_only: bool) -> Any:
    from scenario.views.widgets.overview import Overview

    return Overview(file, RUNS, 1, language, follow=True, may_save=not read_only)


def _schedule(file: Path, language: Language, read_only: bool) -> Any:
    from scenario.views.widgets.what_if import WhatIf

    return WhatIf(file, RUNS, 1, language, follow=True, may_save=not read_only)


def _compare(file: Path, language: Language, read_only: bool) -> Any:
    from scenario.views.widgets.comparing import Comparing

    return Comparing(file, RUNS, 1, language)


def _bid(file: Path, language: Language, read_only: bool) -> Any:
    from scenario.views.widgets.bidding.land_bid import LandBid

    return LandBid(file, RUNS, 1, language, may_save=not read_only)


def _cash(file: Path, language: Language, read_only: bool) -> Any:
    from scenario.views.widgets.cash_explorer import CashExplorer

    return CashExplorer(file, RUNS, 1, language, follow=True, may_save=not read_only)


def _inputs(file: Path, language: Language, read_only: bool) -> Any:
    from scenario.views.widgets.inputs_page import InputsPage

    return InputsPage(file, language, may_save=not read_only)


def _risks(file: Path, language: Language, read_only: bool) -> Any:
    from scenario.views.widgets.risk_register import RiskRegister

    return RiskRegister(file, RUNS, 1, language, follow=True, may_save=not read_only)


def _has_bid(project: Project) -> bool:
    return project.land is not None and bool(project.targets)


def _has_schedule(project: Project) -> bool:
    return bool(project.activities)


register(PageKind("overview", "Overview", "总览", _overview))
register(PageKind("compare", "Compare", "情景对比", _compare, lambda project: bool(project.scenarios)))
register(PageKind("bid", "Land bid", "拿地报价", _bid, _has_bid))
register(PageKind("schedule", "Schedule what-if", "进度推演", _schedule, _has_schedule))
register(PageKind("cash", "Cash flow", "现金流", _cash, lambda project: project.has_money))
register(PageKind("inputs", "Inputs", "参数", _inputs))
register(PageKind("risks", "Risks", "风险", _risks, lambda project: bool(project.risks)))

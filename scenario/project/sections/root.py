"""The whole of a project file."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from functools import cached_property
from typing import Any

from pydantic import Field, PrivateAttr, model_validator

from scenario.project.operations.service import Service
from scenario.project.sections.activities import Activity
from scenario.project.sections.buffers import Buffer
from scenario.project.sections.calendars import Calendar
from scenario.project.sections.cash import Flow
from scenario.project.sections.cost import Cost, Expenses
from scenario.project.sections.drivers import Correlation, Driver
from scenario.project.sections.fallbacks import Fallback
from scenario.project.sections.funding import Funding
from scenario.project.sections.hammocks import Hammock
from scenario.project.sections.header import Header
from scenario.project.sections.parcel.auction import Auction
from scenario.project.sections.parcel.by_area import with_amounts
from scenario.project.sections.parcel.land import Land
from scenario.project.sections.parcel.site import Site
from scenario.project.sections.partners import Partners
from scenario.project.sections.people.branches import Path
from scenario.project.sections.people.staff import Staff
from scenario.project.sections.products import Products
from scenario.project.sections.regime import Regime
from scenario.project.sections.reports.board import Board
from scenario.project.sections.risks import Risk
from scenario.project.sections.statement import Statement
from scenario.project.sections.targets import Target
from scenario.project.sections.tax import Tax
from scenario.project.values.names import Name
from scenario.project.values.record import Id, Record, ScenarioId
from scenario.project.values.target_measures import MEASURES_NEED, OF_PARTNER_NEED
from scenario.project.values.vocabulary import BASE as BASE

NO_PART_OF_A_RUN = {"extends", "overrides", "scenarios", "board", "names", "auction"}
"""Blocks that tell of variants of a project; none changes what is simulated."""
ALL = "all"
"""The one implicit phase of a project that names none; its stock stands under this key."""


class Department(Record):
    """A department of the developer."""

    name: Name
    """What people call it."""


class Project(Record):
    """What one project file describes, `extends` merged and overrides applied."""

    project: Header
    """Name, first day, currency, horizon."""
    extends: tuple[str, ...] = ()
    """Packs by name, and files with their ending, merged before this one, first to last; this file wins.
    Paths of files are relative to this file, in its folder or below."""
    departments: dict[Id, Department] = {}
    """Who answers for the activities."""
    calendars: dict[Id, Calendar] = {}
    """On which days work is done; `continuous` is built in."""
    staff: dict[Id, Staff] = {}
    """How many people each pool has, all the time or from when on, and in which calendar they work; a pool
    that is not listed has no limit. [people]"""
    phases: tuple[Id, ...] = ()
    """The phases in which activities with `scope: phase` are repeated, in order."""
    activities: dict[Id, Activity] = {}
    """The network of work."""
    branches: dict[Id, dict[Id, Path]] = {}
    """Choices of luck: of the paths of each exactly one is taken; the work of the others takes no time and
    costs nothing."""
    hammocks: dict[Id, Hammock] = {}
    """Spans that follow other work and drive nothing."""
    statement: Statement | None = None
    """What is known at a data date; it usually stands in a file of its own and is given with `--actuals`."""
    risks: dict[Id, Risk] = {}
    """Events that happen or not."""
    fallbacks: dict[Id, Fallback] = {}
    """What is done otherwise once a node is late."""
    drivers: dict[Id, Driver] = {}
    """Draws that many values share."""
    correlations: tuple[Correlation, ...] = ()
    """Correlations between uncertainties."""
    site: Site | None = None
    """How much may be built on the land."""
    land: Land | None = None
    """What the land costs."""
    auction: Auction | None = None
    """How the land is sold, and what rivals may pay. No run depends on it."""
    products: Products | None = None
    """What is sold."""
    cost: Cost | None = None
    """What the works cost."""
    expenses: Expenses | None = None
    """Marketing and administration."""
    funding: Funding | None = None
    """Where the money comes from."""
    partners: Partners | None = None
    """Who the shareholders are, and how they share."""
    tax: Tax | None = None
    """The taxes."""
    regime: Regime | None = None
    """Which presale rules hold."""
    buffers: tuple[Buffer, ...] = ()
    """Time and money in reserve; each is judged, none moves a run."""
    cash: tuple[Flow, ...] = ()
    """Further dated flows."""
    operations: dict[Id, Service] = {}
    """What is held and run, by service."""
    all_targets: tuple[Target, ...] = Field(default=(), alias="targets")
    """What the project and its services must reach."""
    board: Board | None = None
    """What a board is asked, and what stands beside the project in its report."""
    overrides: dict[ScenarioId, dict[str, Any]] = {}
    """Named changes to some values, by dotted path."""
    scenarios: dict[ScenarioId, tuple[str, ...]] = {}
    """Named lists of overrides."""
    names: dict[ScenarioId, Name] = {}
    """What scenarios, overrides and calendars are called, in both languages if need be; no run depends on
    it."""

    _file: str = PrivateAttr(default="")
    _scenario: str = PrivateAttr(default=BASE)

    @property
    def file(self) -> str:
        """The file it was read from, as it was given."""
        return self._file

    @model_validator(mode="before")
    @classmethod
    def _amounts(cls, data: Any) -> Any:
        """Reckon what is given for each m² of the site."""
        return with_amounts(data)

    @property
    def scenario(self) -> str:
        """The scenario that was applied; `base` when none was."""
        return self._scenario

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets that a run of the project is judged by; those of services are judged by `operate`.

        Nor are targets on money while a statement leaves it out.
        """
        return tuple(
            target
            for target in self.all_targets
            if not target.is_of_a_service and not (target.measure and self.leaves_out(target.measure))
        )

    @property
    def tracks_money(self) -> bool:
        """Whether money is forecast: not from a data date on whose statement leaves money out."""
        told = self.statement
        return told is None or told.closed is not None or told.data_date <= self.project.start

    def leaves_out(self, measure: str) -> bool:
        """Whether a measure is of money that a statement leaves out."""
        needs = (*MEASURES_NEED.get(measure, ()), *OF_PARTNER_NEED.get(measure.partition("@")[0], ()))
        return not self.tracks_money and bool(set(needs) - {"key_nodes"})

    @property
    def has_money(self) -> bool:
        """Whether there is money to follow: without any it is a schedule study."""
        return bool(self.land or self.products or self.cost or self.cash)

    @property
    def phase_ids(self) -> tuple[str, ...]:
        """The phases, or the one implicit phase `all`."""
        return self.phases or (ALL,)

    def resolved(self) -> dict[str, Any]:
        """Return plain data of this very project: everything merged and applied, no scenarios left."""
        left_out = {"extends", "overrides", "scenarios", "board"}  # a board is told of scenarios
        data = self.model_dump(by_alias=True, exclude=left_out, exclude_none=True, exclude_defaults=True)
        return {key: _listed(value) for key, value in data.items()}

    @cached_property
    def fingerprint(self) -> str:
        """The SHA-256 of the resolved content: equal for equal projects, wherever they came from."""
        content = self.model_dump(by_alias=True, exclude=NO_PART_OF_A_RUN)
        text = json.dumps(
            content, sort_keys=False, ensure_ascii=False, separators=(",", ":"), default=_date_text
        )
        return hashlib.sha256(text.encode()).hexdigest()


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _listed(inner) for key, inner in value.items()}
    return [_listed(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _date_text(value: Any) -> str:
    if not isinstance(value, dt.date):
        raise TypeError(f"{value!r} has no canonical text")
    return value.isoformat()

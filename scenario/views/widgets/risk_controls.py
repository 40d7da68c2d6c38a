"""Risks on, mitigated or off, and the presale regime: what can be chosen, and what to write for it."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from scenario.project.sections.risks import Risk
from scenario.project.sections.root import Project
from scenario.views.words.wording import Wording

State = Literal["on", "mitigated", "off"]
STATES: dict[State, tuple[str, str]] = {
    "on": ("on", "开启"),
    "mitigated": ("mitigated", "已应对"),
    "off": ("off", "关闭"),
}
DECIDED = "decided"
"""The presale regime is decided in the run, by a date."""


class RiskControl(NamedTuple):
    """A risk, the states it can be in, and the one it is in."""

    risk: str
    label: str
    states: tuple[State, ...]
    state: State


def risk_controls(project: Project, say: Wording) -> list[RiskControl]:
    """Return a control for each risk, in file order."""
    return [
        RiskControl(
            name,
            name if risk.name is None else say.name(risk.name),
            ("on", "mitigated", "off") if risk.mitigation is not None else ("on", "off"),
            state_of(risk),
        )
        for name, risk in project.risks.items()
    ]


def state_of(risk: Risk) -> State:
    """Return whether a risk can come, and whether something is done about it."""
    if not risk.chance.is_uncertain and risk.chance.most_likely == 0.0:
        return "off"
    return "mitigated" if risk.mitigated else "on"


def risk_setting(project: Project, risk: str, state: State) -> dict[str, Any]:
    """Return what to write so that a risk is in a state."""
    path, mitigation = f"risks.{risk}", project.risks[risk].mitigation
    if state == "off":
        never: dict[str, Any] = {f"{path}.probability": 0}
        if mitigation is not None and mitigation.probability is not None:
            never[f"{path}.mitigation.probability"] = 0  # it may not be likelier than the risk itself
        return never
    return {f"{path}.mitigated": state == "mitigated"}


def regimes(project: Project, say: Wording) -> list[tuple[str, str]]:
    """Return the presale regimes that can be chosen: (label, name), the decided one first; none without."""
    if project.regime is None:
        return []
    rules = project.regime.rules.items()
    named = [(name if rule.name is None else say.name(rule.name), name) for name, rule in rules]
    decided = [(say.say("decided by its date", "由日期决定"), DECIDED)] if project.regime.decide else []
    return [*decided, *named]


def regime_of(project: Project) -> str | None:
    """Return the presale regime that holds, or DECIDED."""
    if project.regime is None:
        return None
    return project.regime.use or DECIDED


def regime_setting(name: str) -> dict[str, Any]:
    """Return what to write so that a presale regime holds whatever happens."""
    return {"regime.decide": None, "regime.use": name}

"""What was moved, whoever has the controls for it: what to write for it, and how to say it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from scenario.project.sections.root import Project
from scenario.views.widgets.input_controls import InputControl, control_of, setting
from scenario.views.widgets.risk_controls import (
    STATES,
    regime_of,
    regime_setting,
    regimes,
    risk_controls,
    risk_setting,
    state_of,
)
from scenario.views.words.wording import Wording

RISKS, REGIME = "risks.", "regime"
"""Risks and presale rules among what was moved; all else has its path, and a value in the file's unit."""


def _told_change(control: InputControl, value: float, say: Wording) -> str:
    """Return a moved value, of the unit of the file, in words: "land price 726 → 746 CNY m"."""
    before = control.told(control.value, say).removesuffix(control.sign).rstrip()
    return f"{control.name} {before} → {control.told(float(f'{value / control.unit:.12g}'), say)}"


def overrides_of(project: Project, moved: Mapping[str, Any], say: Wording) -> dict[str, Any]:
    """Return what to write for what was moved, by path."""
    found: dict[str, Any] = {}
    for key, value in moved.items():
        if key == REGIME:
            found |= regime_setting(value)
        elif key.startswith(RISKS):
            found |= risk_setting(project, key.removeprefix(RISKS), value)
        else:
            control = control_of(key, project, say)
            found[key] = setting(project, control, value / control.unit)
    return found


def words_of(project: Project, moved: Mapping[str, Any], say: Wording) -> tuple[str, ...]:
    """Return what was moved, each in words."""
    return tuple(_words(project, key, value, say) for key, value in moved.items())


def _words(project: Project, key: str, value: Any, say: Wording) -> str:
    if key == REGIME:
        names = {name: label for label, name in regimes(project, say)}
        return f"{say.say('presale rules', '预售规则')} → {names[value]}"
    if key.startswith(RISKS):
        risk = key.removeprefix(RISKS)
        label = next(each.label for each in risk_controls(project, say) if each.risk == risk)
        before, after = (say.say(*STATES[state]) for state in (state_of(project.risks[risk]), value))
        return f"{label} {before} → {after}"
    return _told_change(control_of(key, project, say), value, say)


def usable(project: Project, moved: Mapping[str, Any], say: Wording) -> dict[str, Any]:
    """Return that of a state which this project can have; an address may say anything."""
    return {key: value for key, value in moved.items() if _is_usable(project, key, value, say)}


def _is_usable(project: Project, key: str, value: Any, say: Wording) -> bool:
    if key == REGIME:
        known = [name for _, name in regimes(project, say)]
        return value in known and value != regime_of(project)
    if key.startswith(RISKS):
        states = {each.risk: each.states for each in risk_controls(project, say)}
        return value in states.get(key.removeprefix(RISKS), ())
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return False
    try:
        control_of(key, project, say)
    except (KeyError, IndexError):
        return False
    return True

"""A small project with money, and statements of it."""

from __future__ import annotations

from pathlib import Path

import scenario
from scenario.project.sections.root import Project

YARD = """\
project: {name: {en: Yard, zh: 院子}, start: 2026-01-01, horizon: 36 months, discount_rate: 0.08}
phases: [p1, p2]
activities:
  award: {name: {en: Award, zh: 拿地}, duration: 10}
  permit:
    name: {en: Permit, zh: 施工许可}
    duration: {uniform: [20, 40]}
    after: [award]
    pass: {probability: 0.7, redo: 10, at_most: 2}
  piles: {name: {en: Piling, zh: 桩基}, scope: phase, duration: {uniform: [30, 60]}, after: [permit]}
  shell: {name: {en: Shell, zh: 主体}, scope: phase, duration: {pert: [150, 180, 260]}, after: [piles]}
  launch: {name: {en: Launch, zh: 开盘}, scope: phase, level: 1, duration: 0, after: ["piles+30"]}
  handover: {name: {en: Handover, zh: 交付}, scope: phase, level: 1, duration: 20, after: [shell]}
  final: {name: {en: Final account, zh: 交付}, duration: 5, after: [handover]}
risks:
  relics: {probability: 0.3, scope: phase, delay: {piles: 20}}
  storm: {probability: 0.6, per: year, season: ["07-01", "07-31"], delay: {shell: 5}}
land: {price: 30_000_000, area: 10_000, payments: [{node: award, share: 1}], deed_tax: 0.03, stamp: 0.0005}
products:
  launch: launch
  types:
    flat: {kind: other, stock: {p1: 8_000, p2: 6_000}, price: 12_000}
  batches: [{share: 0.5}, {share: 0.5, after: 3 months}]
  absorption: {launch: 0.4, hazard: {uniform: [0.1, 0.2]}, market: {persistence: 0.9, volatility: 0.06}}
  collection:
    mix: {full: 0.2, mortgage: 0.5, instalment: 0.3}
    down_payment: 0.3
    mortgage_lag: 2
    instalments: [{after: 1, share: 1}]
cost:
  items:
    works: {amount: 60_000_000, over: [piles, shell], pay: progress}
    fees: {amount: 5_000_000, over: [permit], pay: direct}
  terms: {progress: 0.8, lag: 1, stages: [{node: handover, up_to: 1.0}]}
funding: {minimum_cash: 1_000_000, equity: {}}
targets:
  - {measure: equity_irr, at_least: 0.1}
  - {node: launch.p1, within: 5 months}
"""
HEADER = "form: scenario-actuals-1\nproject: Yard\ndata_date: 2026-05-01\n"


def yard(folder: Path, statement: str = "", table: str = "", name: str = "nodes.csv") -> Project:
    """Return the project with a statement, whose table stands beside it."""
    (folder / "yard.yaml").write_text(YARD, encoding="utf-8")
    (folder / "actuals.yaml").write_text(statement, encoding="utf-8")
    if table:
        (folder / name).write_text(table, encoding="utf-8")
    return scenario.load(folder / "yard.yaml", actuals=(folder / "actuals.yaml") if statement else None)

"""Statements made from a simulated history: what an operations department would have written of a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scenario.analysis import Study
from scenario.model.money import accounts
from scenario.model.plan.risks import occurrences
from scenario.study.dates import date_of, start_date_of

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """One run of a study, looked back on. The study holds this run alone, and its ledger."""

    study: Study

    def files(self, data_date: dt.date) -> dict[str, str | list[Row]]:
        """Return a statement and the rows of its tables, by the names of their files."""
        name = data_date.isoformat()
        tables = {f"{name}-nodes.csv": list(self.nodes(data_date))}
        closed = data_date - dt.timedelta(days=data_date.day)
        lines = [
            f"# Simulated: run {self.study.first} of seed {self.study.seed}. No project has these numbers.",
            "form: scenario-actuals-1",
            f"project: {self.study.project.project.name.to('en')!r}",
            f"data_date: {data_date}",
        ]
        if self.study.plan.books is not None and closed >= self.study.project.project.start:
            lines.append(f"closed: {closed:%Y-%m}")
            tables[f"{name}-ledger.csv"] = list(self.ledger(data_date))
            lines += self._escrow(data_date)
        lines.append(f"from: [{', '.join(tables)}]")
        happened = list(self.risks(data_date))
        if happened:
            lines += ["risks:", *(f"  {risk}: {{happened: true}}" for risk in happened)]
        lines.append("note: {en: Made from a simulated history, zh: 由一次模拟的历史生成}")
        return {f"{name}.yaml": "\n".join(lines) + "\n", **tables}

    def _escrow(self, data_date: dt.date) -> list[str]:
        """Return the balance of escrow, which a statement tells by phase; nothing without any.

        Raises ValueError where several phases have been launched: ledgers of runs do not tell them apart.
        """
        books, months = self.study.plan.books, self.study.months
        assert books is not None
        closed = [m for m, first in enumerate(months) if first < data_date.replace(day=1)]
        held = float(self.study.ledger[0, closed[-1], accounts.ESCROW_BALANCE]) if closed else 0.0
        if held < 1.0 or len(self.study.project.phase_ids) < 2:
            return []
        days = self.study.days.iloc[0].to_numpy()
        sold = [p for p, node in enumerate(books.phase["launch"]) if days[node] < self._days(data_date)]
        if len(sold) > 1:
            raise ValueError(f"by {data_date} several phases hold money in escrow; take an earlier date")
        return [f"balances: {{escrow: {{{self.study.project.phase_ids[sold[0]]}: {held:.2f}}}}}"]

    def nodes(self, data_date: dt.date) -> Iterator[Row]:
        """Yield the rows of activities that had begun, with a head."""
        start, at = self.study.project.project.start, self._days(data_date)
        yield "node", "actual start", "actual finish"
        begun, done = self.study.starts.iloc[0], self.study.days.iloc[0]
        for node in self.study.ids:
            if begun[node] < at:
                finish = date_of(float(done[node]), start) if done[node] <= at else None
                first = start_date_of(float(begun[node]), start)
                if first is not None and finish is not None:
                    first = min(first, finish)
                yield node, str(first), "" if finish is None else str(finish)

    def ledger(self, data_date: dt.date) -> Iterator[Row]:
        """Yield the closed months, with a head: all accounts that moved, to the cent."""
        names, months = list(self.study.accounts), self.study.months
        told = [k for k in range(len(names)) if k not in (*accounts.BALANCES, accounts.TAX_SHIELD)]
        rows = np.round(self.study.ledger[0], 2)
        closed = [m for m, first in enumerate(months) if first < data_date.replace(day=1)]
        moved = [k for k in told if np.any(rows[closed, k])]
        yield "month", *(names[k] for k in moved)
        for m in closed:
            yield f"{months[m]:%Y-%m}", *(f"{rows[m, k]:.2f}" for k in moved)

    def risks(self, data_date: dt.date) -> Iterator[str]:
        """Yield the risks that had happened: those that the run drew, once work that they strike began."""
        project, at = self.study.project, self._days(data_date)
        draws, begun = self.study.draws.iloc[0], self.study.starts.iloc[0]
        for name, risk in project.risks.items():
            for each in occurrences(project, name) if risk.per == "run" else ():
                nodes = [*risk.impact("factor"), *risk.impact("delay")]
                struck = [
                    i
                    for node in nodes
                    for i in (self.study.ids[k] for k in self.study.instances(node))
                    if each.phase is None or i.endswith(f".{each.phase}") or "." not in i
                ]
                came = draws[each.name] >= 1.0 - risk.chance.most_likely
                if came and any(begun[i] < at for i in struck):
                    yield each.name.removeprefix("risks.")

    def _days(self, day: dt.date) -> float:
        return float((day - self.study.project.project.start).days)


def written(files: dict[str, str | list[Row]], folder: Path) -> dict[Path, str]:
    """Return what is written where: statements as they are, tables as CSV."""
    texts = {name: content if isinstance(content, str) else _csv(content) for name, content in files.items()}
    return {folder / name: text for name, text in texts.items()}


def _csv(rows: list[Row]) -> str:
    return "".join(f"{','.join(row)}\n" for row in rows)

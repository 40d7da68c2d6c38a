"""What is written from what measures say of themselves: `python -m tests.measures.written` writes it anew.

Project files are checked without the engine, so the names that a target may use stand in a module of their
own; the documentation lists every measure.
"""

from __future__ import annotations

from pathlib import Path

from scenario.measures import MEASURES, Measure
from scenario.measures.partners.measures import OF_PARTNER

ROOT = Path(__file__).parents[2]
NAMES = ROOT / "scenario" / "project" / "values" / "target_measures.py"
DOCUMENTATION = ROOT / "docs" / "measures.md"
WORDS = ROOT / "docs" / "words.md"

HEAD = '''"""The measures that a target may name, with their units.

Written by `python -m tests.measures.written` from what measures say of themselves: a project file is checked
without the engine that computes them.
"""

from __future__ import annotations

from scenario.project.values.units import {units}, Unit

TARGET_MEASURES: dict[str, Unit] = {{
{rows}
}}
"""The unit of each measure that a target may name. The day of a node is a target of its own kind."""
MEASURES_NEED: dict[str, tuple[str, ...]] = {{
{needs}
}}
"""What a project must describe for each of them, names of `checks.needs.NEEDS`."""
OF_PARTNER: dict[str, Unit] = {{
{of_partner}
}}
"""The unit of each measure that every partner has, as `MEASURE@PARTNER`."""
OF_PARTNER_NEED: dict[str, tuple[str, ...]] = {{
{of_partner_needs}
}}
"""What a project must describe for each of these."""
'''


def names() -> str:
    """Return the module of the names that a target may use."""
    units = {name: each.unit.name.upper() for name, each in MEASURES.items() if each.target}
    shared = {name: MEASURES[f"{name}@any"].unit.name.upper() for name in OF_PARTNER}
    return HEAD.format(
        units=", ".join(sorted({*units.values(), *shared.values()})),
        rows=_rows(units),
        needs=_needs({name: MEASURES[name].needs for name in units}),
        of_partner=_rows(shared),
        of_partner_needs=_needs({name: MEASURES[f"{name}@any"].needs for name in shared}),
    )


def _rows(units: dict[str, str]) -> str:
    return "\n".join(f'    "{name}": {unit},' for name, unit in units.items())


def _needs(needs: dict[str, tuple[str, ...]]) -> str:
    quoted = {name: ", ".join(f'"{need}"' for need in each) for name, each in needs.items()}
    return "\n".join(f'    "{name}": ({each}{"" if ", " in each else ","}),' for name, each in quoted.items())


def documentation() -> str:
    """Return the page of measures with the table of today's."""
    rows = [
        f"| `{each.name}` | {each.en} {each.zh} | {each.unit.name} | {each.definition} |"
        for each in MEASURES.values()
    ]
    page = with_table(DOCUMENTATION.read_text(encoding="utf-8"), "| name | 名称 | unit | definition |", rows)
    shared = [MEASURES[f"{name}@NAME"] for name in OF_PARTNER]
    head = "| name, of a partner | 名称 | unit | definition |"
    told = [f"| `{each.name}` | {_called(each)} | {each.unit.name} | {each.definition} |" for each in shared]
    return with_table(page, head, told)


def _called(measure: Measure) -> str:
    return f"{measure.en.partition(',')[0]} {measure.zh.partition('(')[0]}"


def words() -> str:
    """Return the page of words with today's names of measures."""
    rows = [f"| `{each.name}` | {each.zh} | {each.en} |" for each in MEASURES.values()]
    return with_table(WORDS.read_text(encoding="utf-8"), "| measure | 中文 | English |", rows)


def with_table(page: str, head: str, rows: list[str]) -> str:
    """Return the text of a page with other rows below the head of a table."""
    before, after = page.split(f"{head}\n")
    rule, *rest = after.split("\n")
    left = rest[next((i for i, line in enumerate(rest) if not line.startswith("|")), len(rest)) :]
    return before + "\n".join([head, rule, *rows, *left])


WRITTEN = {NAMES: names, DOCUMENTATION: documentation, WORDS: words}
"""How each file is written."""

if __name__ == "__main__":
    for path, text in WRITTEN.items():
        path.write_text(text(), encoding="utf-8")

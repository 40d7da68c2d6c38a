"""The command `sensitivity`: what drives a measure, and what must be true for targets to keep their odds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenario.cli.arguments.options import PageOptions, ProjectOptions, RunOptions
from scenario.cli.inputs import COMMAND_LINE, unwritable_file
from scenario.project.problems import Problem, ProjectError, unknown

if TYPE_CHECKING:
    from scenario.analysis import Study
    from scenario.project.values.names import Language

Of = Annotated[
    str | None,
    typer.Option("--measure", metavar="NAME", help="The measure. Default: the first with a target."),
]
Asked = Annotated[
    float, typer.Option("--odds", metavar="SHARE", help="The odds asked, of targets that say none.")
]
Top = Annotated[int, typer.Option("--top", metavar="N", help="How many drivers to show.")]


def sensitivity(
    what: ProjectOptions,
    how: RunOptions,
    measure: Of = None,
    odds: Asked = 0.8,
    top: Top = 8,
    *,
    page: PageOptions,
) -> None:
    """Tell what drives a measure: tornado, shares of variance, price × cost, price × pace, what must be true.

    Tornado and shares are from the runs of the study; the matrices and the bounds of drivers are simulated on
    the same luck.
    """
    from scenario.cli.commit import wrong_odds

    problems: list[Problem] = []
    settings = how.settings(problems, "dates")
    problems += [*unwritable_file("--json", page.json), *wrong_odds(odds)]
    if top < 1:
        problems.append(Problem(COMMAND_LINE, None, "--top", f"{top} is no number of rows; 8 fit a page"))
    project = what.chosen(problems).projects[0]
    from scenario.measures.measured import modelled

    there = modelled(project)
    if measure is not None and measure not in there:
        raise ProjectError([Problem(COMMAND_LINE, None, "--measure", unknown("measure", measure, there))])
    if not there:
        message = "there is no money, and so no measure to drive; `scenario decide` tells what moves dates"
        raise ProjectError([Problem(str(what.file), None, "", message)])
    from scenario.analysis.first_look import first_measure
    from scenario.cli.show import write_json
    from scenario.cli.studies import simulated

    study = simulated(project, settings)
    of = measure or first_measure(study) or there[0]
    found = _found(study, of, odds, top)
    if page.json != "-":
        _print(study, of, found, top, page.lang)
    if page.json is not None:
        write_json(_document(study, of, found), page.json)


def _found(study: Study, measure: str, odds: float, most: int) -> dict[str, Any]:
    """Return what drives a measure: bars, shares, matrices, and bounds by target."""
    from scenario.analysis.sensitivity.matrix import COST, PACE, matrix_of
    from scenario.analysis.sensitivity.must_hold import must_hold
    from scenario.analysis.sensitivity.shares import variance_shares
    from scenario.analysis.sensitivity.tornado import MissingValuesError, tornado_bars

    try:
        bars = tornado_bars(study, measure)
    except MissingValuesError:
        bars = []
    asked = [(name, _asked(study, k, odds)) for k, name in enumerate(study.targets)]
    return {
        "bars": bars,
        "shares": variance_shares(study, measure),
        "matrices": [each for each in (matrix_of(study, other, measure) for other in (COST, PACE)) if each],
        "must": [(name, share, must_hold(study, name, share, most)) for name, share in asked],
    }


def _asked(study: Study, place: int, odds: float) -> float:
    required = study.project.targets[place].odds
    return odds if required is None else required


def _document(study: Study, measure: str, found: dict[str, Any]) -> dict[str, Any]:
    head = study.to_json()
    shares = found["shares"]
    return {
        **{key: head[key] for key in ("project", "scenario", "runs", "seed", "version")},
        "measure": measure,
        "tornado": [{**bar._asdict(), "width": bar.width} for bar in found["bars"]],
        "shares": {
            "rows": [row._asdict() for row in shares.rows],
            "explained": shares.explained,
            "adjusted": shares.adjusted,
        },
        "matrices": [each._asdict() for each in found["matrices"]],
        "must_hold": [
            {"target": name, "asked": share, "drivers": [each._asdict() for each in rows]}
            for name, share, rows in found["must"]
        ],
    }


def _print(study: Study, measure: str, found: dict[str, Any], most: int, lang: Language) -> None:
    from rich.text import Text

    from scenario.cli.show import console, print_notes, print_table
    from scenario.views.tables.pack.matrix import matrix_tables
    from scenario.views.tables.trace.sensitive import must_table, shares_table, tornado_table
    from scenario.views.words.wording import Wording

    page, say = console(), Wording.of(study, lang)
    page.print()
    name = say.name(study.project.project.name)
    page.print(Text(f"{name} · {say.measure(measure)} · {say.scenario(study.scenario)}", style="bold"))
    page.print(
        Text(say.say(f"{study.runs:,} runs, seed {study.seed}", f"{study.runs:,}次模拟, 种子 {study.seed}"))
    )
    print_table(page, tornado_table(study, measure, found["bars"][:most], say), lang)
    print_table(page, shares_table(study, found["shares"], most, say), lang)
    for matrix in found["matrices"]:
        for table in matrix_tables(matrix, say):
            print_table(page, table, lang)
    for place, (_, asked, rows) in enumerate(found["must"]):
        target = say.target(study, study.project.targets[place])
        print_table(page, must_table(study, target, asked, rows, say), lang)
    notes = say.say(
        "Bounds of drivers: others as they are drawn; any: the odds are kept over the driver's whole range.",
        "因素界限: 其余因素按抽样; 任意: 在全部取值范围内概率均达到要求。",
    )
    print_notes(page, say.say("How to read it", "说明"), [notes])
    page.print()

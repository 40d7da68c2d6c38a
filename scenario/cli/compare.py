"""The command `compare`: scenarios on the same luck, and what has become of promised dates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from scenario.cli.arguments.options import PageOptions, RunOptions, ScenariosOptions
from scenario.cli.inputs import COMMAND_LINE, unwritable_file
from scenario.cli.promised import BaselineFile, kept_document, kept_table, promised, refuse_misfit, state_of
from scenario.project.problems import Problem

if TYPE_CHECKING:
    from scenario.analysis import Study
    from scenario.project.files.baseline import Baseline
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language
    from scenario.study.settings import RunSettings

SettingsOfOthers = Annotated[
    list[str] | None,
    typer.Option(
        "--set-b", metavar="PATH=VALUE", help="Change a value on one side: in all but the first; repeatable."
    ),
]
MOST_SCENARIOS = 10
"""More do not fit a page side by side."""


def compare(
    what: ScenariosOptions,
    how: RunOptions,
    set_b: SettingsOfOthers = None,
    baseline: BaselineFile = None,
    *,
    page: PageOptions,
) -> None:
    """Tell what two to ten scenarios change against the first one named, run by run on the same luck.

    `base` is the file as it stands; one scenario alone is compared with it. `--set` holds in all of them,
    `--set-b` in all but the first, so that `compare FILE --set-b PATH=VALUE` tells what one value changes.
    With `--baseline` each scenario is compared with the dates that were promised.
    """
    problems: list[Problem] = []
    settings = how.settings(problems, "dates")
    names = list(what.scenario or [])
    problems += unwritable_file("--json", page.json)
    if baseline is None:
        names, wrong = _to_compare(names, bool(set_b))
        problems += wrong
    elif set_b:
        message = "--baseline compares each scenario with promised dates; write --set"
        problems.append(Problem(COMMAND_LINE, None, "--set-b", message))
    dates, wrong = promised(baseline)
    projects = what.chosen([*problems, *wrong], names, set_b).projects
    if dates is not None:
        refuse_misfit(projects[0], dates, baseline)
        _against_baseline(projects, dates, settings, page)
    else:
        _side_by_side(projects, settings, page)


def _to_compare(names: list[str], one_sided: bool) -> tuple[list[str], list[Problem]]:
    """Return the scenarios side by side; what is set on one side alone may be of the same scenario."""
    message = ""
    if one_sided and not names:
        names = ["base", "base"]
    elif not names:
        message = "name the scenarios to compare, such as --scenario base --scenario NAME"
    elif names == ["base"] and not one_sided:
        message = "'base' is what others are compared with; name another"
    elif len(names) == 1:
        names = ["base", *names]
    elif len(names) > MOST_SCENARIOS:
        message = f"{len(names)} are named; compare {MOST_SCENARIOS} at most at a time"
    return names, [Problem(COMMAND_LINE, None, "--scenario", message)] if message else []


def _side_by_side(projects: Sequence[Project], settings: RunSettings, page: PageOptions) -> None:
    from scenario.analysis.comparison import compare as compared
    from scenario.cli.show import write_json
    from scenario.cli.studies import simulated

    studies = [simulated(project, settings) for project in projects]
    first, others = studies[0], studies[1:]
    if page.json != "-":
        _print(first, others, page.lang)
    if page.json is not None:
        changes = [
            {
                "scenario": other.scenario,
                **{
                    kind: [change.to_json() for change in found]
                    for kind, found in compared(first, other, _shared(first, other)).items()
                },
            }
            for other in others
        ]
        write_json({**_head(first), "changes": changes}, page.json)


def _shared(first: Study, other: Study) -> list[str]:
    return [name for name in first.measures.columns if name in other.measures.columns]


def _head(study: Study) -> dict[str, Any]:
    told = study.to_json()
    return {key: told[key] for key in ("project", "scenario", "runs", "seed", "version")}


def _print(first: Study, others: Sequence[Study], lang: Language) -> None:
    from rich.text import Text

    from scenario.cli.show import console, print_notes, print_table
    from scenario.views.tables import notes
    from scenario.views.tables.comparison import compared_runs, comparison, unchanged
    from scenario.views.tables.side_by_side import overview
    from scenario.views.words.wording import Wording

    page, say = console(), Wording.of(first, lang)
    name, a = say.name(first.project.project.name), say.scenario(first.scenario)
    luck = Text(
        say.say(
            f"{first.runs:,} pairs of runs on the same luck, seed {first.seed}",
            f"{first.runs:,}对同随机数模拟, 种子{first.seed}",
        )
    )
    if len(others) > 1:
        page.print()
        head = say.say(
            f"{name} · {len(others)} scenarios against {a}", f"{name} · {len(others)}个情景对比{a}"
        )
        page.print(Text(head, style="bold"))
        page.print(luck)
        for table in overview(first, others, lang):
            print_table(page, table, lang)
    for other in others:
        b = say.scenario(other.scenario)
        page.print()
        page.print(Text(say.say(f"{name} · {b} against {a}", f"{name} · {b} 对比 {a}"), style="bold"))
        page.print(luck)
        for table in comparison(first, other, lang, least=len(others) > 1):
            print_table(page, table, lang)
        print_notes(page, say.say("Without any change", "无变化"), unchanged(first, other, lang))
        print_notes(page, say.say("Of which runs", "样本范围"), compared_runs(first, other, lang))
        print_notes(page, say.say("Payback", "回收期"), notes.payback(first, other, lang))
        print_notes(page, say.say(f"Funding in {b}", f"{b}: 资金到位"), notes.funded(other, lang))
        print_notes(page, say.say(f"Refused in {b}", f"{b}: 被否决"), notes.refusals(other, lang))
        print_notes(page, say.say(f"Fall-backs in {b}", f"{b}: 备用方案"), notes.fallbacks(other, lang))
    print_notes(page, say.say(f"Funding in {a}", f"{a}: 资金到位"), notes.funded(first, lang))
    print_notes(page, say.say(f"Refused in {a}", f"{a}: 被否决"), notes.refusals(first, lang))
    print_notes(page, say.say(f"Fall-backs in {a}", f"{a}: 备用方案"), notes.fallbacks(first, lang))
    page.print()


def _against_baseline(
    projects: Sequence[Project], baseline: Baseline, settings: RunSettings, page: PageOptions
) -> None:
    from scenario.cli.show import write_json
    from scenario.cli.studies import simulated

    studies = [simulated(project, settings) for project in projects]
    if page.json != "-":
        for study in studies:
            _print_kept(study, baseline, page.lang)
    if page.json is not None:
        documents = [{**_head(study), **kept_document(study, baseline)} for study in studies]
        write_json(documents[0] if len(documents) == 1 else {"studies": documents}, page.json)


def _print_kept(study: Study, baseline: Baseline, lang: Language) -> None:
    from rich.text import Text

    from scenario.cli.show import console, print_table
    from scenario.views.words.wording import Wording

    page, say = console(), Wording.of(study, lang)
    name = say.name(study.project.project.name)
    head = say.say(
        f"{name} · {say.scenario(study.scenario)} against the baseline",
        f"{name} · {say.scenario(study.scenario)} 对比基准版",
    )
    page.print()
    page.print(Text(head, style="bold"))
    page.print(Text(state_of(study, baseline, say)))
    page.print(
        Text(say.say(f"{study.runs:,} runs, seed {study.seed}", f"{study.runs:,}次模拟, 种子 {study.seed}"))
    )
    print_table(page, kept_table(study, baseline, say), lang)
    page.print()

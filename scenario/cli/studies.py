"""The commands that simulate: run, compare. And the list of measures."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from scenario.analysis import Study
from scenario.analysis.compiling import helped_to_compile
from scenario.analysis.study import study_of
from scenario.cli.arguments.options import PageOptions
from scenario.cli.exit_codes import DONE, STOPPED
from scenario.cli.precision import precision_document, print_precision, runs_for_precision
from scenario.cli.promised import kept_document, kept_table, state_of
from scenario.cli.show import console, print_notes, print_table, progress, write_json
from scenario.measures import MEASURES
from scenario.project.sections.root import Project
from scenario.project.values.names import Language
from scenario.rules.compiled.decorators import is_kept
from scenario.study.gather import StudyInterrupted
from scenario.study.outcomes import Outcomes
from scenario.study.settings import RunSettings
from scenario.views.tables import first_look, notes
from scenario.views.tables.partners import partners
from scenario.views.tables.planning.deadlines import deadlines
from scenario.views.tables.statement import statement
from scenario.views.words.wording import Wording

if TYPE_CHECKING:
    from rich.console import Console

    from scenario.project.files.baseline import Baseline


SPREADS = {
    "plain": ("", ""),
    "sobol": (", Sobol sequence", ", Sobol序列"),
    "lhs": (", Latin hypercube", ", 拉丁超立方抽样"),
}
"""How the page tells the sampling; the plain one goes without saying."""


def simulated(project: Project, settings: RunSettings, out: Path | None = None) -> Study:
    """Simulate a project, telling a person who watches how far it is; stored in a folder if one is named."""
    name = f"{project.project.name.to('en')}, {project.scenario}"
    with progress(name) as bar, compiling(project, settings):
        return study_of(project, replace(settings, progress=bar), out)


@contextmanager
def compiling(project: Project, settings: RunSettings) -> Iterator[None]:
    """Tell a person why the first study of a version takes longer; where it has money, compile it by two."""
    on_simpy = settings.engine == "simpy" or bool(settings.processes)
    if _is_compiled(project.has_money, on_simpy):
        yield
        return
    seconds = 20 if project.has_money else 10
    print(f"Compiling the simulation, once for this version: about {seconds} seconds …", file=sys.stderr)
    with nullcontext() if on_simpy or not project.has_money else helped_to_compile():
        yield


def _is_compiled(has_money: bool, on_simpy: bool) -> bool:
    """Return whether machine code is kept: with money another one than for dates alone."""
    if on_simpy:
        return not has_money or is_kept("settle", "*")
    return is_kept("many", "run_many" if has_money else "run_many_schedules")


def simulate_each(
    projects: Sequence[Project],
    settings: RunSettings,
    page: PageOptions,
    out: Path | None,
    until: float | None,
    convergence: bool = False,
    baseline: Baseline | None = None,
) -> int:
    """Simulate projects and tell of each; on Ctrl-C of the runs that were finished."""
    needed = None
    if until is not None:
        with compiling(projects[0], settings):
            needed = runs_for_precision(projects, settings, until)
    settings = settings if needed is None else replace(settings, runs=needed.runs)
    documents: list[dict[str, Any]] = []
    code = DONE
    for project in projects:
        own = out / project.scenario if out is not None and len(projects) > 1 else out
        try:
            study = simulated(project, settings, own)
        except StudyInterrupted as stopped:
            code = STOPPED
            print(_stopped(stopped.study, settings.runs, own), file=sys.stderr)
            if not isinstance(stopped.study, Study) or not stopped.study.runs:
                break
            study = stopped.study
        if page.json != "-":
            print_study(console(), study, page.lang, baseline)
            print_precision(console(), study, needed, page.lang, convergence)
        if page.json is not None:
            kept = {"promised": kept_document(study, baseline)} if baseline is not None else {}
            documents.append(study.to_json() | kept | precision_document(study, needed, convergence))
        if code == STOPPED:
            break
        if own is not None:
            print(f"Stored in {own}", file=sys.stderr)
    if page.json is not None and documents:
        write_json(documents[0] if len(projects) == 1 else {"studies": documents}, page.json)
    return code


def _stopped(study: Outcomes, runs: int, out: Path | None) -> str:
    finished = f"{study.runs:,} of {runs:,} runs were finished"
    if out is None:
        return f"{finished}."
    return f"{finished} and are stored in {out}; the same command goes on with the rest."


def print_study(page: Console, study: Study, lang: Language, baseline: Baseline | None = None) -> None:
    """Print the page of a study: odds, key nodes, promised dates, main measures, what is missing."""
    say = Wording.of(study, lang)
    name = say.name(study.project.project.name)
    shown = [part(study, lang) for part in (first_look.targets, first_look.nodes, first_look.measures)]
    profit = statement(study, lang)
    if profit is not None:
        shown.append(profit)
    if baseline is not None:
        shown.insert(2, kept_table(study, baseline, say))
    if study.keep != "measures":
        shown.insert(1, deadlines(study, say))
    missing = notes.missing(study, lang)
    page.print()
    page.print(Text(f"{name} · {say.say('scenario', '情景')}: {say.scenario(study.scenario)}", style="bold"))
    how_many = say.say(f"{study.runs:,} runs", f"{study.runs:,}次模拟")
    if study.runs == 1:
        how_many = say.say(f"run {study.first} alone", f"仅第{study.first}次模拟")
    spread = say.say(*SPREADS[study.sampling.kind])
    page.print(Text(f"{how_many}, {say.say('seed', '种子')} {study.seed}{spread}"))
    for table in (*shown, *partners(study, lang)):
        print_table(page, table, lang)
    if baseline is not None:
        print_notes(page, say.say("Promised dates", "承诺日期"), [state_of(study, baseline, say)])
    print_notes(page, say.say("Funding", "资金到位"), notes.funded(study, lang))
    print_notes(page, say.say("Refused", "被否决"), notes.refusals(study, lang))
    print_notes(page, say.say("Left at the end", "期末遗留"), notes.left_over(study, lang))
    print_notes(page, say.say("Fall-backs", "备用方案"), notes.fallbacks(study, lang))
    print_notes(page, say.say("Missing", "缺失"), missing)
    print_notes(page, say.say("Not kept", "未保留"), notes.not_kept(study, lang))
    page.print()


def print_health(path: Path, lang: Language) -> None:
    """Print what the checks of schedules find of a project file that can be used."""
    from scenario.analysis.schedule.health import health_of
    from scenario.project.files.load import load_scenarios
    from scenario.views.tables.health import HealthPage

    project, say, page = load_scenarios(path)["base"], Wording(lang), console()
    if not project.activities:
        page.print(say.say("No activities: there is no schedule to judge.", "没有工作项, 无进度计划可检查。"))
        return
    found = health_of(project)
    health = HealthPage(found, found.node or say.say("the end", "全项目结束"), say)
    print_table(page, health.table(), lang)
    print_notes(page, say.say("What was found", "所涉项"), health.notes())
    page.print()


def list_measures(lang: Language, json: str | None) -> None:
    """Print every measure with unit and definition."""
    if json is not None:
        listed = [
            {
                "measure": name,
                "name": {"en": measure.en, "zh": measure.zh},
                "unit": measure.unit.name,
                "definition": {"en": measure.definition, "zh": measure.definition_zh},
                "source": measure.source,
            }
            for name, measure in MEASURES.items()
        ]
        write_json(listed, json)
        if json == "-":
            return
    from rich.padding import Padding

    page, say = console(), Wording(lang)
    for name, measure in MEASURES.items():
        page.print(
            Text(f"{name}  {say.say(measure.en, measure.zh)} [{say.say(measure.unit.en, measure.unit.zh)}]")
        )
        page.print(
            Padding(Text(say.say(measure.definition, measure.definition_zh)), (0, 0, 0, 4), expand=False)
        )

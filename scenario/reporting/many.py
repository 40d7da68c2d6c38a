"""Many reports as one job: projects side by side, each alone in its failure, only what changed made anew."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from scenario.disk.whole import write_whole
from scenario.project.problems import ProjectError
from scenario.reporting.forms import Form, Told, resolved, write_forms
from scenario.reporting.made import Made, keep, key_of, recall, stored
from scenario.study.settings import RunSettings

if TYPE_CHECKING:
    from scenario.analysis import Study
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language

LOST = "its process ended in the middle, perhaps for want of memory; the others go on without it"
Progress = Callable[[int, int], None]


class Subject(NamedTuple):
    """A project to report on: its file, the scenario, values set by hand, names of files by language."""

    file: str
    scenario: str
    given: dict[str, Any]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a batch: template, languages, forms, where to, how to simulate, the day to print."""

    template: str
    languages: tuple[Language, ...]
    forms: tuple[Form, ...]
    out: str
    settings: RunSettings
    written: dt.date = field(default_factory=dt.date.today)


def make_all(subjects: Sequence[Subject], asked: Asked, progress: Progress | None = None) -> Iterator[Made]:
    """Make the reports of projects, several at a time, and yield what came of each as it comes.

    One alone is made in this process, with as many workers as its simulation may have; its progress
    counts its studies and languages, that of several counts reports.
    """
    from scenario.study.pools.pools import cores

    if len(subjects) == 1:
        yield make(subjects[0], asked, progress)
        return
    workers = min(asked.settings.workers or cores(), len(subjects))
    alone = replace(asked, settings=replace(asked.settings.to_send(), workers=1))
    done, lost = 0, []
    for subject, made in _side_by_side(subjects, alone, workers):
        if made is None:
            lost.append(subject)
            continue
        done += 1
        if progress is not None:
            progress(done, len(subjects))
        yield made
    for subject in lost:  # one of them ended the pool; each is tried once more, by itself
        for _, made in _side_by_side([subject], alone, 1):
            yield made or Made(subject.file, subject.scenario, error=LOST)


def _side_by_side(
    subjects: Sequence[Subject], asked: Asked, workers: int
) -> Iterator[tuple[Subject, Made | None]]:
    """Yield what came of each subject; None of those that were lost with a worker."""
    from scenario.study.pools.pools import fresh_processes

    with fresh_processes(workers) as pool:
        open_: dict[Future[Made], Subject] = {pool.submit(make, each, asked): each for each in subjects}
        try:
            while open_:
                finished, _ = wait(open_, return_when=FIRST_COMPLETED)
                for future in finished:
                    subject = open_.pop(future)
                    lost = isinstance(future.exception(), BrokenProcessPool)
                    yield subject, None if lost else future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def make(subject: Subject, asked: Asked, progress: Progress | None = None) -> Made:
    """Make the reports of one project in one scenario; what is wrong with it is told, not raised."""
    try:
        return _made(subject, asked, progress)
    except (ProjectError, OSError) as error:
        return Made(subject.file, subject.scenario, error=str(error), unusable=True)
    except Exception as error:
        own = type(error).__module__.partition(".")[0] == "scenario"
        detail = str(error) if own else f"{type(error).__name__}: {error}"
        return Made(subject.file, subject.scenario, error=detail)


def _made(subject: Subject, asked: Asked, progress: Progress | None) -> Made:
    from scenario.project.files.load import load_scenarios
    from scenario.project.sections.root import BASE
    from scenario.views.tables.assumptions import Assumptions

    variants = load_scenarios(subject.file, subject.given)
    project, out = variants[subject.scenario], Path(asked.out)
    base = load_scenarios(subject.file)[BASE] if subject.given else variants[BASE]
    assumed = Assumptions.of(project, base, subject.given)
    others = _options(project, variants, asked.template)
    key = key_of(
        project, others, asked.settings, assumed, asked.template, asked.languages, asked.forms, subject.stems
    )
    known = recall(out, subject.stems[0], key)
    if known is not None:
        return known
    step = _steps(progress, 2 + len(others) + len(asked.languages))
    folder, study = stored(project, asked.settings, out)
    assumed.save(folder)
    step()
    if asked.template == "board":
        save_pack(folder, study, project)
    step()
    beside = replace(asked.settings, keep="measures")
    options = []
    for other in others:
        options.append(str(stored(other, beside, out)[0]))
        step()
    told = Told(asked.template, asked.languages[0], asked.forms, asked.written, tuple(options))
    made = _written(subject, folder, study, told, asked, step)
    keep(out, subject.stems[0], key, made)
    return made


def save_pack(folder: Path, study: Study, project: Project) -> None:
    """Write beside a study what a pack tells besides: the board's block, the matrix, the project as YAML."""
    from scenario.analysis.sensitivity.matrix import matrix_of
    from scenario.views.pages.pack import FILE

    matrix = matrix_of(study)
    told = {
        "board": None if project.board is None else project.board.model_dump(mode="json"),
        "matrix": None if matrix is None else matrix._asdict(),
        "yaml": resolved(study.project).content,
    }
    write_whole(folder / FILE, json.dumps(told, ensure_ascii=False))


def _options(project: Project, variants: Any, template: str) -> list[Project]:
    """Return the scenarios that stand beside a project in a report for the board."""
    if template != "board" or project.board is None:
        return []
    names = dict.fromkeys((*project.board.options, *project.board.stresses))
    return [variants[name] for name in names if name != project.scenario]


def _steps(progress: Progress | None, total: int) -> Callable[[], None]:
    """Return what is called after each step."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)

    return step


def _written(
    subject: Subject, folder: Path, study: Study, told: Told, asked: Asked, step: Callable[[], None]
) -> Made:
    from scenario.views.pages.portfolio import row_of

    out = Path(asked.out)
    files: dict[str, dict[str, str]] = {}
    for language, stem in zip(asked.languages, subject.stems, strict=True):
        paths = write_forms(folder, study, out / stem, replace(told, language=language))
        names = [path.relative_to(out).as_posix() for path in paths]
        files[language] = dict(zip(told.forms, names, strict=True))
        step()
    name = study.project.project.name
    both = {"en": name.to("en"), "zh": name.to("zh")}
    return Made(subject.file, subject.scenario, both, files, row_of(study))

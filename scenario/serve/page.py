"""The page of a project, within its kernel: pages of widgets to switch between, state in its address."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping
from html import escape
from typing import Any, NamedTuple
from urllib.parse import parse_qs

import ipywidgets as widgets

from scenario.project.files.load import load_scenarios
from scenario.project.problems import ProjectError
from scenario.project.sections.root import BASE
from scenario.project.values.names import Language
from scenario.reporting.batch import slug
from scenario.serve.downloads import Downloads
from scenario.serve.kinds import kinds
from scenario.serve.last_odds import keep_odds
from scenario.serve.projects import path_of
from scenario.serve.registry import PageKind
from scenario.serve.settings import ServeSettings
from scenario.serve.start_page import address_of
from scenario.views.widgets.looks import LOOKS, red
from scenario.views.widgets.running import Running
from scenario.views.words.wording import Wording

LONGEST = 4000
"""A state that is longer stands in no address: servers and browsers cut them [characters]."""


class Asked(NamedTuple):
    """What an address asks for."""

    project: str
    page: str
    language: Language
    scenario: str
    state: Mapping[str, Any]

    @classmethod
    def of(cls, query: str, language: Language) -> Asked:
        """Read the query of an address; what cannot be read of a state is none."""
        given = {key: values[-1] for key, values in parse_qs(query).items()}
        try:
            state = json.loads(given.get("state", "{}"))
        except ValueError:
            state = {}
        spoken: Language = "zh" if given.get("lang", language) == "zh" else "en"
        kept = state if isinstance(state, dict) else {}
        return cls(given.get("project", ""), given.get("page", ""), spoken, given.get("scenario", BASE), kept)


class ProjectPage:
    """The pages of a project, one shown at a time; what was moved goes along where the next page has it.

    Parameters
    ----------
    settings : ServeSettings
        What is served, and whether anything may be saved
    asked : Asked
        The project, the page and its state
    """

    def __init__(self, settings: ServeSettings, asked: Asked) -> None:
        self.settings, self.asked = settings, asked
        self.say = Wording(asked.language)
        self.file = path_of(settings.folder, asked.project)
        project = load_scenarios(self.file)[BASE]
        self.kinds = {kind.name: kind for kind in kinds(project)}
        self.made: dict[str, Any] = {}
        first = asked.page if asked.page in self.kinds else next(iter(self.kinds))
        self.tabs = widgets.ToggleButtons(
            options=[(self.say.say(kind.en, kind.zh), name) for name, kind in self.kinds.items()],
            value=first,
            style={"button_width": "auto"},
        )
        self.tabs.add_class("scenario-tabs")
        self.links, self.body = widgets.HTML(), widgets.VBox([])
        self.downloads = Downloads(slug(self.file.stem), asked.language, lambda: self.current)
        head = widgets.HTML(f"<style>{LOOKS}</style><h1>{escape(self.say.name(project.project.name))}</h1>")
        self.widget = widgets.VBox([head, self.links, self.tabs, self.body, self.downloads.widget])
        self.widget.add_class("scenario-served")
        self.tabs.observe(lambda change: self.show(change["new"], self.state), "value")
        self.show(first, (asked.scenario, asked.state))

    @property
    def current(self) -> Any:
        """The page that is shown."""
        return self.made[self.tabs.value]

    @property
    def state(self) -> tuple[str, Mapping[str, Any]]:
        """The scenario and what was moved, of the page that is shown last."""
        shown = next((page for page in self.made.values() if page.widget in self.body.children), None)
        if not isinstance(shown, Running):
            return BASE, {}
        return shown.scenario.value, shown.snapshot()

    def show(self, name: str, state: tuple[str, Mapping[str, Any]]) -> None:
        """Show a page, at a scenario and with what was moved."""
        page = self.made.get(name)
        if page is None:
            page = self.made[name] = self._made(self.kinds[name])
        if isinstance(page, Running):
            self._take_over(page, *state)
        self.body.children = (page.widget,)
        self._link()

    def _made(self, kind: PageKind) -> Any:
        page = kind.make(self.file, self.asked.language, self.settings.read_only)
        if isinstance(page, Running):
            page.on_values, page.on_base = self._link, keep_odds
            _beside(page.watch())
        return page

    def _take_over(self, page: Running, scenario: str, moved: Mapping[str, Any]) -> None:
        known = scenario if scenario in page.projects else BASE
        page.take_over(known, moved)
        if page.shown_of is None or page.values.key != page.shown_of.key:
            page.start(anew=True)

    def _link(self) -> None:
        """Write the links: to the start, to the other language, and to what stands here now."""
        scenario, moved = self.state
        further = {} if scenario == BASE else {"scenario": scenario}
        if moved:
            further["state"] = json.dumps(dict(moved), ensure_ascii=False, separators=(",", ":"))
        if len(further.get("state", "")) > LONGEST:
            further.pop("state")
        own, other = self.asked.language, "en" if self.asked.language == "zh" else "zh"
        here = escape(address_of(self.asked.project, self.tabs.value, own, **further))
        there = escape(address_of(self.asked.project, self.tabs.value, _language(other), **further))
        start = self.say.say("All projects", "全部项目")
        state = self.say.say("Link to what stands here", "当前状态的链接")
        name = self.say.say("中文", "English")
        self.links.value = (
            f'<nav><a href="./?lang={own}">{start}</a> · '
            f'<a class="scenario-state" href="{here}">{state}</a> · '
            f'<a href="{there}" lang="{other}">{name}</a></nav>'
        )


def open_page(environment: Mapping[str, str] | None = None) -> None:
    """Display the page that the address of this kernel asks for, or in one red line why there is none."""
    from IPython.display import HTML, display

    given = os.environ if environment is None else environment
    settings = ServeSettings.of(given)
    asked = Asked.of(given.get("QUERY_STRING", ""), settings.language)
    try:
        display(ProjectPage(settings, asked).widget)  # type: ignore[no-untyped-call]
    except (ProjectError, LookupError) as error:
        told = f'<style>{LOOKS}</style><div class="scenario-page">{red(str(error))}</div>'
        display(HTML(told))  # type: ignore[no-untyped-call]


def _language(text: str) -> Language:
    return "zh" if text == "zh" else "en"


_TASKS: set[asyncio.Task[None]] = set()
"""What goes on beside the pages of this kernel; the loop alone would let it be swept away."""


def _beside(work: Any) -> None:
    """Let something go on beside everything else; where nothing else runs it is not begun."""
    try:
        task = asyncio.get_running_loop().create_task(work)
    except RuntimeError:
        work.close()
        return
    _TASKS.add(task)
    task.add_done_callback(_TASKS.discard)

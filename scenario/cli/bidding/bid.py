"""The command `bid`: the highest land price that keeps the odds required, and the odds at every price."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenario.cli.arguments.options import PageOptions, ParcelsOptions, RunOptions
from scenario.cli.bidding.solve import solve_path
from scenario.cli.inputs import COMMAND_LINE, unwritable_file
from scenario.project.problems import Problem, ProjectError

if TYPE_CHECKING:
    from scenario.analysis.bidding.bid import Bid
    from scenario.project.sections.root import Project
    from scenario.project.values.names import Language
    from scenario.study.settings import RunSettings
    from scenario.views.tables.bidding.parcels import ParcelsPage

RUNS = 2000
"""Unless said otherwise [runs]."""
Odds = Annotated[
    float | None,
    typer.Option("--odds", metavar="SHARE", help="Required of targets that do not say their own odds."),
]
Joint = Annotated[
    float | None, typer.Option("--joint", metavar="SHARE", help="Required of all targets together.")
]
From = Annotated[
    float | None,
    typer.Option(
        "--from", metavar="PRICE", help="Where the grid of prices begins. Default: half the file's."
    ),
]
Solve = Annotated[
    str | None,
    typer.Option(
        "--solve",
        metavar="PATH",
        help="In the place of the land price: which values of this number keep the odds required.",
    ),
]
To = Annotated[
    float | None,
    typer.Option(
        "--to", metavar="VALUE", help="With --solve: where the grid ends. Default: twice the file's."
    ),
]
Html = Annotated[str | None, typer.Option("--html", metavar="FILE", help="Write the page as HTML.")]
Png = Annotated[str | None, typer.Option("--png", metavar="FILE", help="Write the bid curve as a picture.")]


def bid(
    what: ParcelsOptions,
    how: RunOptions,
    odds: Odds = None,
    joint: Joint = None,
    start: From = None,
    solve: Solve = None,
    to: To = None,
    html: Html = None,
    png: Png = None,
    *,
    page: PageOptions,
) -> None:
    """Tell the highest land price up to which every price of a grid keeps the odds required.

    Targets say what is required with `odds:`. All prices are simulated on the same luck; the page leads with
    the price at which the verdict is pass, and tells what binds and what no price can help. Several files, or
    scenarios, are compared on one page.
    """
    problems = [*_no_share("--odds", odds), *_no_share("--joint", joint), *_no_price(start)]
    for option, target in (("--json", page.json), ("--html", html), ("--png", png)):
        problems += unwritable_file(option, target)
    if how.cluster is not None:
        problems.append(_problem("--cluster", "a bid is found on this machine; leave it out"))
    settings = replace(how, runs=RUNS if how.runs is None else how.runs).settings(problems, "measures")
    parcels = what.chosen(problems)
    if len(parcels) > 1 and png is not None:
        raise ProjectError([_problem("--png", "it draws the curve of one bid; name one file and scenario")])
    if solve is not None:
        if len(parcels) > 1 or html is not None or png is not None:
            raise ProjectError([_problem("--solve", "name one file and scenario, without --html and --png")])
        return solve_path(what, parcels[0], solve, (start, to), (odds, joint), settings, page)
    if to is not None:
        raise ProjectError([_problem("--to", "it is the end of what --solve seeks; leave it out")])
    found = []
    for file, project in parcels:
        asked = {"odds": odds, "joint": joint, "start": start}
        found.append(_found(file, project, settings, _scenarios(what, file, project), asked))
    if len(found) == 1:
        _tell(found[0], page, html, png)
    else:
        _compare(found, page, html)


def _found(
    file: Path,
    project: Project,
    settings: RunSettings,
    scenarios: dict[str, Project],
    asked: dict[str, float | None],
) -> Bid:
    """Return the bid of a project. Raises ProjectError where there is none to find."""
    from scenario.analysis.bidding.bid import bid as found_bid
    from scenario.analysis.bidding.price_grid import NothingMovesError
    from scenario.analysis.bidding.priced_runs import NoPriceError
    from scenario.analysis.bidding.requirements import NothingRequiredError
    from scenario.cli.studies import compiling

    try:
        with compiling(project, settings):
            return found_bid(project, settings=settings, scenarios=scenarios, **asked)
    except (NoPriceError, NothingRequiredError, NothingMovesError) as error:
        raise ProjectError([Problem(str(file), None, _place(error), str(error))]) from None


def _place(error: Exception) -> str:
    """Return which part of the file an error is about."""
    from scenario.analysis.bidding.priced_runs import NoPriceError

    return "land" if isinstance(error, NoPriceError) else "targets"


def _scenarios(what: ParcelsOptions, file: Path, project: Project) -> dict[str, Project]:
    """Return the other scenarios of the file, with the values that were set."""
    from scenario.project.files.load import load_scenarios, parse_settings

    found = load_scenarios(file, parse_settings(what.settings or []), what.actuals)
    return {name: each for name, each in found.items() if name != project.scenario}


def _tell(found: Bid, page: PageOptions, html: str | None, png: str | None) -> None:
    from scenario.analysis.bidding.document import document
    from scenario.cli.show import write_json
    from scenario.cli.written import write_text

    if "-" not in (page.json, html):
        _print(found, page.lang)
    if html is not None:
        from scenario.views.pages.land_bid import bid_page

        write_text("--html", html, bid_page(found, page.lang))
    if png is not None:
        _draw(found, page.lang, png)
    if page.json is not None:
        write_json(document(found), page.json)


def _compare(found: list[Bid], page: PageOptions, html: str | None) -> None:
    from scenario.analysis.bidding.parcels import documents
    from scenario.cli.show import write_json
    from scenario.cli.written import write_text
    from scenario.views.tables.bidding.parcels import ParcelsPage

    told = ParcelsPage(found, page.lang)
    if "-" not in (page.json, html):
        _print_parcels(told, page.lang)
    if html is not None:
        from scenario.views.pages.land_bid import parcels_page

        write_text("--html", html, parcels_page(told, page.lang))
    if page.json is not None:
        write_json(documents(found), page.json)


def _print_parcels(told: ParcelsPage, lang: Language) -> None:
    from rich.text import Text

    from scenario.cli.show import console, print_notes, print_table

    say, screen = told.say, console()
    screen.print()
    screen.print(Text(told.title, style="bold"))
    screen.print(Text(told.luck))
    print_table(screen, told.table(), lang)
    print_notes(screen, say.say("What binds", "约束目标"), told.binds())
    print_notes(screen, say.say("How to read it", "说明"), told.notes())
    screen.print()


def _draw(found: Bid, lang: Language, target: str) -> None:
    from scenario.cli.written import told
    from scenario.disk.whole import write_whole
    from scenario.views.figures.bid_curve import bid_curve
    from scenario.views.figures.static import png

    with told("--png", target):
        write_whole(Path(target), png(bid_curve(found, lang)))


def _print(found: Bid, lang: Language) -> None:
    from rich.text import Text

    from scenario.cli.show import console, print_notes, print_table
    from scenario.views.tables.bidding.auction import auction_in_words
    from scenario.views.tables.bidding.bid import BidPage

    told, screen = BidPage(found, lang), console()
    say = told.say
    screen.print()
    screen.print(Text(told.title, style="bold"))
    screen.print(Text(told.luck))
    print_notes(screen, say.say("What to bid", "报价"), told.answer())
    print_table(screen, told.required(), lang)
    print_table(screen, told.curve(), lang)
    print_notes(screen, say.say("What no price can help", "地价无法改善"), told.hopeless())
    print_notes(screen, say.say("The auction", "竞买"), auction_in_words(told))
    print_notes(screen, say.say("How to read it", "说明"), told.notes())
    screen.print()


def _no_share(option: str, share: float | None) -> list[Problem]:
    if share is None or 0.0 < share <= 1.0:
        return []
    return [_problem(option, f"{share:g} are no odds; write a share above 0 and up to 1, such as 0.8")]


def _no_price(start: float | None) -> list[Problem]:
    if start is None or 0.0 < start <= 1e15:
        return []
    return [_problem("--from", f"{start:g} is no price; write one above 0, such as 5e8")]


def _problem(option: str, message: str) -> Problem:
    return Problem(COMMAND_LINE, None, option, message)

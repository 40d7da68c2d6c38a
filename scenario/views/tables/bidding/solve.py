"""Which values of a number keep the odds required, in words and as a table."""

from __future__ import annotations

from scenario.analysis.bidding.solve import Kept, Solved
from scenario.measures.digest import target_names
from scenario.project.values.names import Language
from scenario.views.tables.table import Table
from scenario.views.words.target_words import target_in_words
from scenario.views.words.wording import Wording

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class SolvedPage:
    """What is told of a number that was solved for, in a language."""

    def __init__(self, found: Solved, language: Language) -> None:
        self.found = found
        self.say = Wording(language, found.project.project.currency)

    def answer(self) -> list[str]:
        """Return for each stretch of values from where to where it keeps what is required."""
        say = self.say
        if not self.found.kept:
            return [say.say("No value of the grid keeps the odds required.", "网格内没有取值满足概率要求。")]
        return [self._kept(each) for each in self.found.kept]

    def targets(self) -> list[str]:
        """Return what the letters of the table stand for, with the odds asked."""
        say, project = self.say, self.found.project
        asked = {each.name: each.odds for each in self.found.required}
        told = []
        for letter, name, target in zip(LETTERS, target_names(project), project.targets, strict=False):
            odds = say.share(asked[name]) if name in asked else say.say("nothing", "无要求")
            words = target_in_words(project, target, say)
            told.append(say.say(f"{letter} {words}: {odds} asked", f"{letter} {words}：要求{odds}"))
        return told

    def table(self) -> Table:
        """Return the odds of each target, and of all together, at each value of the grid."""
        count = len(self.found.project.targets)
        heads = (self.say.say("Value", "取值"), *LETTERS[:count], self.say.say("All", "全部"))
        rows = [
            (_number(point.price), *(self.say.share(float(odds)) for odds in point.odds))
            for point in self.found.points
        ]
        return Table(self.say.say("Odds by value", "各取值下的概率"), heads, rows)

    def _kept(self, each: Kept) -> str:
        say = self.say
        low, high = _number(each.low), _number(each.high)
        ends = [say.say("the grid begins there", "为网格起点")] if each.low_is_grids else []
        ends += [say.say("the grid ends there", "为网格终点")] if each.high_is_grids else []
        note = say.say(f" ({'; '.join(ends)})", f"（{'；'.join(ends)}）") if ends else ""
        return say.say(
            f"{self.found.path} from {low} to {high} keeps what is required{note}.",
            f"{self.found.path}取{low}至{high}时满足要求{note}。",
        )


def _number(value: float) -> str:
    """Return a value to five digits.

    >>> _number(15234.6), _number(0.123456)
    ('15,235', '0.12346')
    """
    return f"{value:,.0f}" if abs(value) >= 1e4 else f"{value:,.5g}"

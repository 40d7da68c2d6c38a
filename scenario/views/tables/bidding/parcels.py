"""Several parcels on one page: a row each."""

from __future__ import annotations

from collections.abc import Sequence

from scenario.analysis.bidding.bid import Bid
from scenario.analysis.bidding.parcels import verdict_at_file_price
from scenario.project.values.names import Language
from scenario.views.tables.bidding.bid import BidPage
from scenario.views.tables.table import Table
from scenario.views.words.wording import MISSING, Wording


class ParcelsPage:
    """What is told of several bids, in a language.

    Parameters
    ----------
    bids : sequence of Bid
        In the order of the rows
    language : {"en", "zh"}
    """

    def __init__(self, bids: Sequence[Bid], language: Language) -> None:
        self.pages = [BidPage(each, language) for each in bids]
        self.say = Wording(language, bids[0].project.project.currency)

    @property
    def title(self) -> str:
        """What the page is."""
        count = len(self.pages)
        return self.say.say(f"{count} land bids side by side", f"{count}项拿地报价对比")

    @property
    def luck(self) -> str:
        """How many runs the prices are from."""
        first = self.pages[0].bid
        return self.say.say(
            f"{first.runs:,} runs at each of {len(first.points)} prices of each; seed {first.seed}",
            f"每宗{len(first.points)}档地价各{first.runs:,}次模拟；种子{first.seed}",
        )

    def table(self) -> Table:
        """Return a row for each parcel: price to pay, its floor price, the file's price, verdict."""
        heads = self.say.say(
            "Parcel|Pay up to|per m²|File's price|per m²|Verdict",
            "地块|报价上限|楼面价|文件地价|楼面价|判定",
        )
        return Table("", tuple(heads.split("|")), [self._row(place) for place in range(len(self.pages))])

    def binds(self) -> list[str]:
        """Return for each parcel what keeps the price from being higher."""
        colon = self.say.say(": ", "：")
        return [f"{self._name(place)}{colon}{self._bound(page)}" for place, page in enumerate(self.pages)]

    def notes(self) -> list[str]:
        """Return what the columns mean."""
        return [
            self.say.say(
                "Pay up to: at every lower price of the grid the verdict is pass. Verdict: of the price in"
                " the file. Each parcel keeps the odds of its own targets; hurdles may differ.",
                "报价上限：网格内更低地价均判定为达到。判定：针对文件中的地价。"
                "各宗按自身目标与概率要求测算，门槛可能不同。",
            )
        ]

    def _row(self, place: int) -> tuple[str, ...]:
        page = self.pages[place]
        bid = page.bid
        words = {
            "pass": self.say.say("pass", "达到"),
            "fail": self.say.say("fail", "未达到"),
            "unclear": self.say.say("cannot tell", "不能判定"),
        }
        return (
            self._name(place),
            self._price(page),
            MISSING if bid.low is None or bid.is_unlimited else page.floor(bid.low),
            page.money(bid.file_price),
            page.floor(bid.file_price),
            words[verdict_at_file_price(bid)],
        )

    def _price(self, page: BidPage) -> str:
        if page.bid.is_unlimited:
            return self.say.say("any price", "任何地价")
        return self.say.say("no price", "无") if page.bid.low is None else page.money(page.bid.low)

    def _bound(self, page: BidPage) -> str:
        say, bid = self.say, page.bid
        if bid.is_unlimited:
            return say.say("no target limits the price", "无目标约束地价")
        if not bid.hopeless:
            return say.say("; ", "；").join(map(page.target, bid.binds))
        names = say.say("; ", "；").join(page.target(each.target) for each in bid.hopeless)
        told = say.say(f"no price helps {names}", f"任何地价均不满足{names}")
        if bid.low_of_others is None:
            return told
        without = page.total(bid.low_of_others)
        return say.say(f"{told}; without it up to {without}", f"{told}；不计则不超过{without}")

    def _name(self, place: int) -> str:
        """Return the parcel's name, with its scenario where another row has the same name."""
        project = self.pages[place].bid.project
        name = self.say.name(project.project.name)
        names = [self.say.name(page.bid.project.project.name) for page in self.pages]
        if names.count(name) == 1 and project.scenario == "base":
            return name
        return f"{name} · {self.say.scenario(project.scenario)}"

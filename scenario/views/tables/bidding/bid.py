"""The bid in words and tables, for a terminal and for a page."""

from __future__ import annotations

from functools import cached_property

from scenario.analysis.bidding.bid import Bid
from scenario.analysis.bidding.hopeless import Hopeless, OddsCause
from scenario.analysis.bidding.requirements import PricePoint, Requirement
from scenario.measures.digest import target_names
from scenario.measures.targets import ALL_TARGETS, verdict
from scenario.project.values.names import Language
from scenario.views.tables.table import Table
from scenario.views.words.cause_words import cause_in_words
from scenario.views.words.target_words import target_in_words
from scenario.views.words.wording import MISSING, Wording

ROWS = 13
"""Prices of the grid that the table of a terminal shows, at most."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class BidPage:
    """What is told of a bid, in a language.

    Parameters
    ----------
    bid : Bid
    language : {"en", "zh"}
    """

    def __init__(self, bid: Bid, language: Language) -> None:
        self.bid = bid
        self.say = Wording(language, bid.project.project.currency)

    # Words ----------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """Which project, in which scenario."""
        say, project = self.say, self.bid.project
        what = say.say("the land bid", "拿地报价")
        return f"{say.name(project.project.name)} · {what} · {say.scenario(project.scenario)}"

    @property
    def luck(self) -> str:
        """How many runs and prices the answer is from."""
        say, bid = self.say, self.bid
        prices = f"{self.money(bid.points[0].price)}–{self.money(bid.points[-1].price)}"
        return say.say(
            f"{bid.runs:,} runs at each of {len(bid.points)} prices, {prices} in steps of"
            f" {self.money(bid.step)}; seed {bid.seed}",
            f"{len(bid.points)}档地价各{bid.runs:,}次模拟，{prices}，步长{self.money(bid.step)}；"
            f"种子{bid.seed}",
        )

    def answer(self) -> list[str]:
        """Return what to bid in a sentence or two: first the price at which the verdict is pass."""
        say, bid = self.say, self.bid
        if bid.is_unlimited:
            text = say.say(
                "All odds required are kept at every price of the grid: they set no limit.",
                "网格内任何地价均满足所要求的概率，无上限约束。",
            )
            return [text]
        if bid.price is None:
            return [self._no_price()]
        told = [self._pass()]
        if bid.low is not None and bid.high is not None:
            told.append(
                say.say(
                    f"Estimate {self.total(bid.price)}; 95 % interval of the luck of these runs"
                    f" {self.money(bid.low)} to {self.money(bid.high)}.",
                    f"估计值{self.total(bid.price)}；模拟抽样误差的95%区间为"
                    f"{self.money(bid.low)}至{self.money(bid.high)}。",
                )
            )
        if bid.binds:
            names = say.say("; ", "；").join(map(self.target, bid.binds))
            told.append(say.say(f"What binds: {names}.", f"约束目标：{names}。"))
        return told

    def _pass(self) -> str:
        say, bid = self.say, self.bid
        if bid.low is None:
            return say.say(
                "At no price of the grid are the odds sure enough to say pass; more runs may tell.",
                "以现有模拟次数，任何地价均不足以判定达标，可增加模拟次数。",
            )
        return say.say(
            f"Pay up to {self.total(bid.low)}: at every lower price of the grid the verdict is pass.",
            f"报价不超过{self.total(bid.low)}：网格内更低地价均判定为达到。",
        )

    def _no_price(self) -> str:
        say, bid = self.say, self.bid
        if bid.hopeless:
            return self._none_for_all()
        names = say.say("; ", "；").join(map(self.target, bid.binds))
        return say.say(
            f"Even at {self.money(bid.points[0].price)} the odds required are missed: {names}.",
            f"地价即使为{self.money(bid.points[0].price)}，仍不满足要求：{names}。",
        )

    def _none_for_all(self) -> str:
        """Return that some targets are out of reach of any price, and what the others allow."""
        say, bid = self.say, self.bid
        told = say.say("No price keeps all odds required.", "没有任何地价能满足全部概率要求。")
        if bid.low_of_others is None:
            return told
        missed = say.say(" and ", "、").join(
            self.letter(self.names.index(each.target)) for each in bid.hopeless
        )
        price = self.total(bid.low_of_others)
        return say.say(f"{told} Without {missed}: up to {price}.", f"{told}不计{missed}：不超过{price}。")

    def notes(self) -> list[str]:
        """Return what else to know: the cost of uncertainty, islands, how the answer was found."""
        say, bid = self.say, self.bid
        told = [note for note in (self._uncertainty(), self._islands()) if note]
        told.append(
            say.say(
                f"The bid is the highest price up to which every price of the grid keeps the odds; between"
                f" two of its prices ({self.money(bid.step)} apart) it is found to 0.05 %.",
                "报价上限：网格内不高于该价的各档均满足概率要求；"
                f"相邻两档（相差{self.money(bid.step)}）之间求解至0.05%。",
            )
        )
        return told

    def _uncertainty(self) -> str | None:
        """Return what uncertainty costs: the least price of the most-likely run less the one to pay."""
        say, bid = self.say, self.bid
        required = {each.name for each in bid.required}
        asked = required if ALL_TARGETS not in required else set(bid.most_likely)
        likely = [each for name, each in bid.most_likely.items() if name in asked]
        prices = [each.price for each in likely if each.price is not None]
        if bid.low is None or not prices or any(each.reach == "never" for each in likely):
            return None
        gap = min(prices) - bid.low
        return say.say(
            f"The most-likely run alone meets them up to {self.total(min(prices))}: the odds required cost"
            f" {self.money(gap)} of it."
            if gap >= 0
            else f"The most-likely run alone meets them only up to {self.total(min(prices))}.",
            f"仅看最可能情形，地价可至{self.total(min(prices))}：为所要求的概率让出{self.money(gap)}。"
            if gap >= 0
            else f"仅看最可能情形，地价只可至{self.total(min(prices))}。",
        )

    def _islands(self) -> str | None:
        if not self.bid.islands:
            return None
        spans = ", ".join(f"{self.money(low)}–{self.money(high)}" for low, high in self.bid.islands)
        return self.say.say(
            f"Above the bid the odds are kept again at {spans}: a dearer parcel can save tax (the 20 % step"
            " of land appreciation tax). It is an island, no bid.",
            f"高于报价上限的{spans}再次满足要求：地价较高反而省税（土地增值税20%免税临界）。"
            "此为孤立区间，不作为报价。",
        )

    # Tables ---------------------------------------------------------------------------------------

    def required(self) -> Table:
        """Return each target: odds asked, odds and verdict at the file's price, and the most-likely price."""
        say, at = self.say, self._nearest
        rows = []
        for place, name in enumerate(self.names):
            own = self.asked.get(name)
            rows.append(
                (
                    f"{self.letter(place)} {self.target(name)}",
                    say.share(own.odds) if own else MISSING,
                    say.share(float(at.odds[place])),
                    self._verdict(own, at) if own else MISSING,
                    self._likely(name),
                )
            )
        heads = say.say(
            f"Target|Asked|Odds at {self.money(at.price)}|Verdict|Most likely up to",
            f"目标|要求|地价{self.money(at.price)}时|判定|最可能情形上限",
        )
        return Table(say.say("Targets", "目标"), tuple(heads.split("|")), rows)

    def curve(self, rows: int = ROWS) -> Table:
        """Return the odds of each target, and of all together, over prices of the grid."""
        say = self.say
        floor = self.above_ground is not None
        heads = [say.say("Land price", "地价")]
        heads += [say.say("per m²", "楼面价")] if floor else []
        heads += [self.letter(place) for place in range(len(self.names))]
        told = [
            (
                self.money(point.price),
                *([self.floor(point.price)] if floor else []),
                *(say.share(float(odds)) for odds in point.odds[: len(self.names)]),
            )
            for point in self._shown(rows)
        ]
        title = say.say("Odds by land price", "各地价下的概率")
        return Table(title, tuple(heads), told)

    def hopeless(self) -> list[str]:
        """Return of each target that no price can help: its best odds, what moves them, what would help."""
        return [text for each in self.bid.hopeless for text in self._hopeless(each)]

    def _hopeless(self, each: Hopeless) -> list[str]:
        say = self.say
        told = [
            say.say(
                f"{self.target(each.target)}: {say.share(each.best_odds)} at best ({self.money(each.price)}),"
                f" {say.share(each.required)} asked.",
                f"{self.target(each.target)}：最高仅{say.share(each.best_odds)}"
                f"（地价{self.money(each.price)}），要求{say.share(each.required)}。",
            )
        ]
        causes = say.say("; ", "；").join(self._cause(cause) for cause in each.causes)
        if causes:
            told.append(say.say(f"What moves it most: {causes}.", f"主要影响因素：{causes}。"))
        helps = say.say("; ", "；").join(
            f"{say.scenario(other.name)} {say.share(other.odds)}" for other in each.scenarios
        )
        told.append(
            say.say(f"What would help: {helps}.", f"可改善的情景：{helps}。")
            if helps
            else say.say("No scenario of the file raises it.", "文件中没有情景能提高该概率。")
        )
        return told

    def _cause(self, cause: OddsCause) -> str:
        """Return a cause, with the odds at either end of it."""
        say, name = self.say, cause_in_words(self.bid.project, cause.name, self.say)
        low, high = say.share(cause.low), say.share(cause.high)
        if cause.kind == "event":
            return say.say(f"{name} ({low} without, {high} with it)", f"{name}（未发生{low}，发生{high}）")
        return say.say(
            f"{name} ({low} in its lowest fifth, {high} in its highest)",
            f"{name}（最低两成{low}，最高两成{high}）",
        )

    # Parts ----------------------------------------------------------------------------------------

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The targets, and all together where there are several."""
        own = target_names(self.bid.project)
        return (*own, ALL_TARGETS) if len(own) > 1 else own

    @cached_property
    def asked(self) -> dict[str, Requirement]:
        """What is required, by target."""
        return {each.name: each for each in self.bid.required}

    @property
    def above_ground(self) -> float | None:
        """Floor area above ground [m²]; None where the file does not say."""
        site = self.bid.project.site
        return None if site is None else float(site.above_ground)

    def letter(self, place: int) -> str:
        """Return what a target is called in the head of a column."""
        if self.names[place] == ALL_TARGETS:
            return self.say.say("All", "全部")
        return LETTERS[place % len(LETTERS)]

    def target(self, name: str) -> str:
        """Return a target in words."""
        own = target_names(self.bid.project)
        if name == ALL_TARGETS:
            return self.say.say(f"{len(own)} together", f"{len(own)}项同时达成")
        return target_in_words(self.bid.project, self.bid.project.targets[own.index(name)], self.say)

    def money(self, price: float) -> str:
        """Return a price to four digits: a bid is found to a few of a thousand.

        Amounts of a hundred million and more have two decimals of that unit in Chinese.
        """
        divisor, called = self.say.money_unit([price])
        digits = 2 if self.say.language == "zh" else 1
        number = f"{price / divisor:,.{digits}f}"
        return f"{number}{'' if self.say.language == 'zh' or not called else ' '}{called}"

    def floor(self, price: float) -> str:
        """Return a price for each m² above ground."""
        return MISSING if self.above_ground is None else f"{price / self.above_ground:,.0f}"

    def total(self, price: float) -> str:
        """Return a price, and what it is for each m² above ground."""
        if self.above_ground is None:
            return self.money(price)
        unit = self.say.say(f"{self.say.currency}/m²", f"{self.say.currency}/㎡")
        return self.say.say(
            f"{self.money(price)} ({self.floor(price)} {unit})",
            f"{self.money(price)}（楼面价{self.floor(price)}{unit}）",
        )

    @cached_property
    def _nearest(self) -> PricePoint:
        """The price of the grid next to the file's."""
        return min(self.bid.points, key=lambda point: abs(point.price - self.bid.file_price))

    def _shown(self, rows: int) -> list[PricePoint]:
        """Return prices of the grid evenly, its first and its last among them."""
        points = self.bid.points
        if len(points) <= rows:
            return list(points)
        places = {round(k * (len(points) - 1) / (rows - 1)) for k in range(rows)}
        return [points[place] for place in sorted(places)]

    def _verdict(self, own: Requirement, at: PricePoint) -> str:
        words = {
            "pass": self.say.say("pass", "达到"),
            "fail": self.say.say("fail", "未达到"),
            "unclear": self.say.say("cannot tell", "不能判定"),
        }
        return words[str(verdict(own.odds, float(at.low[own.column]), float(at.high[own.column])))]

    def _likely(self, name: str) -> str:
        if name == ALL_TARGETS:
            return ""
        found = self.bid.most_likely[name]
        words = {"any": self.say.say("any price", "任何地价"), "never": self.say.say("no price", "无")}
        return words[found.reach] if found.price is None else self.money(found.price)

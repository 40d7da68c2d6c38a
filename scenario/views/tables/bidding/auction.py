"""What to expect of the auction, in sentences."""

from __future__ import annotations

from scenario.views.tables.bidding.bid import BidPage


def auction_in_words(page: BidPage) -> list[str]:
    """Return the odds of winning, the expected value, and the odds of regret; nothing without an auction."""
    say, rules, found = page.say, page.bid.project.auction, page.bid.auction
    if rules is None or found is None:
        return []
    is_sealed = rules.kind == "sealed"
    if found.bid is None:
        start = page.money(rules.start or 0.0)
        return [
            say.say(
                f"It starts at {start}, above the price to pay: nothing to bid.",
                f"起价{start}已高于报价上限：不参与。",
            )
        ]
    bid = page.total(found.bid)
    told = [
        say.say(f"Sealed tender of most expected value: {bid}.", f"密封报价，期望收益最大的报价：{bid}。")
        if is_sealed
        else say.say(f"Ascending; our limit is the price to pay, {bid}.", f"公开竞价；出价上限：{bid}。")
    ]
    odds = say.share(found.odds_of_winning)
    if found.expected_price is None or found.odds_of_regret is None:
        return [*told, say.say("It is never won at that.", "该出价下无法竞得。")]
    paid, value = page.money(found.expected_price), page.money(found.expected_value)
    told.append(
        say.say(
            f"Won with odds of {odds}, for {paid} on average; expected value {value} below the price to pay.",
            f"竞得概率{odds}，竞得时平均成交价{paid}；相对报价上限的期望收益{value}。",
        )
    )
    regret = say.share(found.odds_of_regret)
    told.append(
        say.say(
            f"Odds of regret: {regret} of the auctions won miss something that is required.",
            f"后悔概率：竞得后{regret}的模拟未能同时满足各项要求。",
        )
    )
    return told

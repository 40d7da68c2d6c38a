"""Buffers, and the cheapest acceleration, in the words of a language."""

from __future__ import annotations

import numpy as np

from scenario.analysis import Study
from scenario.analysis.buffers.acceleration import Acceleration
from scenario.analysis.buffers.reserves import Reserve, Reserves
from scenario.views.tables.table import Table
from scenario.views.words.wording import Wording

ACCOUNTS = {
    "works": ("Works", "工程款"),
    "administration": ("Administration", "管理费用"),
    "interest": ("Interest", "利息"),
}
"""What accounts with a reserve are called."""


def time_table(study: Study, found: Reserves, say: Wording) -> Table:
    """Return the days before each node that has any."""
    rows = [_days(study, each, say) for each in found.each if each.size]
    columns = say.say("Node|Plan|Buffer|Promise|Kept", "节点|计划|缓冲|承诺|守住率").split("|")
    return Table(say.say("Time buffers, smallest in total", "时间缓冲(合计最小)"), tuple(columns), rows)


def money_table(found: Reserves, say: Wording) -> Table:
    """Return the money on each account that has any."""
    scale = say.money_unit([each.planned for each in found.each])
    rows = [
        (
            say.say(*ACCOUNTS[each.of]),
            *(say.money(x, scale) for x in (each.planned, each.size)),
            say.share(each.kept),
        )
        for each in found.each
        if each.size
    ]
    columns = say.say("Account|Most likely|Reserve|Enough", "科目|最可能值|预备金|够用率").split("|")
    title = say.say(
        f"Money in reserve, smallest in total ({say.currency}, m = million)",
        f"预备金(合计最小, 单位: {say.currency})",
    )
    return Table(title, tuple(columns), rows)


def given_table(study: Study, given: tuple[Reserve, ...], say: Wording) -> Table:
    """Return the buffers of the file, each with how often it is enough."""
    rows = [
        (say.say(*ACCOUNTS[each.of]), say.money(each.size), say.share(each.kept))
        if each.of in ACCOUNTS
        else (say.node(study, each.of), _day_count(each.size, say), say.share(each.kept))
        for each in given
    ]
    columns = say.say("Of|Buffer|Enough", "对象|缓冲|够用率").split("|")
    return Table(say.say("Buffers of the file", "文件中的缓冲"), tuple(columns), rows)


def buffer_notes(study: Study, time: Reserves, money: Reserves, say: Wording) -> list[str]:
    """Return what the buffers come to, a line each."""
    asked, notes = say.share(time.asked), []
    days = _day_count(time.total, say)
    if time.each and time.total:
        most = max(time.each, key=lambda each: each.size)
        node, largest, sure = say.node(study, most.of), _day_count(most.size, say), _proof(time, say)
        notes.append(
            say.say(
                f"For all nodes together at {asked}: {days} in all, most before {node} ({largest}){sure}.",
                f"全部节点以{asked}把握同时守住: 缓冲合计{days}, 最多在{node}之前({largest}){sure}。",
            )
        )
    elif time.each:
        notes.append(say.say(f"No buffer is needed for {asked}.", f"{asked}把握无需缓冲。"))
    elif time.together < time.asked:
        reached = say.share(time.together)
        notes.append(
            say.say(
                f"No buffer gives {asked}: all nodes come in {reached} of the runs only.",
                f"任何缓冲都达不到{asked}: 仅{reached}的模拟中全部节点得以完成。",
            )
        )
    if money.each and money.total:
        amount = say.money(money.total)
        notes.append(
            say.say(
                f"Money in reserve that is enough at {asked}: {amount}{_proof(money, say)}.",
                f"以{asked}把握够用的预备金: {amount}{_proof(money, say)}。",
            )
        )
    return notes


def _proof(found: Reserves, say: Wording) -> str:
    return "" if found.proved else say.say("; the smallest found, not proved", "; 为已找到的最小值, 未证明")


def acceleration_table(study: Study, found: Acceleration, say: Wording) -> Table:
    """Return which activities are shortened, and what that costs."""
    those = found.shortened or ()
    day, all_ = (
        say.money_unit([each.per_day for each in those]),
        say.money_unit([each.cost for each in those]),
    )
    rows = [
        (
            say.node(study, each.activity),
            _day_count(each.days, say),
            say.money(each.per_day, day),
            say.money(each.cost, all_),
        )
        for each in those
    ]
    columns = say.say("Activity|Shorter by|A day|Cost", "工作项|压缩|每天|费用").split("|")
    title = say.say(
        f"Cheapest acceleration (money in {say.currency})", f"最省的赶工方案(金额单位: {say.currency})"
    )
    return Table(title, tuple(columns), rows)


def acceleration_notes(study: Study, found: Acceleration, say: Wording) -> list[str]:
    """Return what an acceleration comes to, and how sure it is."""
    asked, cost = say.share(found.asked), say.money(found.cost)
    now, then, afresh = (say.share(odds[0]) for odds in (found.now, found.then, found.afresh))
    node = say.node(study, found.requirement.node)
    if found.shortened is None:
        most = say.say("with every day that may be bought", "买下全部可压缩天数")
        return [
            say.say(
                f"{node}: {now} now, {then} {most}: {asked} cannot be bought.",
                f"{node}: 现为{now}, {most}也只有{then}: 达不到{asked}。",
            )
        ]
    if not found.shortened:
        return [
            say.say(
                f"{node}: {now} now; nothing to buy for {asked}.", f"{node}: 现为{now}, 无需赶工即达{asked}。"
            )
        ]
    sure = (
        say.say("nothing cheaper does on these runs", "在这些模拟中没有更省的方案")
        if found.proved
        else say.say(
            f"the cheapest of {found.tried} tried, not proved", f"{found.tried}个试算方案中最省, 未证明"
        )
    )
    return [
        say.say(
            f"{node}: from {now} to {then} for {cost} ({sure}). On as many other runs: {afresh}.",
            f"{node}: 由{now}升至{then}, 费用{cost}({sure})。换一批同样多的模拟: {afresh}。",
        )
    ]


def _days(study: Study, each: Reserve, say: Wording) -> tuple[str, ...]:
    return (
        say.node(study, each.of),
        say.date(study.date(each.planned)),
        _day_count(each.size, say),
        say.date(study.date(each.planned + each.size)),
        say.share(each.kept),
    )


def _day_count(days: float, say: Wording) -> str:
    return say.say(f"{days:,.12g} d", f"{days:,.12g}天") if np.isfinite(days) else ""

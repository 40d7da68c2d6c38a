"""What each partner puts in, gets back and answers for."""

from __future__ import annotations

from scenario.analysis import Study
from scenario.project.values.names import Language
from scenario.views.tables.table import Table
from scenario.views.words.wording import Wording

BY_WATERFALL = {
    "equity_irr": ("IRR", "内部收益率"),
    "equity_multiple": ("Multiple", "权益乘数"),
    "peak_equity": ("Most put in", "投入峰值"),
    "equity_gain": ("Gain", "收益"),
    "promote": ("Promote", "超额分成"),
}
"""What the waterfall comes to for each partner."""
BY_SHARE = {
    "contract_value": ("Contracts", "签约额"),
    "collections": ("Collections", "回款额"),
    "net_profit": ("Net profit", "净利润"),
}
"""What of the whole is attributable to each partner, by its share in the equity."""


def partners(study: Study, language: Language) -> list[Table]:
    """Return what partners get by the waterfall, and what is attributable to each; nothing without any."""
    if study.project.partners is None or study.project.funding is None:
        return []
    say = Wording.of(study, language)
    titles = {
        "waterfall": say.say("Partners: what comes back to each, P50", "合作方: 各股东收益, P50"),
        "share": say.say("Partners: attributable by share, P50", "合作方: 权益口径(按出资比例), P50"),
    }
    return [
        _table(study, say, titles["waterfall"], BY_WATERFALL),
        _table(study, say, titles["share"], BY_SHARE),
    ]


def _table(study: Study, say: Wording, title: str, columns: dict[str, tuple[str, str]]) -> Table:
    assert study.project.partners is not None
    shares, modelled = study.project.partners.shares, set(study.measure_names)
    told = [base for base in columns if all(f"{base}@{name}" in modelled for name in shares)]
    summary = study.summary_rows([f"{base}@{name}" for base in told for name in shares])
    median = {name: float(row["p50"]) for name, row in summary.items()}
    scales = {
        base: say.scale(f"{base}@{next(iter(shares))}", [median[f"{base}@{name}"] for name in shares])
        for base in told
    }
    rows = [
        (
            name,
            say.share(share),
            *(say.value(median[f"{base}@{name}"], f"{base}@{name}", scales[base]) for base in told),
        )
        for name, share in shares.items()
    ]
    head = (
        say.say("Partner", "合作方"),
        say.say("Share", "出资比例"),
        *(say.say(*columns[base]) for base in told),
    )
    return Table(title, head, rows)

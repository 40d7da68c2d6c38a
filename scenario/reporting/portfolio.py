"""The index page of a batch: every project in a row with its light, dates and files, or why it has none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from scenario.disk.whole import write_whole
from scenario.project.values.names import Language
from scenario.reporting.made import Made
from scenario.reporting.presenting import FONTS_HERE, REPORTS, finished
from scenario.views.words.wording import MISSING, Wording, clean

FILE = "index.html"
"""The page, in the folder of the reports."""
LIGHTS = {
    "safe": ("can be promised", "可以承诺"),
    "even": ("too close to tell", "尚不能断定"),
    "weak": ("cannot be promised", "不宜承诺"),
}


def write_index(out: Path, found: Sequence[Made], language: Language, written: dt.date) -> Path:
    """Write the page and return its path."""
    say = Wording(language)
    title = say.say("Projects", "项目总览")
    bad = [made for made in found if made.error]
    head = say.say(
        "Project|Scenario|All targets|95 % interval|Dates (P50)|Peak funding (P50)|Report",
        "项目|情景|全部目标|95%区间|日期(P50)|资金峰值(P50)|报告",
    ).split("|")
    columns = "".join(f'<th scope="col">{text}</th>' for text in head)
    rows = "".join(_row(made, say) for made in found if not made.error)
    table = f'<table class="text"><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>'
    told = say.say(
        f"{len(found) - len(bad)} of {len(found)} reported, {written}. Promised means kept in 8 of 10 runs.",
        f"共{len(found)}份, 已完成{len(found) - len(bad)}份, {written}。承诺标准: 十次模拟中八次守住。",
    )
    body = f"<h1>{title}</h1><p>{told}</p>{table if rows else ''}{_failures(bad, say)}"
    return write_whole(out / FILE, _page(title, body, language))


def _page(title: str, body: str, language: Language) -> str:
    style = (REPORTS / "templates" / "light" / "style.css").read_text(encoding="utf-8")
    policy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
    return finished(
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{title}</title>\n<style>\n{FONTS_HERE}\n{style}\nmain {{ max-width: 1080px; }}\n</style>\n"
        f"</head>\n<body><main>{body}</main></body>\n</html>\n"
    )


def _row(made: Made, say: Wording) -> str:
    row = made.row
    scale = Wording(say.language, row.get("currency", "CNY"))
    dates = "<br>".join(escape(f"{node[say.language]}: {node['p50']}") for node in row["nodes"]) or MISSING
    odds, interval = MISSING, MISSING
    if "odds" in row:
        words = say.say(*LIGHTS[row["light"]])
        odds = f'<span class="light {row["light"]}"></span>{say.share(row["odds"])} {words}'
        interval = say.interval(row["low"], row["high"])
    peak = row.get("peak_funding")
    funding = MISSING if peak is None else f"{scale.money(peak)} {scale.currency}"
    return (
        f'<tr><th scope="row">{escape(clean(made.name[say.language]))}</th>'
        f"<td>{escape(row['scenario'][say.language])}</td><td>{odds}</td><td>{interval}</td>"
        f"<td>{dates}</td><td>{escape(funding)}</td><td>{_links(made)}</td></tr>"
    )


def _links(made: Made) -> str:
    """Return links to the files, a line a language."""
    lines = []
    for language, files in made.files.items():
        links = " ".join(f'<a href="{quote(path)}">{form.upper()}</a>' for form, path in files.items())
        lines.append(f"{language} {links}")
    return "<br>".join(lines)


def _failures(bad: Sequence[Made], say: Wording) -> str:
    """Return why of some there is no report."""
    if not bad:
        return ""
    items = "".join(
        f"<li><strong>{escape(clean(Path(made.file).name))}, {escape(say.scenario(made.scenario))}</strong>: "
        f"{'<br>'.join(escape(line) for line in made.error.splitlines())}</li>"
        for made in bad
    )
    return f"<h2>{say.say('Not reported', '未完成')}</h2><ul>{items}</ul>"

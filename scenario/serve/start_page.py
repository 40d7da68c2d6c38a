"""The start page: each project of the folder with its last odds, and its pages."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

from scenario.project.sections.root import Project
from scenario.project.values.names import Language
from scenario.serve.kinds import kinds
from scenario.serve.last_odds import LastOdds, last_odds
from scenario.serve.projects import Served, served
from scenario.serve.settings import ServeSettings
from scenario.views.words.lights import light_of
from scenario.views.words.target_words import target_in_words
from scenario.views.words.wording import Wording

PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><link rel="stylesheet" href="style.css"></head>
<body><main><p style="text-align:right">{switch}</p><h1>{title}</h1>{cards}</main></body></html>"""


def start_page(settings: ServeSettings, language: Language) -> str:
    """Return the start page of a folder as HTML."""
    say = Wording(language)
    cards = [_card(each, say) for each in served(settings.folder)]
    none = say.say(
        "There is no project in this folder: scenario init FOLDER writes one to begin with.",
        "此文件夹中没有项目: 可用 scenario init 新建。",
    )
    other = "en" if language == "zh" else "zh"
    switch = f'<a href="?lang={other}" lang="{other}">{say.say("中文", "English")}</a>'
    title = escape(
        say.say(f"Projects in {settings.folder.resolve().name}", f"项目: {settings.folder.resolve().name}")
    )
    return PAGE.format(
        language=language, title=title, switch=switch, cards="".join(cards) or f"<p>{escape(none)}</p>"
    )


def address_of(name: str, page: str, language: Language, **further: str) -> str:
    """Return the address of a page, from the start page or from another."""
    return f"open?{urlencode({'project': name, 'page': page, 'lang': language, **further})}"


def _card(each: Served, say: Wording) -> str:
    if each.project is None:
        told = say.say("cannot be used", "无法使用")
        lines = "<br>".join(escape(line) for line in each.problems[:5])
        head = f'<section class="card"><h2>{escape(each.name)}: {told}</h2>'
        return f'{head}<p class="error">{lines}</p></section>'
    found = kinds(each.project)
    addresses = [escape(address_of(each.name, kind.name, say.language)) for kind in found]
    titles = [escape(say.say(kind.en, kind.zh)) for kind in found]
    links = "".join(f'<a href="{at}">{title}</a>' for at, title in zip(addresses, titles, strict=True))
    name = escape(say.name(each.project.project.name))
    count = say.say(f"{len(each.scenarios)} scenarios", f"{len(each.scenarios)}个情景")
    return (
        f'<section class="card"><h2>{name}</h2><p class="quiet">{escape(each.name)} · {count}</p>'
        f'{_odds(each.project, last_odds(each.project), say)}<nav aria-label="{name}">{links}</nav></section>'
    )


def _odds(project: Project, known: LastOdds | None, say: Wording) -> str:
    """Return the lights of the targets as they were when the project was run last."""
    if not project.targets:
        return f"<p>{escape(say.say('It has no targets.', '未设目标。'))}</p>"
    if known is None:
        text = say.say("Not run yet as it stands: open its overview.", "当前版本尚未运行: 请打开总览。")
        return f"<p>{escape(text)}</p>"
    rows = "".join(
        _light(target_in_words(project, target, say), odds, say)
        for target, odds in zip(project.targets, known.odds, strict=True)
    )
    rows += _light(say.say("All together", "全部同时达成"), known.together, say)
    when = say.say(f"{known.runs:,} runs on {known.on}", f"{known.runs:,}次模拟, {known.on}")
    return f'<table class="lights">{rows}</table><p class="quiet">{escape(when)}</p>'


def _light(name: str, odds: float, say: Wording) -> str:
    light = light_of(odds)
    word = escape(say.say(light.en, light.zh))
    cells: Iterable[str] = (
        f'<span class="light" style="color:{light.colour}">{light.mark} {word}</span>',
        escape(name),
        say.share(odds),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"

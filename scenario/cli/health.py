"""The health of a project's schedule, as `check --health` tells it."""

from __future__ import annotations

from pathlib import Path

from scenario.project.values.names import Language


def print_health(path: Path, lang: Language) -> None:
    """Print what the checks of schedules find of a project file that can be used."""
    from scenario.analysis.schedule.health import health_of
    from scenario.cli.show import console, print_notes, print_table
    from scenario.project.files.load import load_scenarios
    from scenario.views.tables.health import HealthPage
    from scenario.views.words.wording import Wording

    project, say, page = load_scenarios(path)["base"], Wording(lang), console()
    if not project.activities:
        page.print(say.say("No activities: there is no schedule to judge.", "没有工作项, 无进度计划可检查。"))
        return
    told = health_of(project)
    health = HealthPage(told, told.node or say.say("the end", "全项目结束"), say)
    print_table(page, health.table(), lang)
    print_notes(page, say.say("What was found", "所涉项"), health.notes())
    page.print()

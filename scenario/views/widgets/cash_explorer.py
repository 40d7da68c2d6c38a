"""Cash flow: the explorer with the fan of an account that is chosen, at a month that is chosen."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets
import numpy as np

from scenario.analysis import Study
from scenario.views.figures.account_fan import ACCOUNTS, Account, account_fan, paths_of
from scenario.views.widgets.explorer import Explorer


class CashExplorer(Explorer):
    """An account's fan by month beside the odds; parameters as of `Explorer`."""

    charts_shown = 1

    def _choices(self) -> list[Any]:
        text = self.say.say
        options = [(text(each.en, each.zh), each) for each in ACCOUNTS]
        self.account = widgets.Dropdown(
            options=options, value=ACCOUNTS[0], description=text("Account", "科目")
        )
        self.month = widgets.IntSlider(
            value=0, min=0, max=1, description=text("Month", "月份"), continuous_update=False, readout=True
        )
        for chosen in (self.account, self.month):
            chosen.observe(lambda _: self._again(), "value")
        return [self.account, self.month]

    def _again(self) -> None:
        """Draw what is there of another account or month; nothing is simulated."""
        study = self.study
        if study is None or not study.runs or self._moving:
            return
        drawn = self._drawn(study)[0]
        self.style.carry(self.widget, drawn)
        self.charts[0].value = drawn

    def _figures(self, study: Study) -> list[Any]:
        last = max(len(study.months) - 1, 1)
        if self.month.max != last:
            self._moving = True
            self.month.max = last
            middle = np.median(paths_of(study, self.account.value), axis=0)
            self.month.value = int(middle.argmin())
            self._moving = False
        chosen: Account = self.account.value
        month = min(self.month.value, len(study.months) - 1)
        return [account_fan(study, chosen, self.say.language, month, self.axes)]

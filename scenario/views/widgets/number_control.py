"""A value to move: a box in which a number is typed as people write it, and a slider beside it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import ipywidgets as widgets

from scenario.views.widgets.input_controls import HALF_STEP, InputControl
from scenario.views.words.typed import TypedNumberError, typed_number
from scenario.views.words.wording import Wording

LABEL, BOX, SLIDER = "200px", "292px", "150px"
"""Widths of the label, of label and box together, and of the slider."""


class NumberControl:
    """A box and a slider that stand for one value, in the unit shown.

    Parameters
    ----------
    control : InputControl
        The value, its range and its unit
    say : Wording
        The language
    on_change : callable
        Called after the value was moved by a person or by `value = …`
    """

    def __init__(self, control: InputControl, say: Wording, on_change: Callable[[], None]) -> None:
        self.control, self.say = control, say
        self._on_change, self._value, self._setting = on_change, control.value, False
        self.box = widgets.Text(
            value=self._written(),
            description=control.label,
            continuous_update=False,
            style={"description_width": LABEL},
            layout=widgets.Layout(flex="0 0 auto", width=BOX),
        )
        self.slider = widgets.FloatSlider(
            value=control.value,
            min=control.low,
            max=control.high,
            step=control.step,
            readout=False,
            continuous_update=False,
            tooltip=control.label,
            layout=widgets.Layout(flex="0 0 auto", width=SLIDER, margin="0 0 0 8px"),
        )
        self.note = widgets.HTML()
        self.note.add_class("note")
        self.slider.observe(lambda change: self._slid(change["new"]), "value")
        self.box.observe(lambda change: self._typed(change["new"]), "value")
        row = widgets.HBox([self.box, self.slider], layout=widgets.Layout(align_items="center"))
        self.widget = widgets.VBox([row, self.note], layout=widgets.Layout(flex="0 0 auto"))
        self.widget.add_class("number-control")

    @property
    def value(self) -> float:
        """The value, in the unit shown."""
        return self._value

    @value.setter
    def value(self, shown: float) -> None:
        self._accept(shown, "")

    @property
    def plain(self) -> float:
        """The value in the unit of the file, which is the same in every language."""
        return float(f"{self._value * self.control.unit:.12g}")

    @plain.setter
    def plain(self, value: float) -> None:
        self._accept(float(f"{value / self.control.unit:.12g}"), "")

    @property
    def min(self) -> float:
        """Where the slider begins; the box goes further."""
        return float(self.slider.min)

    @property
    def max(self) -> float:
        """Where the slider ends; the box goes further."""
        return float(self.slider.max)

    @property
    def is_moved(self) -> bool:
        """Whether it stands elsewhere than the project says."""
        return abs(self._value - self.control.value) > HALF_STEP * self.control.step * 0.02

    def rest(self, control: InputControl) -> None:
        """Stand for another scenario's value, without telling anybody."""
        notify, self._on_change = self._on_change, lambda: None
        self.control = control
        self._accept(control.value, "")
        self._on_change = notify

    # What a person does ---------------------------------------------------------------------------

    def _slid(self, shown: float) -> None:
        if not self._setting:
            self._accept(round(shown, 9), "")

    def _typed(self, text: str) -> None:
        if self._setting or text == self._written():
            return
        try:
            shown = self._read(text)
        except TypedNumberError as error:
            self._tell(f"{error}{self.say.say('; it stays ', '; 仍为')}{self._told()}")
            return
        limited = min(max(shown, self.control.least), self.control.most)
        self._accept(limited, "" if limited == shown else self._limit(shown, limited))

    def _read(self, text: str) -> float:
        """Return a typed number in the unit shown. Raises TypedNumberError."""
        typed, control = typed_number(text, self.say), self.control
        if not typed.scaled:
            return typed.number
        if typed.percent != (control.kind in ("share", "growth")):
            wanted = self.say.say(
                f"'{text.strip()}' is not in {control.sign}", f"“{text.strip()}”的单位应为{control.sign}"
            )
            raise TypedNumberError(wanted)
        return float(f"{typed.number / control.unit:.12g}")

    def _limit(self, shown: float, limited: float) -> str:
        asked, kept = (self.control.told(value, self.say) for value in (shown, limited))
        bound = self.say.say("at most", "最多") if limited < shown else self.say.say("at least", "至少")
        return self.say.say(f"{bound} {kept}; {asked} was typed", f"{bound}{kept}; 输入的是{asked}")

    # How it stands --------------------------------------------------------------------------------

    def _accept(self, shown: float, note: str) -> None:
        before, self._value = self._value, float(shown)
        self._setting = True
        try:
            low, high = min(self.control.low, shown), max(self.control.high, shown)
            with self.slider.hold_trait_notifications():
                self.slider.min, self.slider.max, self.slider.value = low, high, self._value
            self.box.value = self._written()
        finally:
            self._setting = False
        self._tell(note)
        if before != self._value:
            self._on_change()

    def _tell(self, note: str) -> None:
        self.note.value = f'<span role="alert">{escape(note)}</span>' if note else ""

    def _told(self) -> str:
        return self.control.told(self._value, self.say)

    def _written(self) -> str:
        """Return the value as the box shows it, without zeros behind it."""
        return f"{self._value:,.8g}"

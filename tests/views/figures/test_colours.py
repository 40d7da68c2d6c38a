"""Colours of charts: text can be read on white, and marks are told apart by those who see fewer colours."""

from itertools import combinations

import numpy as np
import pytest

from scenario.views.figures.gantt import SHARES
from scenario.views.figures.looks import AMBER, AMBER_TEXT, BLUE, GREY, INK, PALE, QUIET
from scenario.views.words import lights

DEUTERANOPE = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
)
PROTANOPE = np.array(
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
)
"""What is left of linear RGB, at full severity (Machado, Oliveira, Fernandes 2009, table 1)."""
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])
APART = 10.0
"""Colours that stand for different things differ by so much: far more than is just told apart [ΔE*ab]."""

TOGETHER = {
    "histogram": (BLUE, GREY, INK, AMBER),
    "tornado": (BLUE, AMBER),
    "delay": (BLUE, AMBER, GREY),
    "fan": (PALE, BLUE, INK),
    "nodes": (PALE, BLUE, INK, AMBER),
    "odds": (BLUE, INK, AMBER),
    "gantt": (*SHARES, INK),
}
"""Colours that stand for different things in one chart."""


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(colour: str, ground: str = "#ffffff") -> float:
    light = sorted((float(linear(each) @ TO_XYZ[1]) for each in (colour, ground)), reverse=True)
    return (light[0] + 0.05) / (light[1] + 0.05)


def lab(colour: str, seen: np.ndarray) -> np.ndarray:
    share = TO_XYZ @ np.clip(seen @ linear(colour), 0, 1) / WHITE
    root = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize(
    "colour",
    [INK, QUIET, BLUE, AMBER_TEXT, *(each.colour for each in (lights.GREEN, lights.AMBER, lights.RED))],
)
def test_text_has_a_contrast_of_four_and_a_half_on_white(colour):
    assert contrast(colour) >= 4.5


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000") == pytest.approx(21.0)
    assert contrast("#777777") == pytest.approx(4.48, abs=0.01)  # the grey that just fails


@pytest.mark.parametrize("seen", [np.eye(3), DEUTERANOPE, PROTANOPE], ids=["all", "deuteranope", "protanope"])
@pytest.mark.parametrize("chart", TOGETHER)
def test_colours_of_a_chart_are_told_apart(chart, seen):
    found = {
        pair: np.linalg.norm(lab(pair[0], seen) - lab(pair[1], seen))
        for pair in combinations(TOGETHER[chart], 2)
    }

    assert {pair: round(float(far), 1) for pair, far in found.items() if far < APART} == {}

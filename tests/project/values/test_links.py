"""Links, nodes and events."""

from __future__ import annotations

import pytest

from scenario.project.values.links import Link, split_event, split_node
from scenario.project.values.parsed import UnusableError


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("design", Link("design")),
        ("design+5", Link("design", "FS", 5)),
        ("design-2.5", Link("design", "FS", -2.5)),
        ("design:FS+5", Link("design", "FS", 5)),
        ("design:SS", Link("design", "SS")),
        ("design:SS+8", Link("design", "SS", 8)),
        ("design:FF-10", Link("design", "FF", -10)),
        ("design:SF + 3", Link("design", "SF", 3)),
        ("build.p1:SS+8", Link("build", "SS", 8, "p1")),
        ("previous.build:SS+120", Link("build", "SS", 120, "previous")),
        ("design+20 site", Link("design", "FS", 20, calendar="site")),
        ("design:FF-3 office", Link("design", "FF", -3, calendar="office")),
        ("design:SS+50%", Link("design", "SS", 50, percent=True)),
        ("@presale_image", Link("@presale_image")),
        ("@presale_image+10", Link("@presale_image", "FS", 10)),
    ],
)
def test_each_form_is_read_and_written(written, link):
    assert Link.parse(written) == link
    assert Link.parse(link.plain()) == link


@pytest.mark.parametrize(
    "written", ["", "Design", "a b", "a:", "a.b.c", "a+", "a+five", "@other", "a:SS+5d", "a+5 days", 7, None]
)
def test_anything_else_is_refused(written):
    with pytest.raises(UnusableError, match="no link; write ID"):
        Link.parse(written)


def test_an_unknown_kind_is_named():
    with pytest.raises(UnusableError, match="'SX' in 'a:SX' is no kind of link; write FS, SS, FF or SF"):
        Link.parse("a:SX")


def test_nodes_and_events_come_apart():
    assert split_node("build") == ("build", None)
    assert split_node("build.p1") == ("build", "p1")
    assert split_event("build.p1:start") == ("build", "p1", "start")
    assert split_event("build") == ("build", None, "finish")

"""The network written out for phases and regimes."""

from __future__ import annotations

import pytest

from scenario.project.network import InstanceLink, cycle, expand

RULES = {
    "mortgage_gate": "build",
    "escrow": "none",
    "completion": "build",
    "distribute_before_completion": True,
    "draw": "need",
    "repay": "sold",
}
REGIME = {
    "use": "legacy",
    "rules": {"legacy": {"presale_image": "build", **RULES}, "late": {"presale_image": "launch", **RULES}},
}


def named(network):
    return {(network.ids[link.before], network.ids[link.after]) for link in network.links}


def test_instances_stand_in_file_order_with_all_phases_together(project):
    network = expand(project())

    assert network.ids == ("award", "design", "build.p1", "build.p2", "launch.p1", "launch.p2", "review")
    assert network.activities == ("award", "design", "build", "build", "launch", "launch", "review")
    assert network.phases == (-1, -1, 0, 1, 0, 1, -1)


def test_a_phase_activity_waits_within_its_phase_and_a_project_activity_for_all(project):
    network = expand(project())

    assert ("build.p1", "launch.p1") in named(network)
    assert ("build.p1", "launch.p2") not in named(network)
    assert {("launch.p1", "review"), ("launch.p2", "review")} <= named(network)


def test_previous_falls_away_in_the_first_phase(project):
    network = expand(project({"activities.build.after": ["design", "previous.build:SS+120"]}))

    assert InstanceLink(2, 3, "SS", 120.0) in network.links
    assert [link for link in network.links if link.after == 2] == [InstanceLink(1, 2, "FS", 0.0)]


def test_one_phase_can_be_named(project):
    network = expand(project({"activities.review.after": ["launch.p1"]}))

    assert ("launch.p1", "review") in named(network)
    assert ("launch.p2", "review") not in named(network)


def test_the_presale_image_is_linked_once_for_each_regime(project):
    network = expand(project({"regime": REGIME, "activities.review.after": ["@presale_image"]}))

    links = [(network.ids[link.before], link.regime) for link in network.links if link.after == 6]
    assert links == [
        ("build.p1", "legacy"),
        ("build.p2", "legacy"),
        ("launch.p1", "late"),
        ("launch.p2", "late"),
    ]


def test_a_node_has_an_index(project):
    network = expand(project())

    assert network.index_of("design") == 1
    assert network.index_of("build.p2") == 3
    assert network.index_of("build", 1) == 3
    assert network.index_of("design", 1) == 1
    assert network.instances_of("build") == (2, 3)
    with pytest.raises(KeyError):
        network.index_of("build")
    with pytest.raises(KeyError):
        network.instances_of("nothing")


def test_a_good_network_has_no_cycle(project):
    assert cycle(expand(project())) == []


def test_a_cycle_is_found_between_events(project):
    # Two starts that wait for each other are refused; a finish that waits for a start is not.
    crossed = expand(
        project({"activities.award.after": ["design:SS"], "activities.design.after": ["award:SS"]})
    )
    overlapping = expand(
        project({"activities.award.after": ["design:SF"], "activities.design.after": ["award:SS"]})
    )

    assert [crossed.ids[i] for i in cycle(crossed)] == ["award", "design", "award"]
    assert cycle(overlapping) == []
    award = overlapping.ids.index("award")
    assert [overlapping.ids[i] for i in cycle(overlapping, contiguous={award})] == [
        "award",
        "design",
        "award",
    ]


def test_a_cycle_may_depend_on_the_regime(project):
    changes = {"regime": REGIME, "activities.launch.after": ["@presale_image"]}
    network = expand(project(changes))

    assert cycle(network) == []
    assert cycle(network, "legacy") == []
    assert [network.ids[i] for i in cycle(network, "late")] == ["launch.p1", "launch.p1"]

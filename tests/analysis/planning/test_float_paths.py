"""Float paths by hand, after Oracle's description of multiple float paths."""

from scenario.analysis.planning.float_paths import float_paths
from tests.analysis.networks import after, study_of

NETWORK = {
    "a": 10,
    "b": after("a", duration=20),
    "c": after("a", duration=15),  # 5 days less than b
    "d": after("a", duration=8),  # 12 less than b, and leads into c's follower
    "e": after("c", "d", duration=2),  # 3 less
    "end": after("b", "e"),
    "aside": 99,
}


def test_the_driving_path_comes_first_and_each_next_has_least_float():
    found = float_paths(study_of(NETWORK, 2), "end")

    assert [(path.activities, path.into, path.slack) for path in found] == [
        (("a", "b", "end"), "", 0.0),
        (("c", "e"), "end", 3.0),
        (("d",), "e", 10.0),
    ]


def test_no_more_paths_are_told_than_asked_for_and_what_does_not_lead_to_the_node_is_on_none():
    found = float_paths(study_of(NETWORK, 2), "end", 2)

    assert [path.slack for path in found] == [0.0, 3.0]
    assert "aside" not in {name for path in found for name in path.activities}


def test_lags_kinds_and_leads_count():
    chain = {
        "a": 10,
        "b": {"duration": 4, "after": ["a:SS+3"]},
        "c": {"duration": 5, "after": ["a-2"]},
        "end": {"duration": 1, "after": ["b", "c", "a:FF+1"]},
    }
    found = float_paths(study_of(chain, 2), "end")

    # c runs 8 to 13 and b 3 to 7; end is worked on day 13
    assert [(path.activities, path.into, path.slack) for path in found] == [
        (("a", "c", "end"), "", 0.0),
        (("b",), "end", 6.0),
    ]

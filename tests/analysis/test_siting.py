"""Where to open: inhabitants who have nothing, not points; every small case is also tried in all possible ways."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from mapping.analysis.siting import (
    Demand,
    average_walk_min,
    demand_of,
    farthest_walk_min,
    gains,
    greedy_sites,
    rank_ranges,
    rank_sites,
    served,
)

REACH = 10.0


def demand(inhabitants: list[float], *, now: list[float] | None = None, children: float = 0.2) -> Demand:
    people = np.array(inhabitants, float)
    points = pd.DataFrame({"inhabitants": people, "children": people * children, "over_65": people * 0.1})
    return demand_of(points, np.array(now or [np.inf] * len(people), float))


# Minutes from four groups of homes (rows) to three premises (columns).
#            a   b   c
HOMES = [100, 40, 40, 5]
MINUTES = np.array(
    [
        [9.0, 30.0, 11.0],
        [30.0, 5.0, 8.0],
        [30.0, 10.0, 9.0],
        [30.0, 2.0, 30.0],
    ]
)


def test_the_premises_that_serve_most_inhabitants_come_first_and_not_those_that_reach_most_points() -> None:
    ranked = rank_sites(["a", "b", "c"], MINUTES, demand(HOMES), reach_min=REACH)
    assert ranked["candidate_id"].tolist() == ["a", "b", "c"]
    assert ranked["inhabitants"].tolist() == [100, 85, 80]
    assert ranked["children"].tolist() == [20, 17, 16]
    assert ranked["over_65"].round(6).tolist() == [10, 8.5, 8]
    assert ranked["gap_to_next"].tolist()[:2] == [15, 5]
    assert np.isnan(ranked["gap_to_next"].iloc[-1])
    assert ranked["share_of_best"].tolist() == [1.0, 0.85, 0.8]


def test_those_whom_an_existing_place_serves_are_nobody_s_gain() -> None:
    # The hundred of the first homes already have one at eight minutes, so « a » brings nothing.
    ranked = rank_sites(["a", "b", "c"], MINUTES, demand(HOMES, now=[8, 25, 25, 25]), reach_min=REACH)
    assert ranked.set_index("candidate_id")["inhabitants"].to_dict() == {"b": 85, "c": 80, "a": 0}
    # 45 of 85 are at 5 minutes or less of « b » once it opens; before, all were at 25.
    assert (ranked["walk_before_min"] == 25).all()
    assert ranked.set_index("candidate_id").loc["b", "walk_after_min"] == 5


def test_equal_gains_share_their_rank_and_the_shorter_walk_is_shown_first() -> None:
    minutes = np.array([[9.0, 4.0, 30.0]])
    ranked = rank_sites(["slow", "quick", "far"], minutes, demand([50]), reach_min=REACH)
    assert ranked["candidate_id"].tolist() == ["quick", "slow", "far"]
    assert ranked["rank"].tolist() == [1, 1, 3]


def test_a_rank_comes_with_those_that_other_minutes_would_give() -> None:
    # At 10 minutes: a 100, b 85, c 80. At 12, « c » reaches the first homes too: 180, before a and b.
    found = rank_ranges(["a", "b", "c"], MINUTES, demand(HOMES), reaches_min=(REACH, 12.0))
    assert found[["candidate_id", "rank_low", "rank_high"]].to_numpy().tolist() == [
        ["a", 1, 2],
        ["b", 2, 3],
        ["c", 1, 3],
    ]


def test_no_premises_have_no_ranks() -> None:
    assert rank_ranges([], np.empty((4, 0)), demand(HOMES), reaches_min=(REACH, 12.0)).empty


def test_unknown_children_stay_unknown_and_nobody_to_serve_is_not_an_error() -> None:
    points = pd.DataFrame({"inhabitants": [10.0], "children": [np.nan], "over_65": [np.nan]})
    ranked = rank_sites(["a"], np.array([[3.0]]), demand_of(points, np.array([np.inf])), reach_min=REACH)
    assert np.isnan(ranked["children"].iloc[0])
    assert ranked["inhabitants"].iloc[0] == 10
    nobody = rank_sites(["a"], np.empty((0, 1)), demand_of(points.iloc[:0], np.empty(0)), reach_min=REACH)
    assert nobody["inhabitants"].tolist() == [0]
    assert rank_sites([], np.empty((1, 0)), demand([3]), reach_min=REACH).empty


def test_minutes_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="points × candidates"):
        rank_sites(["a", "b"], MINUTES, demand(HOMES), reach_min=REACH)


def test_greedy_takes_what_serves_those_still_without() -> None:
    # « a » then « b » (85 more) rather than « c » (80 more); a third would serve nobody more.
    assert greedy_sites(MINUTES, demand(HOMES), sites=3, reach_min=REACH) == (0, 1)
    assert served((0, 1), MINUTES, demand(HOMES), reach_min=REACH) == 185


def test_greedy_can_be_beaten_and_the_optimum_says_so() -> None:
    pytest.importorskip("spopt", reason="spopt n'est pas installé")
    from mapping.analysis.siting_optimum import most_served

    # The middle one (60) is taken first and leaves 25 + 25; the two ends take everybody.
    minutes = np.array([[1.0, 99.0, 99.0], [1.0, 1.0, 99.0], [99.0, 1.0, 1.0], [99.0, 99.0, 1.0]])[:, [1, 0, 2]]
    people = demand([25, 30, 30, 25])
    chosen = greedy_sites(minutes, people, sites=2, reach_min=REACH)
    assert served(chosen, minutes, people, reach_min=REACH) == 85
    best = most_served(minutes, people, sites=2, reach_min=REACH)
    assert (best.sites, best.inhabitants) == ((1, 2), 110)


@pytest.mark.parametrize("seed", range(4))
def test_all_combinations_and_spopt_find_the_same_optimum(seed: int) -> None:
    pytest.importorskip("spopt", reason="spopt n'est pas installé")
    from mapping.analysis.siting_optimum import confirmed, most_served, shortest_walk

    random = np.random.default_rng(seed)
    minutes = random.integers(1, 30, size=(40, 6)).astype(float)
    minutes[random.random(minutes.shape) < 0.1] = np.inf
    people = demand(
        random.integers(0, 200, size=40).tolist(),
        now=np.where(random.random(40) < 0.3, 5.0, np.where(random.random(40) < 0.5, 25.0, np.inf)).tolist(),
    )
    for sites in (1, 2, 3):
        pairs = list(combinations(range(6), sites))
        most = max(served(pair, minutes, people, reach_min=REACH) for pair in pairs)
        shortest = min(average_walk_min(pair, minutes, people) for pair in pairs)
        assert most_served(minutes, people, sites=sites, reach_min=REACH).inhabitants == pytest.approx(most)
        found = shortest_walk(minutes, people, sites=sites, reach_min=REACH)
        assert found.average_walk_min == pytest.approx(shortest)
        assert found.farthest_walk_min == farthest_walk_min(found.sites, minutes, people)
        greedy = served(greedy_sites(minutes, people, sites=sites, reach_min=REACH), minutes, people, reach_min=REACH)
        assert most * (1 - 1 / np.e) <= greedy <= most
    names = list("abcdef")
    ranked = rank_sites(names, minutes, people, reach_min=REACH)
    agrees = confirmed(ranked, names, minutes, people, reach_min=REACH)
    assert agrees.tolist()[:3] == [True, True, True]
    assert agrees.isna().sum() == 3


def test_a_wrong_ranking_is_not_confirmed() -> None:
    pytest.importorskip("spopt", reason="spopt n'est pas installé")
    from mapping.analysis.siting_optimum import confirmed, most_served

    names = ["a", "b", "c"]
    ranked = rank_sites(names, MINUTES, demand(HOMES), reach_min=REACH)
    swapped = ranked.iloc[[1, 0, 2]].reset_index(drop=True)
    assert confirmed(swapped, names, MINUTES, demand(HOMES), reach_min=REACH).tolist() == [False, True, True]
    with pytest.raises(ValueError, match="4 sites among 3"):
        most_served(MINUTES, demand(HOMES), sites=4, reach_min=REACH)


def test_a_solver_at_work_writes_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("spopt", reason="spopt n'est pas installé")
    from mapping.analysis.siting_optimum import most_served, shortest_walk

    most_served(MINUTES, demand(HOMES), sites=1, reach_min=REACH)
    shortest_walk(MINUTES, demand(HOMES), sites=1, reach_min=REACH)
    assert capfd.readouterr() == ("", "")


def test_where_nothing_is_nearer_than_what_is_there_the_optimum_opens_nothing() -> None:
    pytest.importorskip("spopt", reason="spopt n'est pas installé")
    from mapping.analysis.siting_optimum import most_served, shortest_walk

    content = demand(HOMES, now=[1, 1, 1, 1])
    assert most_served(MINUTES, content, sites=1, reach_min=REACH).sites == ()
    found = shortest_walk(MINUTES, content, sites=1, reach_min=REACH)
    assert (found.sites, found.average_walk_min, found.farthest_walk_min) == ((), 1, 1)


def test_more_reach_never_serves_fewer_people_of_those_who_have_nothing_at_all() -> None:
    people = demand(HOMES)
    before = gains(MINUTES, people, reach_min=0)
    for reach in (5, 8, 9, 10, 11, 30):
        after = gains(MINUTES, people, reach_min=reach)
        assert (after >= before).all()
        before = after

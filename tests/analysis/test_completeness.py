"""Capture–recapture: worked by hand, against a published case, and against chance itself.

A: x from 0 to 400, y from 0 to 400 (m); places stand 10 m apart along y = 200
"""

import math

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from mapping.analysis.completeness import TOTAL, assumptions, chapman, completeness_table
from mapping.domain.parameters import Parameters

A = shapely.box(0, 0, 400, 400)
FILIERES = ["se_nourrir", "reparer"]


def answers(*targets):
    return pd.DataFrame({"id": [f"k{n}" for n in range(len(targets))], "target_id": targets, "answer": "knows"})


def estimated(plane, listed, knowledge, added=0, **extra):
    """Return the table for ``listed`` official places, the ids that residents know, and ``added`` places of theirs."""
    rows = [{"at": (10 * n, 100), "kind": "place"} | extra for n in range(added)]
    contributions = plane.contributions(*rows)
    points = [(10 * n, 200) for n in range(listed)] + [row["at"] for row in rows]
    places = plane.places(*points).assign(
        place_id=[*(f"p{n}" for n in range(listed)), *contributions["id"]],
        origin=["official"] * listed + ["resident"] * added,
    )
    arguments = (plane.zones(A=A), places, contributions, answers(*knowledge), FILIERES)
    return completeness_table(*arguments, parameters=Parameters()).set_index("filiere")


def test_the_estimate_its_variance_and_its_interval_are_those_worked_by_hand():
    found = chapman(15, 10, 5)
    assert found.estimate == pytest.approx(16 * 11 / 6 - 1)
    assert found.variance == pytest.approx(16 * 11 * 10 * 5 / (36 * 7))
    sigma = math.sqrt(1 / 5.5 + 1 / 10.5 + 1 / 5.5 + 5.5 / (10.5 * 5.5))
    assert found.high == pytest.approx(19.5 + 10.5 * math.exp(1.959964 * sigma), abs=1e-4)
    assert found.low == pytest.approx(19.5 + 10.5 * math.exp(-1.959964 * sigma), abs=1e-4)


def test_two_lists_that_hold_the_same_places_leave_nothing_missing():
    found = chapman(6, 6, 6)
    assert (found.estimate, found.low, found.variance) == (6, 6, 0)
    assert found.high > 6


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_an_estimate_is_never_under_what_was_seen_and_is_in_its_interval(listed, known, both):
    both = min(both, listed, known)
    found = chapman(listed, known, both)
    if found.reason:
        assert math.isnan(found.estimate) and math.isnan(found.low) and math.isnan(found.high)
    else:
        assert listed + known - both <= found.low <= found.estimate <= found.high
        assert found.estimate == chapman(known, listed, both).estimate


@pytest.mark.parametrize(
    ("listed", "known", "both", "words"),
    [(4, 9, 3, "listes officielles (4)"), (9, 4, 3, "cités par des habitants (4)"), (9, 9, 2, "recensés et cités (2)")],
)
def test_too_few_places_are_refused_with_the_reason(listed, known, both, words):
    assert words in chapman(listed, known, both).reason
    assert chapman(5, 5, 3).reason == ""


@pytest.mark.parametrize("counts", [(3, 9, 4), (9, 3, 4), (3, 3, -1)])
def test_more_places_on_both_lists_than_on_one_is_an_error_of_the_caller(counts):
    with pytest.raises(ValueError, match="are expected"):
        chapman(*counts)


@pytest.mark.parametrize(("everything", "listed", "known"), [(60, 30, 20), (40, 25, 25), (100, 50, 40)])
def test_against_all_that_chance_can_draw_the_estimate_is_unbiased_and_the_interval_holds(everything, listed, known):
    """A second route: every overlap that chance can draw, with its exact (hypergeometric) probability."""
    overlaps = np.arange(max(0, listed + known - everything), min(listed, known) + 1)
    chances = hypergeom(everything, listed, known).pmf(overlaps)
    drawn = [(chapman(listed, known, int(m)), chance) for m, chance in zip(overlaps, chances)]
    kept = [(found, chance) for found, chance in drawn if not found.reason]
    weight = sum(chance for _found, chance in kept)
    assert weight > 0.97
    mean = sum(found.estimate * chance for found, chance in kept) / weight
    coverage = sum(chance for found, chance in kept if found.low <= everything <= found.high) / weight
    variance = sum(found.variance * chance for found, chance in kept) / weight
    spread = sum((found.estimate - mean) ** 2 * chance for found, chance in kept) / weight
    assert mean == pytest.approx(everything, rel=0.03)
    assert variance == pytest.approx(spread, rel=0.15)
    assert coverage >= 0.92


def test_places_known_through_an_answer_or_an_addition_make_the_second_list(plane):
    table = estimated(plane, 8, ["p0", "p1", "p2", "p3", "p3"], added=2)
    row = table.loc["se_nourrir"]
    assert (row["listed"], row["known"], row["both"], row["seen"]) == (8, 6, 4, 10)
    assert row["estimate"] == pytest.approx(9 * 7 / 5 - 1)
    assert row["missing"] == pytest.approx(9 * 7 / 5 - 1 - 10)
    assert row["listed_share"] == pytest.approx(8 / 11.6)
    assert (row["caution"], row["reason"]) == (True, "")


def test_the_total_counts_each_place_once_and_an_empty_filiere_is_refused(plane):
    table = estimated(plane, 8, ["p0", "p1", "p2"], added=2)
    assert list(table.index) == [*FILIERES, TOTAL]
    assert table.loc[TOTAL, ["listed", "known", "both"]].tolist() == [8, 5, 3]
    assert (table.loc["reparer", "listed"], math.isnan(table.loc["reparer", "estimate"])) == (0, True)
    assert "listes officielles (0)" in table.loc["reparer", "reason"]
    assert not table.loc["reparer", "caution"]


def test_a_place_of_residents_merged_with_a_listed_one_is_on_both_lists(plane):
    table = estimated(plane, 8, [], added=0)
    assert table.loc["se_nourrir", "both"] == 0
    merged = [{"at": (0, 0), "kind": "place", "status": "merged", "merged_into": f"p{n}"} for n in range(3)]
    places = plane.places(*[(10 * n, 200) for n in range(8)])
    arguments = (plane.zones(A=A), places, plane.contributions(*merged, merged[0]), None, FILIERES)
    found = completeness_table(*arguments, parameters=Parameters()).set_index("filiere")
    assert found.loc["se_nourrir", ["known", "both"]].tolist() == [3, 3]


def test_places_far_from_every_quartier_are_on_no_list(plane):
    places = plane.places((5000, 0), (701, 200), (699, 200))
    arguments = (plane.zones(A=A), places, plane.contributions(), answers("p0", "p1", "p2"), FILIERES)
    found = completeness_table(*arguments, parameters=Parameters()).set_index("filiere")
    assert found.loc[TOTAL, ["listed", "known", "both"]].tolist() == [1, 1, 1]


def test_nothing_and_no_zones_are_refused_rather_than_estimated(plane):
    arguments = (plane.places(), plane.contributions(), None, FILIERES)
    for zones in (plane.zones(A=A), plane.zones(A=A).iloc[:0]):
        found = completeness_table(zones, *arguments, parameters=Parameters())
        assert found["estimate"].isna().all()
        assert (found["reason"] != "").all()


def test_the_assumptions_are_said_in_words():
    said = " ".join(assumptions())
    assert "indépendantes" in said
    assert "doublon" in said

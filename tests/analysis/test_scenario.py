"""What if: people who gain or lose a place, by hand; and what an opening or a closing can never do."""

import numpy as np
import pandas as pd
import pytest

from mapping.analysis.access import WalkModel, minutes_to_nearest, walking_model, with_places
from mapping.analysis.scenario import (
    changed_filieres,
    coverage_change,
    minutes_after,
    places_after,
    totals,
    verdict_changes,
)
from mapping.domain.parameters import Parameters
from mapping.domain.scenarios import Opening
from tests.analysis.conftest import FILIERES, Plane

PARAMETERS = Parameters(detour=1.0, speed_m_min=100.0)
"""Ten minutes are a thousand metres, as the crow flies."""


def points(plane: Plane, *rows: tuple[str, float, float, float]) -> pd.DataFrame:
    """Give points of (zone, metres to the east, inhabitants, children)."""
    codes, east, people, children = zip(*rows, strict=True)
    lon, lat = plane.degrees(*[(x, 0.0) for x in east])
    return pd.DataFrame(
        {"code": codes, "lon": lon, "lat": lat, "inhabitants": people, "children": children}
        | {"over_65": np.nan, "men": np.nan, "men_pauv": np.nan, "weight": people, "basis": "inhabitants"}
    )


@pytest.fixture
def model(plane: Plane) -> WalkModel:
    """Homes along a street; one grocery (p0) at the west end, one workshop (p1) at the east end.

    metres  0        500        2000       2500        5000
            p0   A: 100 people  B: 1900    B: 50      p1
    """
    homes = points(plane, ("A", 500, 100, 30), ("B", 2000, 1900, 310), ("B", 2500, 50, 10))
    places = plane.places((0, 0), (5000, 0), filieres=["se_nourrir", "reparer"])
    return walking_model(homes, places, None, parameters=PARAMETERS)


def opening(plane: Plane, filiere: str, east: float) -> Opening:
    lon, lat = plane.degrees((east, 0.0))
    return Opening(filiere, float(lon[0]), float(lat[0]))


def change(model: WalkModel, opened: list[Opening], closed: list[str]) -> pd.DataFrame:
    before = minutes_to_nearest(model, FILIERES)
    after = minutes_after(model, before, opened, closed)
    touched = changed_filieres(model.places, opened, closed, FILIERES)
    return coverage_change(model.points, before, after, touched, codes=["A", "B", "C"], reach_min=10)


def test_an_opening_says_how_many_people_and_children_it_brings_within_ten_minutes(
    plane: Plane, model: WalkModel
) -> None:
    found = change(model, [opening(plane, "se_nourrir", 1100)], [])
    assert found["filiere"].unique().tolist() == ["se_nourrir"]
    rows = found.set_index("code")
    # From 1100: 900 m to the 1900 people of B (9 minutes), 1400 m to the other 50.
    assert rows["people"].to_dict() == pytest.approx({"A": 0, "B": 1900, "C": np.nan}, nan_ok=True)
    assert rows.loc["B", "children"] == 310
    assert np.isnan(rows.loc["B", "over_65"])
    assert rows.loc["B", ["share_before", "share_after"]].tolist() == pytest.approx([0, 1900 / 1950])
    assert rows.loc["B", "walk_median_before_min"] == pytest.approx(20, abs=1e-6)
    assert rows.loc["B", "walk_median_after_min"] == pytest.approx(9, abs=1e-6)
    (total,) = totals(found, ["se_nourrir"])
    assert (total.people, total.children) == (1900, 310)
    assert np.isnan(total.over_65)


def test_a_closing_says_who_loses_it(model: WalkModel) -> None:
    found = change(model, [], ["p0"])
    (total,) = totals(found, ["se_nourrir"])
    assert (total.people, total.children) == (-100, -30)
    rows = found.set_index("code")
    assert rows.loc["A", "people_after"] == 0
    assert rows.loc["A", "walk_median_after_min"] == np.inf


def test_only_the_column_of_what_changes_is_computed_again(plane: Plane, model: WalkModel) -> None:
    before = minutes_to_nearest(model, FILIERES)
    before["reparer"] = -1.0
    after = minutes_after(model, before, [opening(plane, "se_nourrir", 1100)], [])
    assert (after["reparer"] == -1.0).all()
    assert (before["se_nourrir"] != after["se_nourrir"]).any()


def test_closing_then_opening_at_the_same_place_is_as_before(plane: Plane, model: WalkModel) -> None:
    before = minutes_to_nearest(model, FILIERES)
    after = minutes_after(model, before, [opening(plane, "se_nourrir", 0)], ["p0"])
    np.testing.assert_allclose(after.to_numpy(), before.to_numpy(), rtol=1e-9)
    found = change(model, [opening(plane, "se_nourrir", 0)], ["p0"])
    assert found["people"].dropna().tolist() == [0, 0]


@pytest.mark.parametrize("seed", range(5))
def test_an_opening_never_makes_a_walk_longer_and_what_is_recomputed_is_what_a_whole_recomputation_gives(
    plane: Plane, model: WalkModel, seed: int
) -> None:
    random = np.random.default_rng(seed)
    opened = [opening(plane, str(random.choice(FILIERES)), float(random.uniform(0, 6000))) for _one in range(3)]
    closed = ["p1"] if seed % 2 else []
    before = minutes_to_nearest(model, FILIERES)
    quick = minutes_after(model, before, opened, closed)
    whole = minutes_to_nearest(with_places(model, places_after(model.places, opened, closed)), FILIERES)
    np.testing.assert_allclose(quick.to_numpy(), whole.to_numpy(), rtol=1e-9)
    if not closed:
        assert (quick.to_numpy() <= before.to_numpy()).all()
        found = coverage_change(model.points, before, quick, FILIERES, codes=["A", "B"], reach_min=10)
        assert (found["people"] >= 0).all()
        assert (found["share_after"] >= found["share_before"]).all()


def test_places_after_are_the_places_before_with_what_opens_and_without_what_closes(
    plane: Plane, model: WalkModel
) -> None:
    after = places_after(model.places, [opening(plane, "se_loger", 10)], ["p1"])
    assert after["place_id"].tolist() == ["p0", "scenario-1"]
    assert after["origin"].tolist() == ["official", "scenario"]
    assert model.places["place_id"].tolist() == ["p0", "p1"]
    assert changed_filieres(model.places, [opening(plane, "se_loger", 10)], ["p1"], FILIERES) == ("reparer", "se_loger")


def test_unknown_inhabitants_leave_the_people_unknown_and_still_tell_the_surface(plane: Plane) -> None:
    homes = points(plane, ("A", 500, 1, 0), ("A", 5000, 1, 0)).assign(inhabitants=np.nan, children=np.nan)
    bare = walking_model(homes, plane.places((9000, 9000)), None, parameters=PARAMETERS)
    row = change(bare, [opening(plane, "se_nourrir", 0)], []).iloc[0]
    assert np.isnan(row["people"])
    assert (row["share_before"], row["share_after"]) == (0, 0.5)
    (total,) = totals(change(bare, [opening(plane, "se_nourrir", 0)], []), ["se_nourrir"])
    assert np.isnan(total.people)


def test_the_verdicts_that_change_are_listed_with_what_they_were() -> None:
    before = pd.DataFrame({"code_qp": ["A", "B"], "filiere": "se_nourrir", "verdict": ["absent", "present"]})
    after = before.assign(verdict=["nearby", "present"])
    assert verdict_changes(before, after).to_dict("records") == [
        {"code": "A", "filiere": "se_nourrir", "verdict_before": "absent", "verdict_after": "nearby"}
    ]
    assert verdict_changes(before, before).empty


def test_a_place_imagined_here_does_not_make_a_quartier_of_which_nothing_is_known_a_desert() -> None:
    before = pd.DataFrame({"code_qp": ["A", "B"], "filiere": "se_nourrir", "verdict": "insufficient_data"})
    after = before.assign(verdict=["present", "absent"])
    assert verdict_changes(before, after)["code"].tolist() == ["A"]

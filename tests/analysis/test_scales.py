"""The same people cut otherwise; and ranks with what they are worth."""

import numpy as np
import pandas as pd
import pytest
import shapely

from mapping.analysis.scales import Scale, holding, rank_interval, scale_table, scales_of
from mapping.analysis.uncertainty import poisson_rate
from tests.analysis.conftest import Plane
from tests.analysis.test_scenario import points


def homes(plane: Plane) -> pd.DataFrame:
    """One zone of 1000 m with 30 people in its western half and 70 in its eastern half."""
    return points(plane, ("A", 250, 30, 0), ("A", 750, 70, 0))


def halves(plane: Plane) -> Scale:
    return Scale("iris", plane.zones(W=shapely.box(0, -500, 500, 500), E=shapely.box(500, -500, 1000, 500)))


def whole(plane: Plane, *, band_m: float = 0.0) -> Scale:
    return Scale("zone_band" if band_m else "zone", plane.zones(A=shapely.box(0, -500, 1000, 500)), band_m)


def test_a_place_in_one_half_serves_the_whole_zone_and_only_thirty_people_by_halves(plane: Plane) -> None:
    table = scale_table(homes(plane), plane.places((100, 0)), ["se_nourrir"], [whole(plane), halves(plane)])
    assert table["scale"].tolist() == ["zone", "iris"]
    assert table["units"].tolist() == [1, 2]
    assert table["share_without"].tolist() == pytest.approx([0, 0.7])
    (row,) = holding(table).to_dict("records")
    assert row == {"filiere": "se_nourrir", "missing": False, "low": 0.0, "high": 0.7, "holds": 1, "scales": 2}


def test_a_place_just_outside_counts_only_with_the_band(plane: Plane) -> None:
    table = scale_table(
        homes(plane), plane.places((1200, 0)), ["se_nourrir", "reparer"], [whole(plane), whole(plane, band_m=300)]
    )
    assert table["share_without"].tolist() == [1, 0, 1, 1]
    assert holding(table)["holds"].tolist() == [1, 2]


def test_a_scale_where_nobody_lives_is_not_counted(plane: Plane) -> None:
    elsewhere = Scale("grid", plane.zones(X=shapely.box(9000, 0, 9200, 200)))
    table = scale_table(homes(plane), plane.places((100, 0)), ["se_nourrir"], [whole(plane), elsewhere])
    assert np.isnan(table["share_without"].iloc[1])
    assert holding(table)["scales"].tolist() == [1]


def test_the_scales_are_those_that_the_workshop_has(plane: Plane) -> None:
    zones = plane.zones(A=shapely.box(0, 0, 1, 1))
    assert [one.name for one in scales_of(zones, band_m=300, iris=None, grid=None)] == ["zone", "zone_band"]
    cells = zones.assign(cell_id="c1")
    named = [one.name for one in scales_of(zones, band_m=300, iris=zones, grid=cells)]
    assert named == ["zone", "zone_band", "iris", "grid"]


def test_two_places_for_a_thousand_are_not_surely_more_than_one() -> None:
    rates = poisson_rate(pd.Series([2, 1, 40]), pd.Series([1000, 1000, 1000]))
    ranks = rank_interval(rates)
    assert ranks["rank"].tolist() == [2, 3, 1]
    assert list(zip(ranks["rank_low"], ranks["rank_high"], strict=True)) == [(2, 3), (2, 3), (1, 1)]


def test_an_unknown_rate_has_no_rank_and_takes_none() -> None:
    rates = pd.DataFrame({"rate": [np.nan, 1.0], "low": [np.nan, 0.5], "high": [np.nan, 2.0]}, index=["x", "y"])
    ranks = rank_interval(rates)
    assert ranks.loc["x"].isna().all()
    assert ranks.loc["y"].tolist() == [1, 1, 1]
    with pytest.raises(ValueError, match="above its high end"):
        rank_interval(pd.DataFrame({"rate": [1.0], "low": [3.0], "high": [2.0]}))


@pytest.mark.parametrize("seed", range(4))
def test_the_rank_is_always_within_its_range(seed: int) -> None:
    random = np.random.default_rng(seed)
    rates = poisson_rate(pd.Series(random.integers(0, 12, 30)), pd.Series(random.integers(500, 9000, 30)))
    ranks = rank_interval(rates)
    assert (ranks["rank_low"] <= ranks["rank"]).all()
    assert (ranks["rank"] <= ranks["rank_high"]).all()

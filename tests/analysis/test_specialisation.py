"""The location quotient by hand, its refusals, and its interval against statsmodels."""

import numpy as np
import pandas as pd
import pytest
import shapely
from statsmodels.stats.proportion import proportion_confint

from mapping.analysis.specialisation import specialisation

FILIERES = ["se_nourrir", "reparer", "se_loger"]


@pytest.fixture
def told(plane):
    #   A (0..100)   8 to eat + 2 to repair       B (200..300)   2 to repair     far away   8 to eat
    zones = plane.zones(A=shapely.box(0, 0, 100, 100), B=shapely.box(200, 0, 300, 100))
    places = plane.places(
        *[(5 + 5 * n, 50) for n in range(10)],
        *[(210 + 5 * n, 50) for n in range(2)],
        *[(900, 10 * n) for n in range(8)],
        filieres=["se_nourrir"] * 8 + ["reparer"] * 2 + ["reparer"] * 2 + ["se_nourrir"] * 8,
    )
    return specialisation(places, zones, FILIERES).set_index(["code", "filiere"])


def test_the_quotient_is_the_share_of_the_zone_over_the_share_of_the_list(told):
    # A: 2 of 10 places repair; the list: 4 of 20.
    assert told.loc[("A", "reparer"), "quotient"] == pytest.approx(1.0)
    assert told.loc[("A", "se_nourrir"), "quotient"] == pytest.approx((8 / 10) / (16 / 20))
    assert told.loc[("A", "reparer"), ["places", "serving"]].tolist() == [10, 2]


def test_under_ten_places_the_quotient_is_refused(told):
    assert told.loc["B", "refused"].all()
    assert told.loc["B", "quotient"].isna().all()
    assert told.loc[("B", "reparer"), "serving"] == 2


def test_a_filiere_that_the_list_has_not_gives_no_quotient(told):
    assert np.isnan(told.loc[("A", "se_loger"), "quotient"])
    assert not told.loc[("A", "se_loger"), "refused"]


def test_the_interval_is_that_of_statsmodels_for_the_share(told):
    low, high = proportion_confint(2, 10, alpha=0.05, method="beta")
    row = told.loc[("A", "reparer")]
    assert (row["quotient_low"], row["quotient_high"]) == pytest.approx((low / 0.2, high / 0.2))
    assert row["quotient_low"] < row["quotient"] < row["quotient_high"]


def test_places_without_a_need_or_a_position_count_nowhere(plane):
    zones = plane.zones(A=shapely.box(0, 0, 100, 100))
    places = plane.places(*[(5 * n + 5, 50) for n in range(12)], filieres=["reparer"] * 10 + ["", "reparer"])
    places.loc[11, ["lon", "lat"]] = np.nan
    row = specialisation(places, zones, ["reparer"]).iloc[0]
    assert (row["places"], row["quotient"]) == (10, 1.0)


def test_an_empty_list_is_refused_everywhere(plane):
    found = specialisation(plane.places(), plane.zones(A=shapely.box(0, 0, 9, 9)), FILIERES)
    assert found["refused"].all() and found["quotient"].isna().all()
    assert isinstance(found, pd.DataFrame) and len(found) == 3

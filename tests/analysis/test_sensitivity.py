"""Fragile verdicts: what flips them, worked out by hand on a street of homes."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from mapping.analysis.access import minutes_to_nearest, walking_model
from mapping.analysis.access_table import access_table
from mapping.analysis.gaps import gap_table
from mapping.analysis.network import Network
from mapping.analysis.sensitivity import Subjects, sensitivity, variations
from mapping.domain.parameters import Parameters
from tests.analysis.conftest import Plane
from tests.analysis.test_scenario import points

PARAMETERS = Parameters(detour=1.0, speed_m_min=100.0)


def subjects(plane: Plane, east: float, *, people: tuple[float, float] = (60, 40), walks: bool = True) -> Subjects:
    """One quartier 200 m wide with two homes, at 0 and 100 m; one grocery ``east`` metres from the first.

    m   0        100  |                    |
        60       40   | end of the zone    grocery
    """
    zones = plane.zones(A=shapely.box(-50, -50, 150, 50))
    places = plane.places((east, 0))
    homes = points(plane, ("A", 0, people[0], 0), ("A", 100, people[1], 0))
    population = pd.DataFrame({"code": ["A"], "population": [100.0], "year": "2020", "source": "essai"})
    model = walking_model(homes, places, None, parameters=PARAMETERS) if walks else None
    gaps = gap_table(
        zones,
        places,
        plane.contributions({"at": (0, 0)}),
        population,
        ["se_nourrir"],
        band_m=PARAMETERS.band_m,
        access=access_table(model, ["A"], ["se_nourrir"]) if model else None,
        parameters=PARAMETERS,
    )
    minutes = minutes_to_nearest(model, ["se_nourrir"]) if model else None
    return Subjects(gaps, gpd.GeoDataFrame(zones), places, PARAMETERS, model, minutes)


def test_a_verdict_near_a_threshold_is_fragile_and_says_what_flips_it(plane: Plane) -> None:
    # The grocery is at 11 minutes from the sixty and 10 from the forty: 40 % within reach, half is asked for.
    row = sensitivity(subjects(plane, 1100)).iloc[0]
    assert (row["verdict"], row["fragile"], row["verdicts"]) == ("far", True, "nearby")
    assert row["flips"] == (
        "« Présent, mais loin » deviendrait « À côté » avec 12 minutes à pied ou 15 minutes à pied "
        "ou 40 % des habitants à portée."
    )


def test_a_verdict_far_from_every_threshold_is_not_fragile(plane: Plane) -> None:
    row = sensitivity(subjects(plane, 50)).iloc[0]
    assert (row["verdict"], bool(row["fragile"]), row["verdicts"], row["flips"]) == ("present", False, "", "")


def test_without_walks_only_the_band_is_tried(plane: Plane) -> None:
    # 250 m from the edge of the quartier: in the band of 300 m, not in that of 200 m.
    row = sensitivity(subjects(plane, 400, walks=False)).iloc[0]
    assert (row["verdict"], row["fragile"], row["verdicts"]) == ("nearby", True, "absent")
    assert row["flips"] == "« À côté » deviendrait « Absent » avec une bande de 200 m."
    assert {one.name for one in variations(PARAMETERS, walks=False, streets=False)} == {"band_m"}


def test_crow_fly_is_only_tried_against_streets() -> None:
    assert "walks" not in {one.name for one in variations(PARAMETERS, walks=True, streets=False)}
    assert "walks" in {one.name for one in variations(PARAMETERS, walks=True, streets=True)}


def test_a_verdict_that_only_the_streets_give_flips_as_the_crow_flies(plane: Plane) -> None:
    # 900 m away, but the only street goes round by a bridge 1500 m to the south: 3900 m, 39 minutes.
    spots = [(0.0, 0.0), (0.0, -1500.0), (900.0, -1500.0), (900.0, 0.0)]
    lon, lat = plane.degrees(*spots)
    nodes = pd.DataFrame({"node_id": range(4), "lon": lon, "lat": lat})
    edges = pd.DataFrame({"from_node": [0, 1, 2], "to_node": [1, 2, 3], "length_m": [1500.0, 900.0, 1500.0]})
    flown = subjects(plane, 900, people=(100, 1))
    assert flown.model is not None
    homes = flown.model.points[flown.model.points["inhabitants"] == 100]
    model = walking_model(homes, flown.places, Network(nodes, edges), parameters=PARAMETERS)
    access = access_table(model, ["A"], ["se_nourrir"])
    walks = access[["walk_median_min", "walk_p90_min"]].assign(share_within_10min=access["share_within_reach"])
    gaps = flown.gaps.assign(**walks.to_dict("series"), verdict="absent")
    assert gaps["walk_median_min"].tolist() == pytest.approx([39], abs=0.01)
    minutes = minutes_to_nearest(model, ["se_nourrir"])
    row = sensitivity(Subjects(gaps, flown.zones, flown.places, PARAMETERS, model, minutes)).iloc[0]
    assert (row["verdict"], row["verdicts"]) == ("absent", "nearby")
    assert row["flips"] == "« Absent » deviendrait « À côté » avec une marche à vol d'oiseau au lieu des rues."


def test_what_is_already_the_threshold_is_not_tried_again() -> None:
    tried = list(variations(PARAMETERS.changed(reach_min=12.0), walks=True, streets=True))
    assert [one.parameters.reach_min for one in tried if one.name == "reach_min"] == [8, 10, 15]


@pytest.mark.parametrize("east", [200, 500, 1000, 1500, 2100, 4000])
def test_each_flip_is_what_a_whole_recomputation_gives(plane: Plane, east: float) -> None:
    found = subjects(plane, east)
    assert found.model is not None
    for variation in variations(PARAMETERS, walks=True, streets=False):
        quick = sensitivity(found, tried=[variation]).iloc[0]
        changed = variation.parameters
        model = walking_model(found.model.points, found.places, None, parameters=changed)
        whole = gap_table(
            found.zones,
            found.places,
            plane.contributions({"at": (0, 0)}),
            pd.DataFrame({"code": ["A"], "population": [100.0], "year": "2020", "source": "essai"}),
            ["se_nourrir"],
            band_m=changed.band_m,
            access=access_table(model, ["A"], ["se_nourrir"]),
            parameters=changed,
        )["verdict"].iloc[0]
        assert (quick["verdicts"] or quick["verdict"]) == whole, variation.label

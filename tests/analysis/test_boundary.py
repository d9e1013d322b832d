"""« En limite »: places that the outline is not precise enough to put on a side."""

import pandas as pd
import pytest
import shapely

from mapping.analysis.boundary import cells_on_edge, places_on_edge
from mapping.analysis.gaps import gap_table
from mapping.domain.parameters import Parameters
from tests.analysis.conftest import Plane

PARAMETERS = Parameters(band_m=300.0)
SQUARE = shapely.box(0, 0, 1000, 1000)


def test_the_distance_to_the_outline_is_in_metres_on_both_sides(each_plane: Plane) -> None:
    #      -12    -4 |  7    500
    places = each_plane.places((-12, 500), (-4, 500), (7, 500), (500, 500))
    found = places_on_edge(places, each_plane.zones(A=SQUARE), boundary_m=10)
    assert found["place_id"].tolist() == ["p1", "p2"]
    assert found["inside"].tolist() == [False, True]
    assert found["distance_m"].tolist() == pytest.approx([4, 7], abs=0.05)


def test_a_place_between_two_zones_is_on_the_edge_of_both(plane: Plane) -> None:
    zones = plane.zones(A=SQUARE, B=shapely.box(1000, 0, 2000, 1000))
    found = places_on_edge(plane.places((1003, 500)), zones, boundary_m=10)
    assert found[["code", "inside"]].to_numpy().tolist() == [["A", False], ["B", True]]


def test_places_of_another_territory_come_before_without_taking_the_place_of_others(plane: Plane) -> None:
    away = Plane(45.2279, -12.7806)
    places = pd.concat([away.places((500, 500)), plane.places((4, 500))], ignore_index=True)
    places["place_id"] = ["mayotte", "saint-denis"]
    found = places_on_edge(places, plane.zones(A=SQUARE), boundary_m=10)
    assert found["place_id"].tolist() == ["saint-denis"]


def test_nowhere_is_on_no_edge(plane: Plane) -> None:
    places = plane.places((0, 500)).assign(lon=float("nan"))
    assert places_on_edge(places, plane.zones(A=SQUARE), boundary_m=10).empty


def cell(plane: Plane, *spots: tuple[float, float]) -> "pd.Series[object]":
    zones, places = plane.zones(A=SQUARE), plane.places(*spots)
    population = pd.DataFrame({"code": ["A"], "population": [100.0], "year": "2020", "source": "essai"})
    nobody = plane.contributions({"at": (0, 0), "kind": "place", "status": "refused"})
    gaps = gap_table(zones, places, nobody, population, ["se_nourrir"], band_m=300)
    edge = places_on_edge(places, zones, boundary_m=10)
    return cells_on_edge(gaps, edge, places, parameters=PARAMETERS).iloc[0]


def test_a_verdict_that_hangs_on_a_place_of_the_edge_says_both_readings(plane: Plane) -> None:
    row = cell(plane, (4, 500))
    assert (row["on_edge"], row["en_limite"], row["verdict"]) == (1, True, "present")
    assert (row["verdict_if_outside"], row["verdict_if_inside"]) == ("nearby", "present")
    other = cell(plane, (-4, 500))
    assert (other["en_limite"], other["verdict"], other["verdict_if_inside"]) == (True, "nearby", "present")


def test_another_place_well_inside_settles_it(plane: Plane) -> None:
    row = cell(plane, (4, 500), (500, 500))
    assert (row["on_edge"], row["en_limite"], row["verdict"]) == (1, False, "present")


def test_a_place_in_the_middle_of_nothing_is_not_on_edge(plane: Plane) -> None:
    row = cell(plane, (500, 500))
    assert (row["on_edge"], row["en_limite"]) == (0, False)

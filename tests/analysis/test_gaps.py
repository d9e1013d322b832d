"""One verdict for each quartier and filière.

400 +-----------+           +-----------+
    |     A     |           |     C     |
  0 +-----------+           +-----------+
    0          400         2000       2400  x (m)
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapping.analysis.access import walking_model
from mapping.analysis.access_points import demand_points
from mapping.analysis.access_table import access_table
from mapping.analysis.gaps import gap_table, places_frame, qpv_summary
from mapping.analysis.population import distribute
from mapping.domain.errors import ColumnError, CrsError
from mapping.domain.models import Verdict
from mapping.domain.parameters import Parameters
from mapping.domain.tables import GAPS, PLACES, STORED_ACTORS

A = shapely.box(0, 0, 400, 400)
C = shapely.box(2000, 0, 2400, 400)
FILIERES = ["se_nourrir", "reparer"]
WALKING = ["walk_median_min", "walk_p90_min", "share_within_10min"]


def actors(plane, *points, **columns):
    lon, lat = plane.degrees(*points)
    plain = dict.fromkeys(STORED_ACTORS.names, "") | {"in_territory": True, "filieres": "reparer"}
    rows = pd.DataFrame([plain | {"actor_id": f"a{n}"} for n in range(len(points))], columns=STORED_ACTORS.names)
    return rows.assign(**({"lon": lon, "lat": lat} | columns))


def verdicts(plane, places, population, *, band_m=300.0):
    zones = plane.zones(A=A, C=C)
    table = gap_table(zones, places, plane.contributions(), population, FILIERES, band_m=band_m)
    return table["verdict"].tolist()


def test_places_are_the_located_actors_then_the_live_places_of_residents(plane):
    listed = actors(plane, (0, 0), (10, 0), lat=[48.9, np.nan])
    added = plane.contributions(
        {"at": (20, 0), "kind": "place", "status": "pending"},
        {"at": (30, 0), "kind": "place", "status": "accepted", "filiere": None},
        {"at": (40, 0), "kind": "place", "status": "merged"},
        {"at": (40, 0), "kind": "place", "status": "refused"},
        {"at": (50, 0), "kind": "need"},
    )
    places = places_frame(listed, added)
    assert places.columns.tolist() == PLACES.names
    assert places[["place_id", "origin", "status", "filieres"]].to_numpy().tolist() == [
        ["a0", "official", "accepted", "reparer"],
        ["c0", "resident", "pending", "se_nourrir"],
        ["c1", "resident", "accepted", ""],
    ]
    np.testing.assert_allclose(places["lon"], [listed["lon"].iloc[0], *plane.degrees((20, 0), (30, 0))[0]])


def test_no_actor_and_no_contribution_give_an_empty_table_of_places(plane):
    places = places_frame(actors(plane), plane.contributions())
    assert places.empty
    assert places.columns.tolist() == PLACES.names


def test_actors_without_a_column_and_contributions_without_crs_are_refused(plane):
    with pytest.raises(ColumnError, match="in_territory"):
        places_frame(actors(plane, (0, 0)).drop(columns="in_territory"), plane.contributions())
    lost = gpd.GeoDataFrame(plane.contributions({"at": (0, 0)})).set_crs(None, allow_override=True)
    with pytest.raises(CrsError):
        places_frame(actors(plane, (0, 0)), lost)


def test_the_table_has_the_columns_of_its_contract_and_a_row_per_quartier_and_filiere(plane, population):
    """A: one place that feeds inside, one that repairs 100 m away; 2 needs by 5 people; 4 000 inhabitants. C: none."""
    places = plane.places((200, 200), (500, 200), filieres=["se_nourrir", "reparer"])
    asked = plane.contributions({"at": (10, 10), "people": 3}, {"at": (20, 20), "people": 2})
    zones = plane.zones(A=A, C=C).set_axis(["x", "y"])
    table = gap_table(zones, places, asked, population(A=4000), FILIERES, band_m=300.0)
    assert table.columns.tolist() == GAPS.names
    assert table.index.equals(pd.RangeIndex(4))
    told = table[["code_qp", "filiere", "inside", "band_300m", "needs", "people_asking", "verdict"]]
    assert told.to_numpy().tolist() == [
        ["A", "se_nourrir", 1, 0, 2, 5, "present"],
        ["A", "reparer", 0, 1, 0, 0, "nearby"],
        ["C", "se_nourrir", 0, 0, 0, 0, "insufficient_data"],
        ["C", "reparer", 0, 0, 0, 0, "insufficient_data"],
    ]
    np.testing.assert_array_equal(table["population"], [4000, 4000, np.nan, np.nan])
    np.testing.assert_array_equal(table["per_1000"], [0.25, 0, np.nan, np.nan])
    assert table.loc[0, "per_1000_low"] < 0.25 < table.loc[0, "per_1000_high"]
    assert table[WALKING].isna().all(axis=None)
    assert {str(table[name].dtype) for name in ("inside", "band_300m", "needs", "people_asking")} == {"int64"}


def test_an_empty_list_of_places_is_not_a_desert(plane, population):
    assert verdicts(plane, plane.places(), population(A=4000, C=900)) == ["insufficient_data"] * 4


def test_places_without_coordinates_do_not_make_a_desert_either(plane, population):
    lost = plane.places((0, 0)).assign(lon=np.nan, lat=np.nan)
    assert verdicts(plane, lost, population(A=4000, C=900)) == ["insufficient_data"] * 4


def test_a_quartier_without_anything_is_absent_once_the_workshop_has_a_place_and_its_population(plane, population):
    elsewhere = plane.places((9000, 9000))
    assert verdicts(plane, elsewhere, population(A=4000, C=900)) == ["absent"] * 4


@pytest.mark.parametrize("inhabitants", [np.nan, 0, -1])
def test_without_inhabitants_nothing_can_be_said_to_be_missing(plane, population, inhabitants):
    found = verdicts(plane, plane.places((200, 200)), population(A=4000, C=inhabitants))
    assert found == ["present", "absent", "insufficient_data", "insufficient_data"]


def test_what_is_there_is_seen_even_where_the_population_is_unknown(plane, population):
    places = plane.places((200, 200), (500, 200), filieres=["se_nourrir", "reparer"])
    assert verdicts(plane, places, population())[:2] == ["present", "nearby"]


def test_a_narrower_band_turns_nearby_into_absent(plane, population):
    places = plane.places((500, 200), filieres="reparer")
    assert verdicts(plane, places, population(A=1, C=1), band_m=300.0)[1] == "nearby"
    assert verdicts(plane, places, population(A=1, C=1), band_m=50.0)[1] == "absent"


def test_verdicts_that_need_walks_or_residents_knowledge_are_never_given_without_them(plane, population):
    places = plane.places((200, 200), (500, 200), (3000, 0), filieres=["se_nourrir", "reparer", "reparer"])
    given = set(verdicts(plane, places, population(A=4000, C=900)))
    assert given.isdisjoint({Verdict.FAR, Verdict.UNKNOWN_OFFER})


def test_walks_are_put_on_their_own_rows_and_decide(plane, population):
    """Crow-fly × 1.3 from evenly spread inhabitants: C is 1 600 m from the place of A, 28 minutes or more."""
    zones, places = plane.zones(A=A, C=C), plane.places((200, 200))
    points = demand_points(zones, distribute(zones, population(A=4000, C=900)))
    walks = access_table(walking_model(points, places, None, parameters=Parameters()), ["C", "A"], FILIERES)
    table = gap_table(
        zones, places, plane.contributions(), population(A=4000, C=900), FILIERES, band_m=300.0, access=walks
    )
    assert table["verdict"].tolist() == ["present", "absent", "absent", "absent"]
    assert table["share_within_10min"].tolist() == [1, 0, 0, 0]
    assert table["walk_median_min"][2] == pytest.approx(2000 * 1.3 / 75, abs=1)
    farther = Parameters(far_min=40.0)
    options = {"band_m": 300.0, "access": walks, "parameters": farther}
    again = gap_table(zones, places, plane.contributions(), population(A=4000, C=900), FILIERES, **options)
    assert again["verdict"].tolist() == ["present", "absent", "far", "absent"]


def test_the_interval_has_the_confidence_of_the_parameters(plane, population):
    subjects = (plane.zones(A=A), plane.places((0, 0)), plane.contributions(), population(A=1000), FILIERES)
    usual, sure = (
        gap_table(*subjects, band_m=300.0, parameters=chosen)["per_1000_high"][0]
        for chosen in (None, Parameters(confidence=0.99))
    )
    assert usual == pytest.approx(5.5716, abs=1e-3)
    assert sure > usual


def test_the_last_population_of_a_code_given_twice_counts(plane, population):
    twice = pd.concat([population(A=100), population(A=200)])
    table = gap_table(plane.zones(A=A), plane.places(), plane.contributions(), twice, FILIERES, band_m=300.0)
    assert table["population"].tolist() == [200, 200]


def test_the_arguments_are_left_as_they_were(plane, population):
    zones, places, asked, people = (
        plane.zones(A=A),
        plane.places((0, 0)),
        plane.contributions({"at": (0, 0)}),
        population(A=1),
    )
    before = [frame.copy(deep=True) for frame in (zones, places, asked, people)]
    gap_table(zones, places, asked, people, FILIERES, band_m=300.0)
    qpv_summary(zones, places, asked, people, FILIERES, band_m=300.0)
    for frame, copy in zip((zones, places, asked, people), before):
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(copy))


def test_the_summary_tells_what_a_quartier_is_and_what_is_in_it(plane, population):
    """In A two places, one without filière, and 100 m away one that repairs: 1 filière of 2 is present."""
    places = plane.places((200, 200), (210, 200), (500, 200), filieres=["se_nourrir", "", "reparer"])
    asked = plane.contributions({"at": (10, 10), "people": 3}, {"at": (2010, 10), "people": 2, "filiere": "reparer"})
    zones = plane.zones(A=A, C=C).set_axis([8, 9])
    summary = qpv_summary(zones, places, asked, population(A=4000), FILIERES, band_m=300.0)
    np.testing.assert_allclose(summary["area_km2"], [0.16, 0.16], rtol=1e-6)
    np.testing.assert_array_equal(summary["population"], [4000, np.nan])
    assert summary.drop(columns=["area_km2", "population"]).to_dict("records") == [
        {
            "code": "A",
            "name": "Quartier A (exemple)",
            "vintage": "2024",
            "communes": "93066",
            "actors_inside": 2,
            "actors_band": 1,
            "filieres_present": 1,
            "needs": 1,
            "people_asking": 3,
        },
        {
            "code": "C",
            "name": "Quartier C (exemple)",
            "vintage": "2024",
            "communes": "93066",
            "actors_inside": 0,
            "actors_band": 0,
            "filieres_present": 0,
            "needs": 1,
            "people_asking": 2,
        },
    ]


def test_areas_are_in_the_metres_of_the_territory(each_plane, population):
    zones = each_plane.zones(A=A, C=C)
    summary = qpv_summary(zones, each_plane.places(), each_plane.contributions(), population(), FILIERES, band_m=300.0)
    np.testing.assert_allclose(summary["area_km2"], [0.16, 0.16], rtol=1e-6)


def test_a_workshop_without_zones_gives_empty_tables_with_their_columns(plane, population):
    none = plane.zones(A=A).iloc[:0]
    table = gap_table(none, plane.places(), plane.contributions(), population(), FILIERES, band_m=300.0)
    assert (len(table), table.columns.tolist()) == (0, GAPS.names)
    assert qpv_summary(none, plane.places(), plane.contributions(), population(), FILIERES, band_m=300.0).empty

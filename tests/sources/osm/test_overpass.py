"""Read an answer of Overpass, whatever its shape."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from mapping.domain.errors import FetchError
from mapping.sources.osm.layers import OsmLayers, layers_of
from mapping.sources.osm.overpass import overpass_query, read_overpass
from mapping.sources.osm.pbf import read_pbf
from tests.sources.osm.drawings import overpass_answer, write_pbf


def sorted_by_id(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.sort_values("osm_id").reset_index(drop=True)


@pytest.mark.parametrize("geometry", [True, False])
def test_an_answer_gives_the_same_layers_as_the_extract(tmp_path: Path, *, geometry: bool) -> None:
    from_file: OsmLayers = layers_of(read_pbf(write_pbf(tmp_path / "hameau.osm.pbf")))
    answered = layers_of(read_overpass(overpass_answer(geometry=geometry)))
    assert answered.vertex_ids.tolist() == from_file.vertex_ids.tolist()
    for ours, theirs in ((answered.streets, from_file.streets), (answered.buildings, from_file.buildings)):
        left, right = sorted_by_id(ours), sorted_by_id(theirs)
        assert left.drop(columns="geometry").equals(right.drop(columns="geometry"))
        assert left.geometry.normalize().geom_equals(right.geometry.normalize()).all()
    assert sorted(answered.landmarks["name"]) == sorted(from_file.landmarks["name"])


def test_a_relation_with_a_hole_is_an_area_with_a_hole() -> None:
    def ring(low: float, high: float) -> list[dict[str, float]]:
        return [{"lon": x, "lat": y} for x, y in [(low, low), (high, low), (high, high), (low, high), (low, low)]]

    outer = ring(0.0, 4.0)
    relation = {
        "type": "relation",
        "id": 7,
        "tags": {"type": "multipolygon", "building": "yes"},
        "members": [
            {"type": "way", "ref": 1, "role": "outer", "geometry": outer[:3]},
            {"type": "way", "ref": 2, "role": "outer", "geometry": outer[2:]},
            {"type": "way", "ref": 3, "role": "inner", "geometry": ring(1.0, 2.0)},
        ],
    }
    building = layers_of(read_overpass({"elements": [relation]})).buildings.iloc[0]
    assert (building["osm_id"], building.geometry.area) == ("r7", 15.0)


def test_only_what_touches_the_extent_is_kept() -> None:
    layers = layers_of(read_overpass(overpass_answer(), extent=shapely.box(1.9995, 47.9995, 2.0003, 48.0003)))
    assert layers.streets["osm_id"].tolist() == ["w101", "w103"]


def test_vertices_outside_of_the_answer_are_left_out() -> None:
    way = {
        "type": "way",
        "id": 1,
        "nodes": [1, 2, 3],
        "geometry": [None, {"lon": 2.0, "lat": 48.0}, {"lon": 2.001, "lat": 48.0}],
        "tags": {"highway": "path"},
    }
    layers = layers_of(read_overpass({"elements": [way]}))
    assert layers.vertex_ids.tolist() == [2, 3]


def test_streets_without_node_numbers_meet_at_equal_positions() -> None:
    corner = {"lon": 2.001, "lat": 48.0}
    ways = [
        {"type": "way", "id": number, "geometry": [start, corner], "tags": {"highway": "path"}}
        for number, start in ((1, {"lon": 2.0, "lat": 48.0}), (2, {"lon": 2.0, "lat": 48.1}))
    ]
    ids = layers_of(read_overpass({"elements": ways})).vertex_ids.tolist()
    assert ids[1] == ids[3] and len(set(ids)) == 3


@pytest.mark.parametrize(
    "remark", ['runtime error: Query timed out in "query" at line 3', "runtime error: out of memory"]
)
def test_a_server_that_gave_up_is_not_believed(remark: str) -> None:
    with pytest.raises(FetchError, match="avant la fin"):
        read_overpass(overpass_answer() | {"remark": remark})


@pytest.mark.parametrize("answer", [None, [], {}, {"elements": None}, "runtime error", {"features": []}])
def test_another_answer_is_refused_in_words(answer: object) -> None:
    with pytest.raises(FetchError, match="forme attendue"):
        read_overpass(answer)


def test_elements_of_a_strange_form_are_left_out() -> None:
    strange = [None, 3, {"type": "node", "id": 1, "lat": "x", "lon": 2}, {"type": "way", "id": 2, "tags": []}]
    strange += [{"type": "way", "id": 3, "tags": {"highway": "path"}, "geometry": [{"lat": 1.0}]}]
    assert layers_of(read_overpass({"elements": strange})).streets.empty


def test_the_query_says_south_first_and_asks_for_positions() -> None:
    query = overpass_query((2.0, 48.0, 2.5, 48.5))
    assert query.startswith("[out:json][timeout:180][bbox:48.000000,2.000000,48.500000,2.500000];")
    assert query.endswith("out body geom;")
    assert 'way["highway"];' in query

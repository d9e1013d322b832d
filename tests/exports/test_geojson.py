import json

import numpy as np
import pyogrio
import pytest
import shapely
from shapely.geometry import shape

from mapping.domain.demonstration import notice
from mapping.domain.errors import ColumnError, CrsError, FileError
from mapping.exports.gis import write_geojson
from tests.exports.snapshots import GENERATED_AT, make_gaps, make_snapshot

BOW_TIE = "POLYGON ((2.341 48.93, 2.343 48.932, 2.343 48.93, 2.341 48.932, 2.341 48.93))"
SHAPES = [
    {"id": "c1", "kind": "need"},
    {"id": "c2", "kind": "route", "geometry": "LINESTRING (2.35 48.93, 2.37 48.93)"},
    {"id": "c3", "kind": "lived_area", "geometry": BOW_TIE},
]
HOSTILE_TEXT = 'Il a dit "oui" \\ </script>\nà 5 % 🚲 \u2028 العربية'


def _written(snapshot, tmp_path):
    out = tmp_path / "carte.geojson"
    write_geojson(snapshot, make_gaps(), out, generated_at=GENERATED_AT)

    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(out.read_text(encoding="utf-8"), parse_constant=refuse)


def _layer(collection, name):
    return [feature for feature in collection["features"] if feature["properties"]["couche"] == name]


def test_each_feature_says_what_it_is(tmp_path):
    collection = _written(make_snapshot(), tmp_path)
    assert collection["type"] == "FeatureCollection"
    assert [feature["properties"]["couche"] for feature in collection["features"]] == [
        "quartiers",
        "quartiers",
        "acteurs",
        "contributions",
    ]
    assert [feature["id"] for feature in collection["features"]] == ["QN00001M", "QN00002M", "a1", "c1"]


def test_no_crs_member_and_longitude_first(tmp_path):
    collection = _written(make_snapshot(), tmp_path)
    assert "crs" not in collection
    assert _layer(collection, "acteurs")[0]["geometry"] == {"type": "Point", "coordinates": [2.35, 48.93]}


def test_every_outer_ring_turns_left(tmp_path):
    collection = _written(make_snapshot(contributions=SHAPES), tmp_path)
    surfaces = [shape(f["geometry"]) for f in collection["features"] if "Polygon" in f["geometry"]["type"]]
    assert len(surfaces) == 3
    assert all(ring.is_ccw for surface in surfaces for ring in _outer_rings(surface))


def _outer_rings(surface):
    return [part.exterior for part in getattr(surface, "geoms", [surface])]


def test_a_surface_that_crosses_itself_is_written_valid(tmp_path):
    feature = _layer(_written(make_snapshot(contributions=SHAPES), tmp_path), "contributions")[2]
    assert shape(feature["geometry"]).is_valid
    assert shape(feature["geometry"]).geom_type == "MultiPolygon"


def test_no_coordinate_has_more_than_six_decimals(tmp_path):
    rows = [*SHAPES, {"geometry": "POINT (2.351234567891 48.93)"}]
    collection = _written(make_snapshot(contributions=rows), tmp_path)
    flat = np.concatenate([shapely.get_coordinates(shape(f["geometry"])).ravel() for f in collection["features"]])
    assert all(len(str(value).split(".")[1]) <= 6 for value in flat.tolist())


def test_an_unknown_number_is_null_and_an_empty_text_is_empty(tmp_path):
    known, unknown = _layer(_written(make_snapshot(), tmp_path), "quartiers")
    assert (known["properties"]["population"], unknown["properties"]["population"]) == (1000.0, None)
    assert unknown["properties"]["population_source"] == ""


def test_an_actor_without_position_is_there_with_a_null_geometry(tmp_path):
    snapshot = make_snapshot(actors=[{"lon": float("nan"), "lat": float("nan")}])
    actor = _layer(_written(snapshot, tmp_path), "acteurs")[0]
    assert actor["geometry"] is None
    assert actor["properties"]["nom"] == "Régie du Cordon"


def test_people_texts_are_kept_to_the_letter(tmp_path):
    snapshot = make_snapshot(contributions=[{"text": HOSTILE_TEXT}, {"text": "a" * 2000}, {"text": "=1+1"}])
    written = [f["properties"]["texte"] for f in _layer(_written(snapshot, tmp_path), "contributions")]
    assert written == [HOSTILE_TEXT, "a" * 2000, "=1+1"]


def test_a_quartier_bears_its_places_and_its_answers(tmp_path):
    actors = [{"filieres": "reparer|se_nourrir"}, {"actor_id": "a2"}, {"actor_id": "a3", "lon": 2.40}]
    rows = [{"kind": "place"}, {"kind": "place", "status": "pending"}, {"kind": "place", "status": "refused"}, {}]
    first, second = _layer(_written(make_snapshot(actors=actors, contributions=rows), tmp_path), "quartiers")
    # Two actors at p and two live places at p; whatever the needs that they answer, each is one place.
    assert (first["properties"]["lieux"], second["properties"]["lieux"]) == (4, 0)
    assert first["properties"]["besoins_couverts"] == 1
    assert first["properties"]["besoins_absents"] == 11
    assert first["properties"]["besoins_exprimes"] == 2
    assert first["properties"]["personnes_demandant"] == 9
    assert (first["properties"]["lieux_reparer"], first["properties"]["verdict_reparer"]) == (1, "Présent")
    assert second["properties"]["verdict_reparer"] == "Données insuffisantes"


def test_the_file_says_where_its_data_comes_from(tmp_path):
    metadata = _written(make_snapshot(), tmp_path)["metadonnees"]
    assert metadata["titre"] == "Atelier du Cordon"
    assert metadata["genere_le"] == "2026-06-14T16:30:00+00:00"
    assert metadata["avertissement"] == ""
    assert [source["licence"] for source in metadata["sources"]] == ["Licence Ouverte 2.0", "ODbL", ""]
    assert metadata["sources"][0]["millesime"] == "2024"
    assert metadata["sources"][0]["date_publication"] == "2026-01-15"


def test_a_demonstration_says_so(tmp_path):
    collection = _written(make_snapshot(demonstration=True), tmp_path)
    assert collection["metadonnees"]["avertissement"] == notice()
    assert all(f["properties"]["fictif"] for f in _layer(collection, "acteurs") + _layer(collection, "contributions"))
    assert not any(f["properties"]["fictif"] for f in _layer(collection, "quartiers"))


@pytest.mark.parametrize(
    "rows",
    [{"actors": []}, {"contributions": []}, {"actors": [], "contributions": []}],
    ids=["actors", "voices", "both"],
)
def test_what_is_absent_leaves_a_readable_file(rows, tmp_path):
    assert len(_layer(_written(make_snapshot(**rows), tmp_path), "quartiers")) == 2


def test_mayotte_stays_in_degrees(tmp_path):
    snapshot = make_snapshot(shift=(42.88, -61.7), actors=[{"lon": 45.23, "lat": -12.77}])
    collection = _written(snapshot, tmp_path)
    assert _layer(collection, "acteurs")[0]["geometry"]["coordinates"] == [45.23, -12.77]
    assert _layer(collection, "acteurs")[0]["properties"]["code_quartier"] == "QN00001M"


def test_gdal_reads_back_what_was_written(tmp_path):
    snapshot = make_snapshot(contributions=[{"text": HOSTILE_TEXT}])
    _written(snapshot, tmp_path)
    read = pyogrio.read_dataframe(tmp_path / "carte.geojson").set_index("couche")
    assert read.crs.to_epsg() == 4326
    assert read.loc["contributions", "texte"] == HOSTILE_TEXT
    assert read.loc["acteurs", "geometry"].equals(shapely.Point(2.35, 48.93))
    assert shapely.equals(read.loc["quartiers", "geometry"].array, snapshot.zones.geometry.array).all()


def test_the_same_workshop_gives_the_same_bytes(tmp_path):
    snapshot = make_snapshot(contributions=SHAPES)
    _written(snapshot, tmp_path)
    first = (tmp_path / "carte.geojson").read_bytes()
    _written(snapshot, tmp_path)
    assert (tmp_path / "carte.geojson").read_bytes() == first


def test_zones_in_another_crs_are_refused_and_nothing_is_written(tmp_path):
    snapshot = make_snapshot()
    snapshot.zones.to_crs(2154, inplace=True)
    with pytest.raises(CrsError, match="longitudes et latitudes WGS 84 sont attendues"):
        write_geojson(snapshot, make_gaps(), tmp_path / "carte.geojson", generated_at=GENERATED_AT)
    assert list(tmp_path.iterdir()) == []


def test_gaps_without_a_column_are_refused(tmp_path):
    with pytest.raises(ColumnError, match="il manque verdict"):
        write_geojson(
            make_snapshot(), make_gaps().drop(columns="verdict"), tmp_path / "x.geojson", generated_at=GENERATED_AT
        )


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(FileError, match="n'existe pas"):
        write_geojson(make_snapshot(), make_gaps(), tmp_path / "absent" / "x.geojson", generated_at=GENERATED_AT)

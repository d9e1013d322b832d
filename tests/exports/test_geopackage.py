import sqlite3

import pyogrio
import pytest
import shapely
from pandas.testing import assert_series_equal

from mapping.domain.demonstration import notice
from mapping.domain.errors import FileError
from mapping.domain.tables import GAPS
from mapping.exports import gis
from mapping.exports.gis import write_geopackage
from mapping.exports.territory import GAP_NAMES
from tests.exports.snapshots import GENERATED_AT, make_gaps, make_snapshot
from tests.exports.test_geojson import HOSTILE_TEXT, SHAPES

LAYERS = {
    "quartiers": "MultiPolygon",
    "acteurs": "Point",
    "contributions_points": "Point",
    "contributions_lignes": "MultiLineString",
    "contributions_surfaces": "MultiPolygon",
    "manques": None,
    "sources": None,
    "layer_styles": None,
}


@pytest.fixture
def written(tmp_path):
    def write(snapshot):
        out = tmp_path / "carte.gpkg"
        write_geopackage(snapshot, make_gaps(), out, generated_at=GENERATED_AT)
        return out

    return write


def _read(out, layer):
    return pyogrio.read_dataframe(out, layer=layer)


def _query(out, sql):
    connection = sqlite3.connect(out)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_each_subject_has_its_layer_and_each_layer_one_kind_of_shape(written):
    out = written(make_snapshot(contributions=SHAPES))
    assert dict(pyogrio.list_layers(out)) == LAYERS
    assert [pyogrio.read_info(out, layer=name)["features"] for name in LAYERS] == [2, 1, 1, 1, 1, 24, 3, 7 + 12]


def test_layers_without_rows_keep_their_columns(written):
    full = written(make_snapshot(contributions=SHAPES))
    columns = {name: list(pyogrio.read_info(full, layer=name)["fields"]) for name in LAYERS}
    empty = written(make_snapshot(actors=[], contributions=[]))
    assert dict(pyogrio.list_layers(empty)) == LAYERS
    assert pyogrio.read_info(empty, layer="acteurs")["features"] == 0
    assert list(pyogrio.read_info(empty, layer="acteurs")["fields"]) == columns["acteurs"]
    private = {
        *("motif", "fusionne_avec", "arrive_par", "envoye_le"),
        *("seance", "groupe", "code_de_retrait", "photo", "etat_photo"),
    }
    expected = [name for name in columns["contributions_lignes"] if name not in private]
    assert list(pyogrio.read_info(empty, layer="contributions_lignes")["fields"]) == expected


def test_the_container_is_a_sound_geopackage(written):
    out = written(make_snapshot(contributions=SHAPES))
    assert _query(out, "PRAGMA integrity_check") == [("ok",)]
    assert _query(out, "PRAGMA application_id") == [(0x47504B47,)]
    assert _query(out, "PRAGMA user_version") == [(10300,)]
    contents = _query(out, "SELECT table_name, data_type, srs_id FROM gpkg_contents ORDER BY rowid")
    assert contents == [
        (name, "features" if kind else "attributes", 4326 if kind else 0) for name, kind in LAYERS.items()
    ]
    types = dict(_query(out, "SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
    assert types == {name: kind.upper() for name, kind in LAYERS.items() if kind}


def test_nothing_is_left_beside_the_file(written, tmp_path):
    out = written(make_snapshot(contributions=SHAPES))
    assert list(tmp_path.iterdir()) == [out]


def test_gdal_reads_back_what_was_written(written):
    snapshot = make_snapshot(contributions=[{"text": HOSTILE_TEXT, "people": 4}, {"text": ""}, {"text": "a" * 2000}])
    out = written(snapshot)
    read = _read(out, "contributions_points")
    assert read.crs.to_epsg() == 4326
    assert read["texte"].tolist() == [HOSTILE_TEXT, "", "a" * 2000]
    assert read["personnes"].tolist() == [4, 1, 1]
    assert read.geometry.iloc[0].equals(shapely.Point(2.35, 48.93))
    zones = _read(out, "quartiers")
    assert zones["nom"].tolist() == ["Cordon", "Calon"]
    assert shapely.equals(zones.geometry.array, snapshot.zones.geometry.array).all()


def test_an_unknown_number_is_null_and_an_empty_text_is_not(written):
    out = written(make_snapshot())
    assert _query(out, "SELECT population, population_source FROM quartiers ORDER BY code") == [
        (1000.0, "Insee"),
        (None, ""),
    ]
    assert _query(out, "SELECT marche_mediane_min FROM manques LIMIT 1") == [(None,)]


def test_an_actor_without_position_is_there_without_geometry(written):
    out = written(make_snapshot(actors=[{}, {"actor_id": "a2", "lon": float("nan"), "lat": float("nan")}]))
    read = _read(out, "acteurs")
    assert read["identifiant"].tolist() == ["a1", "a2"]
    assert read.geometry.isna().tolist() == [False, True]


def test_every_shape_is_valid_even_one_that_crossed_itself(written):
    out = written(make_snapshot(contributions=SHAPES))
    surfaces = _read(out, "contributions_surfaces")
    assert surfaces.is_valid.all()
    assert surfaces["identifiant"].tolist() == ["c3"]


def test_several_points_in_one_contribution_keep_their_layer(written):
    out = written(
        make_snapshot(contributions=[{}, {"id": "c2", "geometry": "MULTIPOINT ((2.35 48.93), (2.36 48.93))"}])
    )
    assert pyogrio.read_info(out, layer="contributions_points")["geometry_type"] == "MultiPoint"
    assert _read(out, "contributions_points").geom_type.tolist() == ["MultiPoint", "MultiPoint"]


def test_the_gaps_are_those_of_the_diagnostic_under_french_names(written):
    gaps = make_gaps()
    read = _read(written(make_snapshot()), "manques")
    assert len(read) == len(gaps)
    for name, french in GAP_NAMES.items():
        assert_series_equal(read[french], gaps[name], check_names=False, check_dtype=False)
    repaired = read[(read["quartier"] == "Cordon") & (read["besoin"] == "Réparer et réemployer")]
    assert repaired["verdict_libelle"].tolist() == ["Présent"]


def test_every_column_of_the_gaps_has_a_french_name():
    assert list(GAP_NAMES) == GAPS.names
    assert len(set(GAP_NAMES.values())) == len(GAP_NAMES)


def test_sources_and_licences_travel_with_the_file(written):
    read = _read(written(make_snapshot()), "sources")
    assert read["titre"].tolist() == ["QPV 2024 (ANCT)", "Annuaire municipal", "Populations par QPV"]
    assert read["licence"].tolist() == ["Licence Ouverte 2.0", "ODbL", ""]
    assert read["fictif"].tolist() == [False, False, False]


def test_a_demonstration_says_so_in_each_layer_and_first_among_the_sources(written):
    out = written(make_snapshot(demonstration=True))
    asked = "SELECT description FROM gpkg_contents WHERE table_name <> 'layer_styles'"
    descriptions = [text for (text,) in _query(out, asked)]
    assert len(descriptions) == len(LAYERS) - 1
    assert all(notice() in text for text in descriptions)
    assert notice() in pyogrio.read_info(out, layer="acteurs")["dataset_metadata"]["COMMENT"]
    first = _read(out, "sources").iloc[0]
    assert (first["titre"], first["fictif"]) == (notice(), True)
    assert _read(out, "acteurs")["fictif"].all()


def test_a_real_workshop_never_says_that_it_is_invented(written):
    assert notice().encode() not in written(make_snapshot()).read_bytes()


def test_mayotte_stays_in_degrees(written):
    snapshot = make_snapshot(shift=(42.88, -61.7), actors=[{"lon": 45.23, "lat": -12.77}])
    read = _read(written(snapshot), "acteurs")
    assert read.geometry.iloc[0].wkt == "POINT (45.23 -12.77)"


def test_a_name_without_extension_is_written_all_the_same(tmp_path):
    out = tmp_path / "carte"
    write_geopackage(make_snapshot(), make_gaps(), out, generated_at=GENERATED_AT)
    assert _query(out, "SELECT count(*) FROM acteurs") == [(1,)]


def test_a_disk_that_refuses_leaves_the_old_file(tmp_path, monkeypatch):
    out = tmp_path / "carte.gpkg"
    out.write_bytes(b"ancien")

    def refuse(*args, **kwargs):
        raise gis.DataSourceError("database or disk is full")

    monkeypatch.setattr(gis.pyogrio, "write_dataframe", refuse)
    with pytest.raises(FileError, match="disk is full"):
        write_geopackage(make_snapshot(), make_gaps(), out, generated_at=GENERATED_AT)
    assert out.read_bytes() == b"ancien"
    assert list(tmp_path.iterdir()) == [out]

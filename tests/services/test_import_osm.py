"""OpenStreetMap comes into a workshop whole, or not at all."""

import json
from pathlib import Path

import pytest

from mapping.domain.errors import FetchError, FileError
from mapping.domain.layers import LayerName
from mapping.domain.models import DatasetKind
from mapping.services.find_place import find_place, index_of
from mapping.services.import_osm import territory_extent
from mapping.services.importing import ImportOptions
from mapping.services.prepare import create_workshop, import_file
from mapping.services.workshops import open_store, take_snapshot
from mapping.storage.interface import Store
from tests.sources.osm.drawings import overpass_answer, write_pbf

LICENCE = "© les contributeurs d'OpenStreetMap, ODbL"


@pytest.fixture
def hamlet(tmp_path: Path) -> Store:
    """Give a workshop on a square around the drawn hamlet."""
    ring = [[1.999, 47.999], [2.003, 47.999], [2.003, 48.003], [1.999, 48.003], [1.999, 47.999]]
    feature = {
        "type": "Feature",
        "properties": {"name": "Le hameau"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    boundaries = tmp_path / "hameau.geojson"
    boundaries.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    create_workshop(str(tmp_path / "hameau.atelier"), boundaries)
    return open_store(str(tmp_path / "hameau.atelier"))


def test_an_extract_brings_every_layer_and_says_where_they_come_from(hamlet: Store, tmp_path: Path) -> None:
    report = import_file(hamlet, write_pbf(tmp_path / "extrait.osm.pbf"))
    assert (report.kind, report.rows, report.imported, report.updated) == (DatasetKind.STREETS, 4, 4, 0)
    assert hamlet.layer_counts() == {
        LayerName.STREETS: 4,
        LayerName.NETWORK_NODES: 7,
        LayerName.NETWORK_EDGES: 6,
        LayerName.BUILDINGS: 1,
        LayerName.LANDSCAPE: 2,
        LayerName.NAMES: 3,
    }
    assert len(hamlet.landmarks()) == 3
    brought = {source.kind: source.licence for source in hamlet.sources() if source.file_name == "extrait.osm.pbf"}
    assert brought == dict.fromkeys((DatasetKind.STREETS, DatasetKind.BUILDINGS, DatasetKind.LANDMARKS), LICENCE)


def test_the_same_extract_twice_updates_and_counts_every_row(hamlet: Store, tmp_path: Path) -> None:
    extract = write_pbf(tmp_path / "extrait.osm.pbf")
    import_file(hamlet, extract)
    again = import_file(hamlet, extract)
    assert (again.rows, again.imported, again.updated) == (4, 0, 4)
    assert hamlet.layer_counts()[LayerName.STREETS] == 4


def test_trying_changes_nothing(hamlet: Store, tmp_path: Path) -> None:
    before = hamlet.revision()
    report = import_file(hamlet, write_pbf(tmp_path / "extrait.osm.pbf"), options=ImportOptions(dry_run=True))
    assert report.imported == 4
    assert (hamlet.revision(), hamlet.layer_counts()) == (before, {})


def test_only_the_buildings_of_an_extract_can_be_taken(hamlet: Store, tmp_path: Path) -> None:
    import_file(hamlet, write_pbf(tmp_path / "extrait.osm.pbf"), kind=DatasetKind.BUILDINGS)
    assert hamlet.layer_counts() == {LayerName.BUILDINGS: 1}


def test_a_saved_answer_of_overpass_brings_the_same(hamlet: Store, tmp_path: Path) -> None:
    path = tmp_path / "overpass.json"
    path.write_text(json.dumps(overpass_answer()), encoding="utf-8")
    import_file(hamlet, path, kind=DatasetKind.STREETS)
    assert hamlet.layer_counts()[LayerName.NETWORK_EDGES] == 6
    path.write_text(json.dumps(overpass_answer())[:-40], encoding="utf-8")
    with pytest.raises(FileError, match="abîmé"):
        import_file(hamlet, path, kind=DatasetKind.STREETS)
    path.write_text(json.dumps({"elements": [], "remark": "runtime error: Query timed out"}), encoding="utf-8")
    with pytest.raises(FetchError):
        import_file(hamlet, path, kind=DatasetKind.STREETS)


def test_an_extract_of_elsewhere_is_refused_and_changes_nothing(store: Store, tmp_path: Path) -> None:
    before = store.revision()
    with pytest.raises(FileError, match="ne contient rien dans les quartiers"):
        import_file(store, write_pbf(tmp_path / "ailleurs.osm.pbf"))
    assert store.revision() == before


def test_an_address_is_found_as_soon_as_the_streets_are_there(hamlet: Store, tmp_path: Path) -> None:
    assert find_place(index_of(hamlet, take_snapshot(hamlet)), "r. bass") == []
    import_file(hamlet, write_pbf(tmp_path / "extrait.osm.pbf"))
    found = find_place(index_of(hamlet, take_snapshot(hamlet)), "3 r. bass")
    assert (found[0].label, found[0].area) == ("3 Rue Basse", "Le hameau")


def test_streets_and_buildings_of_a_geojson_are_recognised(hamlet: Store, tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[2.0, 48.0], [2.001, 48.0]]}
    ring = {"type": "Polygon", "coordinates": [[[2.0, 48.0], [2.001, 48.0], [2.001, 48.001], [2.0, 48.0]]]}
    for name, properties, geometry in (
        ("rues", {"highway": "path", "name": "Sentier"}, line),
        ("batiments", {"building": "yes"}, ring),
    ):
        path = tmp_path / f"{name}.geojson"
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
        assert import_file(hamlet, path).imported == 1
    assert hamlet.layer_counts() == {
        LayerName.STREETS: 1,
        LayerName.NETWORK_NODES: 2,
        LayerName.NETWORK_EDGES: 1,
        LayerName.BUILDINGS: 1,
    }


def test_the_extent_goes_a_kilometre_around(hamlet: Store) -> None:
    west, south, _east, _north = territory_extent(hamlet.zones()).bounds
    # At 48° N a kilometre is 0.0134 degree of longitude and 0.0090 of latitude.
    assert (west, south) == pytest.approx((1.999 - 0.0134, 47.999 - 0.0090), abs=2e-4)

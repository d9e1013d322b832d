"""The contract of layers, tiles, indicators and layouts, on both databases."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal
from sqlalchemy import text

from mapping.domain.crs import LAMBERT_93, WGS84
from mapping.domain.errors import ColumnError, CrsError, WorkshopError
from mapping.domain.layers import CONTRACTS, INDICATORS, LayerName, Tile
from mapping.domain.models import DatasetKind, Event, EventKind
from mapping.domain.tables import Contract, Type
from mapping.storage import SqlStore, copy_store
from tests.storage.conftest import NewTarget
from tests.storage.samples import actor, actors, source, submission, zones
from tests.storage.samples_territory import (
    TILE_SET,
    buildings,
    edges,
    indicators,
    nodes,
    save_territory,
    streets,
    tiles,
)

Open = Callable[[str], SqlStore]


def test_a_new_workshop_has_no_layer_no_tile_and_no_indicator(store: SqlStore) -> None:
    assert [store.layer(name) for name in LayerName] == [None] * len(LayerName)
    assert (store.layer_counts(), store.holdings()) == ({}, {})
    assert (store.tile_set(), store.tile(0, 0, 0), store.layout("nom")) == (None, None, None)
    assert list(store.indicators().columns) == [*INDICATORS.names, "source_id"]
    assert store.indicators()["value"].dtype == np.float64


def test_a_layer_with_geometries_comes_back_as_it_was_to_the_last_bit(store: SqlStore) -> None:
    store.save_layers(source(), {LayerName.STREETS: streets(), LayerName.BUILDINGS: buildings()})
    assert_geodataframe_equal(store.layer(LayerName.STREETS), streets())
    found = store.layer(LayerName.BUILDINGS)
    assert_geodataframe_equal(found, buildings())
    assert isinstance(found, gpd.GeoDataFrame) and found.crs == "EPSG:4326"


def test_a_layer_without_geometry_comes_back_as_it_was(store: SqlStore) -> None:
    narrow = nodes().astype({"node_id": "int32", "lon": "float32"})
    store.save_layers(source(), {LayerName.NETWORK_NODES: narrow, LayerName.NETWORK_EDGES: edges()})
    found = store.layer(LayerName.NETWORK_NODES)
    assert found is not None and type(found) is pd.DataFrame
    assert_frame_equal(found, narrow)
    assert_frame_equal(store.layer(LayerName.NETWORK_EDGES), edges())


@pytest.mark.parametrize("name", list(LayerName))
def test_an_empty_layer_is_there_and_keeps_its_types(store: SqlStore, name: LayerName) -> None:
    empty = _empty(CONTRACTS[name])
    store.save_layers(source(), {name: empty})
    found = store.layer(name)
    assert found is not None
    assert_frame_equal(found, empty)
    assert store.layer_counts() == {name: 0}


def test_a_layer_is_replaced_as_a_whole_and_the_others_are_left(store: SqlStore) -> None:
    store.save_layers(source(), {LayerName.STREETS: streets(), LayerName.BUILDINGS: buildings()})
    store.save_layers(source(), {LayerName.BUILDINGS: buildings().iloc[:1]})
    assert store.layer_counts() == {LayerName.STREETS: 1, LayerName.BUILDINGS: 1}
    assert_geodataframe_equal(store.layer(LayerName.BUILDINGS), buildings().iloc[:1])


def test_a_layer_that_breaks_its_contract_is_refused_and_changes_nothing(store: SqlStore) -> None:
    store.save_layers(source(), {LayerName.STREETS: streets()})
    before = store.revision()
    with pytest.raises(ColumnError, match="il manque highway"):
        store.save_layers(source(), {LayerName.STREETS: streets().drop(columns="highway")})
    with pytest.raises(CrsError):
        store.save_layers(source(), {LayerName.STREETS: streets().to_crs(LAMBERT_93)})
    with pytest.raises(ColumnError, match="ne contient pas de géométries"):
        store.save_layers(source(), {LayerName.STREETS: pd.DataFrame(streets()).assign(geometry="LINESTRING EMPTY")})
    assert store.revision() == before
    assert_geodataframe_equal(store.layer(LayerName.STREETS), streets())


def test_a_name_that_utf_8_cannot_write_does_not_stop_the_import(store: SqlStore) -> None:
    named = streets().astype({"name": object})
    named.loc[0, "name"] = "a\ud800b"
    store.save_layers(source(), {LayerName.STREETS: named})
    found = store.layer(LayerName.STREETS)
    assert found is not None and found["name"].tolist() == ["a�b"]


def test_a_damaged_layer_is_said_to_be(store: SqlStore) -> None:
    store.save_layers(source(), {LayerName.STREETS: streets(), LayerName.NETWORK_NODES: nodes()})
    with store._write() as recording:
        recording.connection.execute(text("UPDATE layer SET content = :junk"), {"junk": b"PAR1 plus rien PAR1"})
        recording.changed = True
    for name in (LayerName.STREETS, LayerName.NETWORK_NODES):
        with pytest.raises(WorkshopError, match="est endommagé"):
            store.layer(name)


def test_each_import_writes_one_line_of_the_journal(store: SqlStore) -> None:
    save_territory(store)
    imports = [event for event in store.events() if event.kind is EventKind.DATASET_IMPORTED]
    kinds_and_rows = [(event.payload["kind"], event.payload["rows"]) for event in reversed(imports)]
    assert kinds_and_rows == [("streets", 4), ("buildings", 2), ("basemap", 4), ("population", 2)]
    assert [one.kind.value for one in store.sources()] == [kind for kind, _rows in kinds_and_rows]


def test_tiles_come_back_by_their_place(store: SqlStore) -> None:
    store.save_tiles(source(), tiles(), tile_set=TILE_SET)
    assert store.tile(1, 0, 1) == b"1/0/1"
    assert store.tile(1, 2, 0) is None
    assert store.tile_set() == replace(TILE_SET, count=4)


def test_new_tiles_take_the_place_of_all_the_old_ones(store: SqlStore) -> None:
    store.save_tiles(source(), tiles(zoom=1), tile_set=TILE_SET)
    store.save_tiles(source(), tiles(zoom=2)[:3], tile_set=replace(TILE_SET, min_zoom=2, max_zoom=2))
    assert store.tile(1, 0, 0) is None
    assert store.tile_set() == replace(TILE_SET, min_zoom=2, max_zoom=2, count=3)


def test_of_two_tiles_at_one_place_the_last_is_kept(store: SqlStore) -> None:
    store.save_tiles(source(), [Tile(0, 0, 0, b"avant"), Tile(0, 0, 0, b"apres")], tile_set=TILE_SET)
    assert (store.tile(0, 0, 0), store.tile_set()) == (b"apres", replace(TILE_SET, count=1))


def test_a_basemap_without_a_tile_is_no_basemap(store: SqlStore) -> None:
    store.save_tiles(source(), tiles(), tile_set=TILE_SET)
    store.save_tiles(source(), [], tile_set=TILE_SET)
    assert (store.tile_set(), store.tile(1, 0, 0)) == (None, None)


def test_tiles_that_fail_while_being_drawn_leave_those_that_were_there(store: SqlStore) -> None:
    store.save_tiles(source(), tiles(), tile_set=TILE_SET)
    before = store.revision()

    def failing() -> Iterator[Tile]:
        yield Tile(0, 0, 0, b"un")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.save_tiles(source(), failing(), tile_set=TILE_SET)
    assert (store.revision(), store.tile(1, 1, 1), store.tile(0, 0, 0)) == (before, b"1/1/1", None)


def test_a_contribution_is_taken_while_tiles_are_being_drawn(store: SqlStore) -> None:
    """Drawing a basemap takes minutes; a resident must not wait for it."""
    received: list[Event] = []

    def slow() -> Iterator[Tile]:
        yield Tile(0, 0, 0, b"un")
        received.extend(store.append([submission()]))
        yield Tile(1, 0, 0, b"deux")

    store.save_tiles(source(), slow(), tile_set=TILE_SET)
    assert len(received) == 1
    assert store.tile(1, 0, 0) == b"deux"


def test_two_thousand_tiles_come_back_byte_for_byte(store: SqlStore) -> None:
    noise = np.random.default_rng(1).bytes(8192 * 2000)
    content = [noise[start : start + 8192] for start in range(0, len(noise), 8192)]
    store.save_tiles(source(), (Tile(14, n % 50, n // 50, one) for n, one in enumerate(content)), tile_set=TILE_SET)
    assert [store.tile(14, n % 50, n // 50) for n in range(0, 2000, 100)] == content[::100]
    assert store.holdings()["tiles"].size_bytes == 8192 * 2000


def test_sixty_thousand_buildings_come_back_and_weigh_little(store: SqlStore) -> None:
    """The buildings of a town, or about; their outlines alone take 5.6 MB as WKB."""
    rng = np.random.default_rng(2)
    lon, lat = rng.uniform(2.3, 2.4, 60_000), rng.uniform(48.9, 49.0, 60_000)
    table = {
        "osm_id": [f"w{number}" for number in range(60_000)],
        "kind": rng.choice(["yes", "house", "apartments"], 60_000).astype(object),
        "levels": rng.choice([2.0, 4.0, np.nan], 60_000),
        "residential": rng.choice([True, False], 60_000),
    }
    many = gpd.GeoDataFrame(table, geometry=shapely.box(lon, lat, lon + 1e-4, lat + 1e-4), crs=WGS84)
    store.save_layers(source(), {LayerName.BUILDINGS: many})
    assert_geodataframe_equal(store.layer(LayerName.BUILDINGS), many)
    assert store.holdings()["buildings"].size_bytes < 4_000_000


def test_layouts_are_remembered_one_by_one(store: SqlStore) -> None:
    store.save_layout("nom;adresse", {"name": "nom"})
    store.save_layout("été", {"name": "Dénomination"})
    store.save_layout("nom;adresse", {"name": "nom", "address": "adresse"})
    assert store.layout("nom;adresse") == {"name": "nom", "address": "adresse"}
    assert store.layout("été") == {"name": "Dénomination"}


def test_a_layout_already_known_writes_nothing(store: SqlStore) -> None:
    store.save_layout("nom", {"name": "nom"})
    before = store.revision()
    store.save_layout("nom", {"name": "nom"})
    assert store.revision() == before
    assert [event.kind for event in store.events()][:1] == [EventKind.SETTINGS_CHANGED]


def test_indicators_are_replaced_by_code_name_and_year(store: SqlStore) -> None:
    store.save_indicators(source(), indicators())
    newer = source(title="Après")
    store.save_indicators(newer, indicators().iloc[:1].assign(value=40.0))
    store.save_indicators(newer, indicators(year="2018").iloc[:1])
    found = store.indicators()
    assert found[["name", "year"]].values.tolist() == [["TP60", "2018"], ["TP60", "2021"], ["TX_DET", "2021"]]
    assert found["value"].tolist()[:2] == [41.5, 40.0] and np.isnan(found["value"][2])
    assert found["status"].tolist() == ["", "", "ns"]
    assert found["source_id"].tolist()[:2] == [newer.id, newer.id]


def test_indicators_without_a_column_are_refused(store: SqlStore) -> None:
    with pytest.raises(ColumnError, match="il manque status"):
        store.save_indicators(source(), indicators().drop(columns="status"))


def test_holdings_say_what_there_is_and_what_it_weighs(store: SqlStore) -> None:
    """An "é" is two bytes of UTF-8; a tile of « 1/0/0 » is five."""
    save_territory(store)
    boundaries, list_of_actors = source(DatasetKind.BOUNDARIES), source()
    store.save_zones(boundaries, zones("QN1", "QN2"))
    store.save_actors(list_of_actors, actors(actor("1", "é" * 1000)))
    held = store.holdings()
    assert {name: one.rows for name, one in held.items()} == {
        "zones": 2,
        "actors": 1,
        "indicators": 2,
        "streets": 1,
        "network_nodes": 2,
        "network_edges": 1,
        "buildings": 2,
        "tiles": 4,
    }
    assert held["tiles"].size_bytes == 4 * 5
    assert 2000 < held["actors"].size_bytes < 2200
    assert held["zones"].source_ids == (boundaries.id,)
    assert held["actors"].source_ids == (list_of_actors.id,)
    assert held["streets"].source_ids == held["network_edges"].source_ids


def test_a_copy_holds_the_territory(
    store: SqlStore, target: str, new_target: NewTarget, tmp_path: Path, opened: Open
) -> None:
    save_territory(store)
    backup, restored = str(tmp_path / "sauvegarde.atelier"), new_target()
    copy_store(target, backup)
    copy_store(backup, restored)
    copy = opened(restored)
    for name in store.layer_counts():
        assert_frame_equal(copy.layer(name), store.layer(name))
    assert_frame_equal(copy.indicators(), store.indicators())
    assert (copy.layer_counts(), copy.holdings()) == (store.layer_counts(), store.holdings())
    assert (copy.tile_set(), copy.tile(1, 0, 1)) == (store.tile_set(), b"1/0/1")
    assert copy.layout("nom;adresse") == {"name": "nom"}


def test_a_restored_workshop_keeps_no_tile_of_the_one_it_replaces(
    store: SqlStore, target: str, new_target: NewTarget, opened: Open
) -> None:
    other = new_target()
    copy_store(target, other)
    with closing(opened(other)) as replaced:
        save_territory(replaced)
    copy_store(target, other, replace=True)
    assert (opened(other).tile_set(), opened(other).layer_counts()) == (None, {})


def _empty(contract: Contract) -> pd.DataFrame:
    dtypes = {Type.TEXT: "str", Type.NUMBER: "float64", Type.INTEGER: "int64", Type.BOOLEAN: "bool"}
    plain = {
        column.name: pd.Series([], dtype=dtypes[column.type])
        for column in contract.columns
        if column.type is not Type.GEOMETRY
    }
    if len(plain) == len(contract.columns):
        return pd.DataFrame(plain)
    return gpd.GeoDataFrame(plain, geometry=gpd.GeoSeries([], crs=WGS84))

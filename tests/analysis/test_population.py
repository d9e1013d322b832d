"""Inhabitants inside a zone, on cells of 200 m that one can count by hand.

     0    100   200        400 m
200  +-----+-----+----------+
     |     :     |          |      cell "c1": 160 inhabitants, cell "c2": 80, imputed
100  |ZONE·:     |          |
     |·····:     |          |
  0  +-----+-----+----------+
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapping.analysis.population import GROUPS, Method, distribute
from mapping.domain.crs import WGS84
from mapping.domain.errors import CrsError
from tests.analysis.conftest import Plane

SAINT_DENIS = Plane(2.36, 48.93)
MAMOUDZOU = Plane(45.23, -12.78)
QUARTER = shapely.box(0, 0, 100, 100)


def grid_of(plane: Plane, *cells: tuple[float, float, float, bool]) -> gpd.GeoDataFrame:
    """Return cells of 200 m from (east, north, inhabitants, imputed)."""
    east_m, north_m = plane.origin_m()
    rows = [
        {
            "cell_id": f"c{number}",
            "ind": inhabitants,
            "men": inhabitants / 2,
            "men_pauv": inhabitants / 8,
            "children": inhabitants / 4,
            "over_65": inhabitants / 10,
            "imputed": imputed,
        }
        for number, (_east, _north, inhabitants, imputed) in enumerate(cells)
    ]
    squares = [shapely.box(east_m + e, north_m + n, east_m + e + 200, north_m + n + 200) for e, n, _i, _f in cells]
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=squares, crs=plane.epsg).to_crs(WGS84)


def buildings_of(plane: Plane, *homes: tuple[float, float, float, bool]) -> gpd.GeoDataFrame:
    """Return houses of 10 m × 10 m from (east, north, levels, residential)."""
    east_m, north_m = plane.origin_m()
    rows = [
        {"osm_id": f"w{number}", "kind": "house", "levels": levels, "residential": residential}
        for number, (_east, _north, levels, residential) in enumerate(homes)
    ]
    squares = [shapely.box(east_m + e, north_m + n, east_m + e + 10, north_m + n + 10) for e, n, _l, _r in homes]
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=squares, crs=plane.epsg).to_crs(WGS84)


def totals(**population: float) -> pd.DataFrame:
    rows = {"code": list(population), "population": list(population.values()), "year": "2021", "source": "Insee"}
    return pd.DataFrame(rows)


def test_a_zone_on_a_quarter_of_a_cell_never_gets_the_whole_cell() -> None:
    found = distribute(SAINT_DENIS.zones(Q=QUARTER), totals(), grid=grid_of(SAINT_DENIS, (0, 0, 160, False)))
    assert found.points["inhabitants"].sum() == pytest.approx(40)
    assert found.zones["method"].tolist() == [Method.GRID_ONLY]
    assert found.zones["population"].tolist() == [pytest.approx(40)]


def test_the_official_total_decides_and_the_grid_only_distributes() -> None:
    grid = grid_of(SAINT_DENIS, (0, 0, 160, False))
    found = distribute(SAINT_DENIS.zones(Q=QUARTER), totals(Q=100), grid=grid)
    assert found.points["inhabitants"].sum() == pytest.approx(100)
    assert found.points["children"].sum() == pytest.approx(25)
    assert found.zones[["method", "population"]].to_numpy().tolist() == [[Method.GRID, 100.0]]
    assert found.zones["grid_population"].tolist() == [pytest.approx(40)]


def test_inhabitants_of_a_cell_live_where_its_dwellings_are() -> None:
    homes = buildings_of(SAINT_DENIS, (20, 20, 4, True), (150, 150, 2, True), (50, 50, 9, False))
    grid = grid_of(SAINT_DENIS, (0, 0, 60, False))
    found = distribute(SAINT_DENIS.zones(Q=QUARTER), totals(), grid=grid, buildings=homes)
    assert found.points["inhabitants"].tolist() == [pytest.approx(40)]


def test_a_dwelling_of_unknown_height_counts_as_two_levels() -> None:
    homes = buildings_of(SAINT_DENIS, (20, 20, np.nan, True), (150, 150, 2, True))
    grid = grid_of(SAINT_DENIS, (0, 0, 60, False))
    found = distribute(SAINT_DENIS.zones(Q=QUARTER), totals(), grid=grid, buildings=homes)
    assert found.points["inhabitants"].sum() == pytest.approx(30)


def test_the_share_of_imputed_cells_is_told() -> None:
    grid = grid_of(SAINT_DENIS, (0, 0, 160, False), (200, 0, 80, True))
    zone = shapely.box(0, 0, 400, 200)
    found = distribute(SAINT_DENIS.zones(Q=zone), totals(Q=1000), grid=grid)
    assert found.zones["imputed_share"].tolist() == [pytest.approx(80 / 240)]


def test_overseas_without_a_grid_the_total_goes_on_the_buildings_and_says_so() -> None:
    homes = buildings_of(MAMOUDZOU, (20, 20, 3, True), (60, 60, 1, True), (500, 500, 1, True))
    found = distribute(MAMOUDZOU.zones(Q=QUARTER), totals(Q=800), buildings=homes)
    assert sorted(found.points["inhabitants"]) == [pytest.approx(200), pytest.approx(600)]
    assert found.zones["method"].tolist() == [Method.BUILDINGS]
    assert found.points[list(GROUPS)].isna().all().all()


def test_with_nothing_known_the_total_is_spread_evenly_even_on_a_tiny_zone() -> None:
    zones = SAINT_DENIS.zones(Q=QUARTER, Tiny=shapely.box(500, 500, 503, 503))
    found = distribute(zones, totals(Q=100, Tiny=7))
    assert found.points.groupby("code")["inhabitants"].agg(["size", "sum"]).to_numpy().tolist() == [[4, 100], [1, 7]]
    assert set(found.zones["method"]) == {Method.UNIFORM}


def test_without_total_nor_grid_nothing_is_invented() -> None:
    found = distribute(SAINT_DENIS.zones(Q=QUARTER), totals())
    assert found.points.empty
    assert found.zones["method"].tolist() == [Method.UNKNOWN]
    assert np.isnan(found.zones["population"].iloc[0])


def test_an_empty_territory_gives_empty_tables() -> None:
    found = distribute(SAINT_DENIS.zones().iloc[:0], totals())
    assert found.points.empty and found.zones.empty


def test_a_grid_in_metres_is_refused() -> None:
    grid = grid_of(SAINT_DENIS, (0, 0, 160, False)).to_crs(SAINT_DENIS.epsg)
    with pytest.raises(CrsError):
        distribute(SAINT_DENIS.zones(Q=QUARTER), totals(), grid=grid)


@settings(max_examples=25, deadline=None)
@given(cut=st.integers(min_value=1, max_value=3))
def test_zones_that_share_a_cell_share_its_inhabitants(cut: int) -> None:
    west, east = shapely.box(0, 0, 50 * cut, 200), shapely.box(50 * cut, 0, 200, 200)
    found = distribute(SAINT_DENIS.zones(W=west, E=east), totals(), grid=grid_of(SAINT_DENIS, (0, 0, 160, False)))
    by_zone = found.points.groupby("code")["inhabitants"].sum()
    assert by_zone.sum() == pytest.approx(160)
    assert by_zone["W"] == pytest.approx(40 * cut)


def test_the_second_route_by_area_agrees_on_a_large_zone() -> None:
    cells = [(200.0 * i, 200.0 * j, float(10 + i + 3 * j), False) for i in range(10) for j in range(10)]
    grid = grid_of(SAINT_DENIS, *cells)
    zone = shapely.Point(1000, 1000).buffer(700)
    zones = SAINT_DENIS.zones(Q=zone)
    cut = gpd.overlay(grid.to_crs(SAINT_DENIS.epsg), zones.to_crs(SAINT_DENIS.epsg)[["geometry"]])
    by_area = (cut["ind"] * cut.area / 200**2).sum()
    assert distribute(zones, totals(), grid=grid).points["inhabitants"].sum() == pytest.approx(by_area, rel=0.02)

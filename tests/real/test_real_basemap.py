"""The basemap of Beausoleil, from an extract of OpenStreetMap that is not part of the project."""

import io
import time

import numpy as np
import pytest
import shapely
from PIL import Image

from mapping.maps.basemap.mercator import tile_bounds, tiles_over
from mapping.maps.basemap.picture import Drawing, draw
from mapping.maps.basemap.prepared import Prepared, prepare
from mapping.maps.basemap.style import AREAS, GROUND_COLOR
from mapping.settings import PROJECT_DIR
from mapping.sources.osm.layers import layers_of
from mapping.sources.osm.pbf import read_pbf

DATA = PROJECT_DIR.parent / "shared" / "data"
BEAUSOLEIL = (7.405, 43.733, 7.437, 43.757)
WATER = next(area.fill for area in AREAS if area.kind == "water")
SLOWEST_TILE_S = 1.0

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data (../shared/data) is not on this machine"),
]


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    extent = shapely.box(*BEAUSOLEIL)
    layers = layers_of(read_pbf(DATA / "osm" / "monaco.osm.pbf", extent=extent), extent=extent)
    return prepare(layers.streets, buildings=layers.buildings, landscape=layers.landscape, names=layers.names)


def _dots(content: bytes) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def _share(content: bytes, color: str) -> float:
    wanted = [int(color[start : start + 2], 16) for start in (1, 3, 5)]
    return float((_dots(content) == wanted).all(axis=2).mean())


@pytest.mark.parametrize("zoom", [12, 14, 16, 18])
def test_every_zoom_of_the_town_centre_is_a_map_and_not_a_plain_ground(prepared: Prepared, zoom: int) -> None:
    ((x, y),) = tiles_over((7.4235, 43.7435, 7.4235, 43.7435), zoom)
    drawing = Drawing(prepared)
    drawing.tile(zoom, x, y)
    begin = time.perf_counter()
    tile = drawing.tile(zoom, x, y)
    assert time.perf_counter() - begin < SLOWEST_TILE_S
    assert len(np.unique(_dots(tile).reshape(-1, 3), axis=0)) > 30
    assert _share(tile, GROUND_COLOR) < 0.95


def test_the_harbour_is_water_and_the_hills_are_not(prepared: Prepared) -> None:
    assert _share(draw((7.4330, 43.7350, 7.4365, 43.7365), (200, 90), prepared), WATER) > 0.8
    assert _share(draw((7.4110, 43.7480, 7.4130, 43.7490), (200, 140), prepared), WATER) == 0


def test_the_main_boulevard_is_named_at_16_within_the_blocks_that_it_crosses(prepared: Prepared) -> None:
    named = {name for name, kind in zip(prepared.roads.names, prepared.roads.kinds) if kind == "primary"}
    assert "Boulevard de la République" in set(prepared.roads.names)
    assert named
    drawing = Drawing(prepared)
    placed = [label for x, y in tiles_over(BEAUSOLEIL, 13) for label in drawing._labels(16, x * 8, y * 8)]
    assert len(placed) > 40


def test_the_whole_town_at_14_is_quick_and_light(prepared: Prepared) -> None:
    drawing = Drawing(prepared)
    tiles = [drawing.tile(14, x, y) for x, y in tiles_over(BEAUSOLEIL, 14)]
    assert sum(map(len, tiles)) < 400_000
    assert all(tile_bounds(14, x, y)[0] < BEAUSOLEIL[2] for x, y in tiles_over(BEAUSOLEIL, 14))

import io
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pytest
import shapely
from PIL import Image

from mapping.domain.crs import LAMBERT_93
from mapping.domain.errors import ColumnError, CrsError
from mapping.maps.basemap.mercator import Window, tiles_over, to_unit
from mapping.maps.basemap.picture import Drawing, draw
from mapping.maps.basemap.prepared import prepare
from mapping.maps.basemap.style import AREAS, BUILDING, GROUND_COLOR, HALO, SPOTS, STREET_INK, WAYS, value_at
from mapping.maps.palette import contrast
from tests.maps.basemap.town import BOUNDS, MIDDLE, buildings, landscape, streets, town

ZOOM = 16
FILLS = {area.kind: area.fill for area in (*AREAS, BUILDING)}


def dots(content):
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def rgb(color):
    return [int(color[start : start + 2], 16) for start in (1, 3, 5)]


def spot_on(drawing, lon, lat, *, zoom=ZOOM, scale=1):
    """The colour of the dot where a position falls."""
    x, y = to_unit(np.array([[lon, lat]]))[0] * 2**zoom
    picture = dots(drawing.tile(zoom, int(x), int(y), scale=scale))
    return picture[int(y % 1 * 256 * scale), int(x % 1 * 256 * scale)].tolist()


@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize(
    ("lon", "lat", "color"),
    [
        (2.3507, 48.9345, FILLS["park"]),
        (2.3510, 48.9306, FILLS["water"]),
        (2.3571, 48.93372, FILLS["building"]),
        (2.3575, 48.9340, GROUND_COLOR),
        (2.3570, 48.9305, GROUND_COLOR),
        (MIDDLE[0], 48.9301, WAYS["primary"].fill),
        (2.35885, MIDDLE[1], WAYS["residential"].fill),
    ],
    ids=["park", "water", "house", "courtyard", "nothing", "avenue", "street"],
)
def test_each_thing_is_where_it_is_in_its_own_colour(lon, lat, color, scale):
    drawing = Drawing(town(names=None))
    assert spot_on(drawing, lon, lat, zoom=17, scale=scale) == rgb(color)


def test_a_tile_is_256_dots_and_twice_that_on_a_fine_screen():
    drawing = Drawing(town())
    ((x, y),) = tiles_over((*MIDDLE, *MIDDLE), ZOOM)
    assert dots(drawing.tile(ZOOM, x, y)).shape == (256, 256, 3)
    assert dots(drawing.tile(ZOOM, x, y, scale=2)).shape == (512, 512, 3)
    assert drawing.tile(ZOOM, x, y, webp=True)[8:12] == b"WEBP"


def test_tiles_put_side_by_side_are_the_picture_drawn_at_once():
    prepared = town()
    spots = list(tiles_over(BOUNDS, ZOOM))
    columns, rows = sorted({x for x, _y in spots}), sorted({y for _x, y in spots})
    drawing = Drawing(prepared)
    joined = np.concatenate(
        [np.concatenate([dots(drawing.tile(ZOOM, x, y)) for x in columns], axis=1) for y in rows], axis=0
    )
    window = Window(ZOOM, columns[0] * 256, rows[0] * 256, 256 * len(columns), 256 * len(rows))
    from mapping.maps.basemap.picture import _painted, _write

    canvas = _painted(prepared, window, 1)
    _write(canvas, drawing._labels(ZOOM, columns[0], rows[0]))
    whole = dots(canvas.png())
    assert len(spots) > 1 and len({(x // 8, y // 8) for x, y in spots}) == 1
    # Agg rounds the corners of a shape to 1/256 of a dot: a pale difference here and there, never a cut.
    assert (np.abs(joined.astype(int) - whole).max(axis=2) > 24).mean() < 0.002


def test_the_same_tile_is_the_same_bytes_whoever_draws_it_and_however_many_at_once():
    ((x, y),) = tiles_over((*MIDDLE, *MIDDLE), ZOOM)
    alone = Drawing(town()).tile(ZOOM, x, y)
    shared = Drawing(town())
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _turn: shared.tile(ZOOM, x, y), range(8)))
    assert set(together) == {alone}


def test_a_picture_for_print_holds_its_bounds_at_the_size_asked():
    picture = dots(draw(BOUNDS, (600, 400), town(), scale=2))
    assert picture.shape == (800, 1200, 3)
    assert (picture == rgb(FILLS["water"])).all(axis=2).any()


def test_streets_alone_are_enough_and_empty_layers_are_a_plain_ground():
    assert dots(draw(BOUNDS, (200, 200), prepare(streets()))).std() > 0
    empty = prepare(streets().iloc[:0], buildings=buildings().iloc[:0], landscape=landscape().iloc[:0])
    assert (dots(draw(BOUNDS, (64, 64), empty)) == rgb(GROUND_COLOR)).all()
    assert empty.bounds == (0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    "geometry",
    [
        shapely.from_wkt("POLYGON EMPTY"),
        shapely.from_wkt("POLYGON Z ((2.35 48.93 5, 2.36 48.93 5, 2.36 48.94 5, 2.35 48.93 5))"),
        shapely.from_wkt("MULTIPOLYGON (((2.35 48.93, 2.36 48.93, 2.36 48.94, 2.35 48.93)))"),
        shapely.from_wkt("GEOMETRYCOLLECTION (POINT (2.35 48.93), LINESTRING (2.35 48.93, 2.36 48.94))"),
        shapely.from_wkt("POLYGON ((2.35 48.93, 2.36 48.94, 2.36 48.93, 2.35 48.94, 2.35 48.93))"),
        None,
    ],
    ids=["empty", "3D", "multi", "collection", "bow tie", "none"],
)
def test_a_strange_geometry_never_stops_the_map(geometry):
    houses = gpd.GeoDataFrame(buildings().drop(columns="geometry"), geometry=[geometry], crs=buildings().crs)
    ground = landscape().iloc[:1].set_geometry([geometry], crs=buildings().crs)
    draw(BOUNDS, (64, 64), prepare(streets(), buildings=houses, landscape=ground))


def test_a_layer_in_metres_or_without_a_column_is_refused():
    with pytest.raises(CrsError):
        prepare(streets().to_crs(LAMBERT_93))
    with pytest.raises(ColumnError):
        prepare(streets().drop(columns="highway"))


def test_names_are_read_on_every_ground_they_may_lie_on():
    inks = {STREET_INK, *(spot.lettering.color for spot in SPOTS.values())}
    grounds = {GROUND_COLOR, HALO, *FILLS.values(), *(way.fill for way in WAYS.values() if way.casing)}
    assert {(ink, ground) for ink in inks for ground in grounds if contrast(ink, ground) < 4.5} == set()


def test_a_street_grows_with_the_zoom_and_is_not_drawn_too_early():
    widths = [value_at(WAYS["residential"].widths, zoom) for zoom in range(10, 19)]
    assert widths[:2] == [0, 0]
    assert widths == sorted(widths)

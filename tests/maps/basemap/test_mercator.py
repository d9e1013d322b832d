import math

import numpy as np
import pytest

from mapping.maps.basemap.mercator import (
    around,
    bounds_window,
    tile_bounds,
    tile_window,
    tiles_over,
    to_degrees,
    to_unit,
)


def test_a_position_comes_back_from_the_square():
    x, y = to_unit(np.array([[2.36, 48.93]]))[0]
    assert to_degrees(x, y) == pytest.approx((2.36, 48.93))


def test_the_tile_of_saint_denis_is_the_one_that_web_maps_give_it():
    # By the formula of the XYZ scheme, worked out apart: n = 2^16, x = n (lon + 180) / 360.
    lat = math.radians(48.93)
    row = (1 - math.log(math.tan(lat) + 1 / math.cos(lat)) / math.pi) / 2 * 2**16
    assert list(tiles_over((2.36, 48.93, 2.36, 48.93), 16)) == [(int((2.36 + 180) / 360 * 2**16), int(row))]


def test_the_bounds_of_a_tile_are_those_of_its_window():
    window = tile_window(3, 4, 2)
    assert (window.left, window.top, window.width) == (1024, 512, 256)
    assert tile_bounds(3, 4, 2)[0] == 0.0


def test_tiles_over_go_beyond_neither_pole():
    assert set(tiles_over((-180.0, -90.0, 180.0, 90.0), 1)) == {(0, 0), (1, 0), (0, 1), (1, 1)}


def test_a_window_holds_the_bounds_whole_and_in_its_middle():
    window = bounds_window((2.35, 48.93, 2.36, 48.935), 800, 400)
    left, top, right, bottom = window.unit_box()
    (west, north), (east, south) = to_unit(np.array([[2.35, 48.935], [2.36, 48.93]]))
    assert left <= west + 1e-12 and right >= east - 1e-12 and top <= north + 1e-12 and bottom >= south - 1e-12
    assert (left + right) / 2 == pytest.approx((west + east) / 2)


def test_a_margin_of_a_tile_is_a_tile():
    inner = tile_bounds(10, 500, 300)
    assert around(inner, 256, 10) == pytest.approx((*tile_bounds(10, 499, 301)[:2], *tile_bounds(10, 501, 299)[2:]))

"""The sea is on the right of the coastline.

1 +-------+        drawn from north to south the land is east (on the left), the sea west
  | sea | land
0 +-----|-+
  0    0.6 1
"""

import numpy as np
import shapely

from mapping.sources.osm.coast import sea

SQUARE = shapely.box(0.0, 0.0, 1.0, 1.0)


def coast(*lines: list[tuple[float, float]]) -> np.ndarray:
    return np.array([shapely.LineString(line) for line in lines], dtype=object)


def test_the_sea_is_on_the_right() -> None:
    southwards = sea(coast([(0.6, 2.0), (0.6, -1.0)]), SQUARE)
    assert shapely.union_all(southwards).equals(shapely.box(0, 0, 0.6, 1))
    northwards = sea(coast([(0.6, -1.0), (0.6, 2.0)]), SQUARE)
    assert shapely.union_all(northwards).equals(shapely.box(0.6, 0, 1, 1))


def test_an_island_is_land_and_the_rest_is_sea() -> None:
    # Counterclockwise: the land is inside, on the left.
    island = [(0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6), (0.4, 0.4)]
    found = shapely.union_all(sea(coast(island), SQUARE))
    assert found.equals(SQUARE.difference(shapely.box(0.4, 0.4, 0.6, 0.6)))


def test_a_coastline_that_stops_halfway_floods_nothing() -> None:
    assert len(sea(coast([(0.6, 2.0), (0.6, 0.5)]), SQUARE)) == 0


def test_without_a_coastline_there_is_no_sea() -> None:
    assert len(sea(coast(), SQUARE)) == 0

"""The squares of the printed sheets."""

import pytest

from mapping.domain.crs import project_points
from mapping.domain.sheet_grid import LETTERS, ROWS_MAX, sheet_grid

SMALL = (2.350, 48.930, 2.360, 48.935)
PLAINE_COMMUNE = (2.28, 48.89, 2.42, 48.98)
REUNION = (55.2, -21.4, 55.8, -20.9)
FRANCE = (-5.0, 42.0, 8.0, 51.0)


@pytest.mark.parametrize(("bounds", "side_m"), [(SMALL, 100), (PLAINE_COMMUNE, 500), (REUNION, 5000), (FRANCE, 50_000)])
def test_the_side_is_the_smallest_with_which_letters_and_rows_are_enough(
    bounds: tuple[float, float, float, float], side_m: float
) -> None:
    grid = sheet_grid(bounds)
    assert grid.side_m == side_m
    assert grid.columns <= len(LETTERS)
    assert grid.rows <= ROWS_MAX


@pytest.mark.parametrize("bounds", [SMALL, PLAINE_COMMUNE, REUNION, FRANCE])
def test_every_square_is_found_at_its_own_centre(bounds: tuple[float, float, float, float]) -> None:
    grid = sheet_grid(bounds)
    for column in (0, grid.columns - 1):
        for row in (1, grid.rows):
            name = f"{LETTERS[column]}{row}"
            centre = grid.centre(name)
            assert centre is not None
            assert grid.name_at(*centre) == name


def test_squares_that_follow_each_other_are_one_side_apart() -> None:
    import numpy as np

    grid = sheet_grid(SMALL)
    one, other = grid.centre("B4"), grid.centre("C4")
    assert one is not None
    assert other is not None
    metres = project_points(np.array([one[0], other[0]]), np.array([one[1], other[1]]), epsg=grid.epsg)
    # Six decimals of a degree are a tenth of a metre.
    assert abs(np.hypot(*(metres[1] - metres[0])) - 100) < 0.3


@pytest.mark.parametrize("bounds", [SMALL, PLAINE_COMMUNE])
def test_the_corners_of_the_territory_are_on_the_sheet(bounds: tuple[float, float, float, float]) -> None:
    grid = sheet_grid(bounds)
    west, south, east, north = bounds
    assert all(grid.name_at(lon, lat) for lon in (west, east) for lat in (south, north))
    assert grid.name_at(west - 1, south) is None


@pytest.mark.parametrize("name", ["b4", " B 4 ", "4b", "B-4", "b04"])
def test_a_square_is_read_however_it_is_written(name: str) -> None:
    grid = sheet_grid(SMALL)
    assert grid.centre(name) == grid.centre("B4")


@pytest.mark.parametrize("name", ["", "B", "4", "B0", "B999", "I4", "O4", "Z1", "BB4", "B4B", "<b>", "b" * 5000, "B٤"])
def test_what_is_no_square_of_the_sheet_has_no_place(name: str) -> None:
    assert sheet_grid(SMALL).centre(name) is None

"""The four marks at the corners of a sheet: where a photo finds it again, whichever way up it was taken.

They are the first four of the ArUco dictionary of 4 by 4 dots, which common software finds in a photo: north-west,
north-east, south-east, south-west, in that order.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from mapping.exports.printing.canvas import Page
from mapping.exports.printing.paper import Area
from mapping.maps.palette import PAPER

MODULES = 6
"""Of a side: four dots between two borders."""
BLACK = "#000000"

_DOTS = (
    ("1011", "0101", "0011", "0010"),
    ("0000", "1111", "1001", "1010"),
    ("0011", "0011", "0010", "1101"),
    ("1001", "1001", "0100", "0110"),
)


def pattern(corner: int) -> NDArray[np.bool_]:
    """Return which modules of a mark are white, rows downwards; ``corner`` is 0 to 3, clockwise from north-west.

    Examples
    --------
    >>> pattern(1).astype(int)[2].tolist()
    [0, 1, 1, 1, 1, 0]
    """
    white = np.zeros((MODULES, MODULES), dtype=bool)
    white[1:-1, 1:-1] = [[dot == "1" for dot in row] for row in _DOTS[corner]]
    return white


def draw_corners(page: Page, centres: NDArray[np.float64], side: float) -> None:
    """Draw the marks with their middles at four positions, in millimetres."""
    step = side / MODULES
    for corner, (x, y) in enumerate(centres.tolist()):
        left, top = x - side / 2, y - side / 2
        page.rectangle(Area(left - step, top - step, side + 2 * step, side + 2 * step), fill=PAPER)
        page.rectangle(Area(left, top, side, side), fill=BLACK)
        rows, columns = np.nonzero(pattern(corner))
        across, down = left + columns * step, top + rows * step
        # Joined, so that no line shows between two dots.
        dots = shapely.union_all(shapely.box(across, down, across + step, down + step))
        page.fill(np.array([dots], dtype=object), PAPER)

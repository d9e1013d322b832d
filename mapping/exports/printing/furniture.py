"""What every window of a map bears: its scale in round metres, true north, and its caption."""

import math

import numpy as np
import shapely

from mapping.exports.printing.canvas import Page
from mapping.exports.printing.frame import round_length
from mapping.exports.printing.glyphs import text_width
from mapping.exports.printing.lettering import Sizes
from mapping.exports.printing.naming import Window
from mapping.exports.printing.paper import Area
from mapping.i18n import _
from mapping.maps.basemap.style import Face
from mapping.maps.palette import INK, PAPER


def furniture(window: Window, sizes: Sizes) -> list[Area]:
    """Return where the scale, the north and the caption are: no name goes there."""
    area, unit = window.frame.area, sizes.unit
    length = _bar_mm(window)
    bar = Area(area.left, area.bottom - 8.4 * unit, length + 15 * unit, 8.4 * unit)
    north = Area(area.right - 10 * unit, area.top, 10 * unit, 13 * unit)
    plates = [bar, north]
    if window.view.caption:
        wide = text_width(window.view.caption, sizes.heading, Face.BOLD) + 5 * unit
        plates.append(Area(area.left, area.top, wide, 6.4 * unit))
    return plates


def _bar_mm(window: Window) -> float:
    frame = window.frame
    return round_length(frame.area.width * 0.28 * frame.m_per_mm) / frame.m_per_mm


def draw_furniture(page: Page, window: Window, sizes: Sizes) -> None:
    """Draw them over the map."""
    plates = furniture(window, sizes)
    unit = sizes.unit
    for plate in plates:
        page.rectangle(plate, fill=PAPER, opacity=0.88)
    _scale_bar(page, window, plates[0], sizes)
    _north(page, window.frame.north_deg, plates[1], unit)
    if window.view.caption:
        plate = plates[2]
        page.text(plate.left + 2 * unit, plate.top + 4.4 * unit, window.view.caption, sizes.heading, face=Face.BOLD)
    page.rectangle(window.frame.area, line=INK, width_mm=0.3 * unit)


def _scale_bar(page: Page, window: Window, plate: Area, sizes: Sizes) -> None:
    unit, length = sizes.unit, _bar_mm(window)
    metres = length * window.frame.m_per_mm
    left, top, high = plate.left + 3 * unit, plate.top + 2.0 * unit, 1.3 * unit
    half = length / 2
    page.rectangle(Area(left, top, half, high), fill=INK, line=INK, width_mm=0.2 * unit)
    page.rectangle(Area(left + half, top, half, high), fill=PAPER, line=INK, width_mm=0.2 * unit)
    base = top + high + 3.0 * unit
    for share in (0.0, 0.5):
        page.text(left + share * length, base, _metres(share * metres), sizes.name, anchor="center")
    page.text(left + length, base, distance_label(metres), sizes.name, anchor="center")


def distance_label(metres: float) -> str:
    """Return a distance with its unit.

    Examples
    --------
    >>> distance_label(250), distance_label(1000), distance_label(2500)
    ('250 m', '1 km', '2,5 km')
    """
    if metres < 1000:
        return _("{n} m").format(n=_metres(metres))
    return _("{n} km").format(n=f"{metres / 1000:g}".replace(".", ","))


def _metres(metres: float) -> str:
    return f"{metres:g}".replace(".", ",") if metres < 1000 else f"{metres / 1000:g}".replace(".", ",")


def _north(page: Page, turn_deg: float, plate: Area, unit: float) -> None:
    """Draw an arrow to true north, which is not the top of the sheet away from the middle of the legal system."""
    x, y = plate.left + plate.width / 2, plate.top + 8.2 * unit
    turn = math.radians(turn_deg)
    shape = np.array([[0, -3.6], [1.9, 2.6], [0, 1.4], [-1.9, 2.6]]) * unit
    matrix = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    arrow = np.array([shapely.polygons(shape @ matrix + (x, y))], dtype=object)
    page.fill(arrow, INK)
    top = np.array([0, -4.4 * unit]) @ matrix + (x, y)
    page.text(top[0], top[1] + 0.2 * unit, _("N"), 3.0 * unit, face=Face.BOLD, anchor="center", turn_deg=-turn_deg)

"""What makes a sheet found again: its code to photograph, the same in letters, its scale, the north."""

import math

import numpy as np
import segno
import shapely

from mapping.domain.sheet_code import SheetCode, encode_sheet
from mapping.exports.printing.canvas import Page
from mapping.exports.printing.frame import Frame, round_length
from mapping.exports.printing.furniture import distance_label
from mapping.exports.printing.glyphs import wrapped
from mapping.exports.printing.lettering import Sizes
from mapping.exports.printing.paper import Area
from mapping.exports.sheets.corners import BLACK
from mapping.i18n import _
from mapping.maps.basemap.style import Face
from mapping.maps.palette import INK, PAPER

QR_MM = 30.0
WIDTH_MM = 60.0
HEIGHT_MM = 56.0
_QUIET = 4
"""Modules of white around a QR code, as its standard asks."""


def draw_plate(page: Page, area: Area, frame: Frame, sizes: Sizes, code: SheetCode, *, speed_m_min: float) -> None:
    """Draw all of it in an area of ``WIDTH_MM`` by ``HEIGHT_MM`` or more, times the unit."""
    unit, side = sizes.unit, QR_MM * sizes.unit
    _draw_qr(page, Area(area.left, area.top, side, side), encode_sheet(code))
    right = Area(area.left + side + 2 * unit, area.top, area.width - side - 2 * unit, side)
    _draw_north(page, frame.north_deg, right.left + 6 * unit, right.top + 9 * unit, unit)
    _draw_scale(page, right, frame, sizes, speed_m_min)
    y = area.top + side + 3.2 * unit
    for text, size, face in ((said(code), 2.5 * unit, Face.BOLD), (encode_sheet(code), 1.9 * unit, Face.REGULAR)):
        for line in wrapped(text, size, area.width, face):
            page.text(area.left, y, line, size, face=face)
            y += 1.2 * size


def said(code: SheetCode) -> str:
    """Return what a person reads of the code: enough to tell two sheets apart."""
    turn = _("paysage") if code.is_landscape else _("portrait")
    words = _("Feuille {id}, {paper} {turn}, carrés de {side}.").format(
        id=code.sheet_id, paper=code.paper, turn=turn, side=distance_label(code.grid.side_m)
    )
    return f"{words} {_('Groupe : {group}.').format(group=code.group)}" if code.group else words


def _draw_qr(page: Page, area: Area, text: str) -> None:
    dots = np.array([list(row) for row in segno.make(text, error="m", micro=False).matrix], dtype=bool)
    step = area.width / (len(dots) + 2 * _QUIET)
    page.rectangle(area, fill=PAPER)
    rows, columns = np.nonzero(dots)
    left, top = area.left + (columns + _QUIET) * step, area.top + (rows + _QUIET) * step
    shape = shapely.union_all(shapely.box(left, top, left + step, top + step))
    page.fill(np.array([shape], dtype=object), BLACK)


def _draw_scale(page: Page, area: Area, frame: Frame, sizes: Sizes, speed_m_min: float) -> None:
    unit = sizes.unit
    metres = round_length(0.85 * area.width * frame.m_per_mm)
    length, left, top = metres / frame.m_per_mm, area.left + unit, area.bottom - 9 * unit
    for rank, fill in enumerate((INK, PAPER)):
        half = Area(left + rank * length / 2, top, length / 2, 1.5 * unit)
        page.rectangle(half, fill=fill, line=INK, width_mm=0.2 * unit)
    page.text(left, top + 4.6 * unit, distance_label(metres), 2.9 * unit, face=Face.BOLD)
    walk = max(round(metres / speed_m_min), 1)
    page.text(left, top + 8.0 * unit, _("environ {n} min à pied").format(n=walk), 2.3 * unit)


def _draw_north(page: Page, turn_deg: float, x: float, y: float, unit: float) -> None:
    turn = math.radians(turn_deg)
    matrix = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    arrow = np.array([[0, -4.2], [2.4, 3.2], [0, 1.7], [-2.4, 3.2]]) * unit @ matrix + (x, y)
    page.fill(np.array([shapely.polygons(arrow)], dtype=object), INK)
    across, down = (np.array([0, -5.0 * unit]) @ matrix + (x, y)).tolist()
    page.text(across, down, _("N"), 3.6 * unit, face=Face.BOLD, anchor="center")

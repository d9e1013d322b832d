"""Places told by the squares of a printed sheet: « B4 », or several of them for a route or a lived neighbourhood."""

import re
from enum import StrEnum

import shapely
from shapely.geometry.base import BaseGeometry

from mapping.domain.models import ContributionKind
from mapping.domain.sheet_grid import SheetGrid
from mapping.i18n import _
from mapping.sources.cells import CellError, clean_text

_MOST = 100
_BETWEEN = re.compile(r"[\s,;/|+]+")


def shape_of_squares(text: str, *, kind: StrEnum | None, grid: SheetGrid | None) -> BaseGeometry:
    """Return what the squares of a cell draw, in WGS 84.

    The middle of the square of a place, a need or premises; a line from middle to middle for a route; the squares
    themselves, joined, for a lived neighbourhood.

    Raises
    ------
    CellError
        When a square is not on the sheet, or when there are too few or too many of them.
    """
    if grid is None:
        raise CellError(_("case « {got} » : l'atelier n'a pas de quartier, donc pas de plan").format(got=text[:20]))
    names = _names(text, grid)
    if kind == ContributionKind.LIVED_AREA:
        return shapely.union_all([shapely.Polygon(grid.corners(name)) for name in names])
    centres = [centre for centre in map(grid.centre, names) if centre is not None]
    if kind == ContributionKind.ROUTE:
        if len(set(centres)) < 2:
            raise CellError(_("case « {got} » : un trajet demande plusieurs cases, dans l'ordre").format(got=text[:20]))
        return shapely.LineString(centres)
    if len(centres) > 1:
        raise CellError(_("case « {got} » : une seule est attendue").format(got=text[:20]))
    return shapely.Point(centres[0])


def _names(text: str, grid: SheetGrid) -> list[str]:
    cleaned = clean_text(text)
    names = [cleaned] if grid.centre(cleaned) else [name for name in _BETWEEN.split(cleaned) if name]
    unknown = [name for name in names[:_MOST] if grid.centre(name) is None]
    if unknown or not names or len(names) > _MOST:
        raise CellError(
            _("case « {got} » : elle n'est pas sur le plan ; une lettre et un nombre, par exemple B4").format(
                got=(unknown or [cleaned])[0][:20]
            )
        )
    return names

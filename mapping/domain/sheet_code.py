"""What the code of a printed sheet says: all that puts a photo of it back in place, without asking anybody.

The text is made of capitals, digits and a few signs, which a QR code holds in few dots and a person can copy by hand.
The middles of the marks of the north-west and south-east corners are in degrees; in the metric system that is named,
the four marks are the corners of a rectangle.
"""

import math
import re
import zlib
from base64 import b32decode, b32encode
from dataclasses import dataclass

import numpy as np

from mapping.domain.crs import degrees_from, is_in_france, metric_epsg, project_points
from mapping.domain.errors import FileError
from mapping.domain.identity import content_id
from mapping.domain.sheet_grid import LETTERS, ROWS_MAX, SIDES_M, SheetGrid
from mapping.i18n import _

VERSION = 1
GROUP_CHARACTERS = 60
PAPERS = ("A4", "A3", "A2", "A1", "A0")
_PREFIX = "CARTOQUARTIER"
_MOST_CHARACTERS = 600
_SIGNED = r"-?[0-9]{1,9}"
_FORM = re.compile(
    rf"{_PREFIX}/(?P<version>[0-9]{{1,3}})/(?P<sheet>[0-9A-F]{{8}})/(?P<paper>A[0-4])(?P<turn>[PL])"
    rf"/(?P<system>[0-9]{{4,6}})"
    rf"/(?P<west>-?[0-9]{{1,3}}\.[0-9]{{7}})/(?P<north>-?[0-9]{{1,2}}\.[0-9]{{7}})"
    rf"/(?P<east>-?[0-9]{{1,3}}\.[0-9]{{7}})/(?P<south>-?[0-9]{{1,2}}\.[0-9]{{7}})"
    rf"/(?P<left>{_SIGNED})/(?P<top>{_SIGNED})/(?P<side>[0-9]{{1,6}})"
    rf"/(?P<columns>[0-9]{{1,2}})/(?P<rows>[0-9]{{1,2}})/(?P<group>[A-Z2-7]{{0,400}})/(?P<check>[0-9A-F]{{8}})"
)


@dataclass(frozen=True, slots=True)
class SheetCode:
    """One sheet, or the overlay of a group.

    ``north_west`` and ``south_east`` are the middles of two corner marks (longitude, latitude, WGS 84 degrees) and
    ``epsg`` the metric system in which the sheet is drawn. ``group`` is empty on the sheet itself.
    """

    sheet_id: str
    paper: str
    is_landscape: bool
    epsg: int
    north_west: tuple[float, float]
    south_east: tuple[float, float]
    grid: SheetGrid
    group: str = ""

    @property
    def bounds_m(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the middles of the marks, in metres of ``epsg``."""
        lon, lat = np.array([self.north_west, self.south_east]).T
        (west, north), (east, south) = project_points(lon, lat, epsg=self.epsg).tolist()
        return west, south, east, north

    @property
    def marks(self) -> tuple[tuple[float, float], ...]:
        """Longitude and latitude of the middles of the marks: north-west, north-east, south-east, south-west."""
        west, south, east, north = self.bounds_m
        lon, lat = degrees_from(
            np.array([west, east, east, west]), np.array([north, north, south, south]), epsg=self.epsg
        )
        return tuple(zip(lon.tolist(), lat.tolist(), strict=True))


def sheet_id(*parts: str) -> str:
    """Return the identifier of a sheet: the same workshop, paper and ground give the same.

    Examples
    --------
    >>> sheet_id("w", "A3") == sheet_id("w", "A3"), len(sheet_id("w", "A3"))
    (True, 8)
    """
    return content_id("sheet", *parts).replace("-", "")[-8:].upper()


def encode_sheet(sheet: SheetCode) -> str:
    """Return the text of the code: at most 600 capitals, digits and signs.

    Raises
    ------
    FileError
        When the sheet is not one that `decode_sheet` would take.
    """
    grid = sheet.grid
    group = " ".join(sheet.group.split())
    numbers = [f"{value:.7f}" for value in (*sheet.north_west, *sheet.south_east)]
    parts = [
        *(_PREFIX, str(VERSION), sheet.sheet_id),
        f"{sheet.paper}{'L' if sheet.is_landscape else 'P'}",
        *(str(sheet.epsg), *numbers),
        *(f"{value:.0f}" for value in (grid.west_m, grid.north_m, grid.side_m)),
        *(str(grid.columns), str(grid.rows), _quoted(group)),
    ]
    body = "/".join(parts)
    text = f"{body}/{_check(body)}"
    decode_sheet(text)
    return text


def decode_sheet(text: str) -> SheetCode:
    """Return the sheet that a code tells about, whatever was read.

    Raises
    ------
    FileError
        When this is not a code of a sheet, when it is of a later version, damaged, or says something impossible.
    """
    cleaned = text.strip() if len(text) <= _MOST_CHARACTERS else ""
    found = _FORM.fullmatch(cleaned)
    if found is None or not cleaned.isascii():
        raise _refused(_("ce n'est pas le code d'une feuille d'atelier"))
    if int(found["version"]) != VERSION:
        raise _refused(_("la feuille vient d'une autre version de Cartoquartier ; mettez l'application à jour"))
    if _check(cleaned.rpartition("/")[0]) != found["check"]:
        raise _refused(_("le code est abîmé ou mal recopié ; reprenez la photo de plus près"))
    return _sheet(found)


def _sheet(found: re.Match[str]) -> SheetCode:
    sheet = SheetCode(
        sheet_id=found["sheet"],
        paper=found["paper"],
        is_landscape=found["turn"] == "L",
        epsg=int(found["system"]),
        north_west=(float(found["west"]), float(found["north"])),
        south_east=(float(found["east"]), float(found["south"])),
        grid=SheetGrid(
            int(found["system"]),
            float(found["left"]),
            float(found["top"]),
            float(found["side"]),
            int(found["columns"]),
            int(found["rows"]),
        ),
        group=_group(found["group"]),
    )
    if not _is_possible(sheet):
        raise _refused(_("ce qu'il dit n'est pas en France ou n'a pas de sens"))
    return sheet


def _is_possible(sheet: SheetCode) -> bool:
    """Say whether the ground exists, and whether the squares are on it."""
    grid = sheet.grid
    (west, north), (east, south) = sheet.north_west, sheet.south_east
    if not (west < east and south < north and _is_known(sheet)):
        return False
    if grid.side_m not in SIDES_M or not (1 <= grid.columns <= len(LETTERS) and 1 <= grid.rows <= ROWS_MAX):
        return False
    left, bottom, right, top = sheet.bounds_m
    width, height = grid.columns * grid.side_m, grid.rows * grid.side_m
    inside = (left < grid.west_m + width, grid.west_m < right, bottom < grid.north_m, grid.north_m - height < top)
    return all(inside) and left < right and bottom < top


def _is_known(sheet: SheetCode) -> bool:
    """Say whether both corners and the middle are plausible, in the legal system of that place."""
    (west, north), (east, south) = sheet.north_west, sheet.south_east
    middle = ((west + east) / 2, (south + north) / 2)
    if not (all(map(math.isfinite, (west, north, east, south))) and is_in_france(*middle)):
        return False
    return metric_epsg(*middle) == sheet.epsg


def _quoted(group: str) -> str:
    return b32encode(group.encode()).decode("ascii").rstrip("=")


def _group(quoted: str) -> str:
    try:
        group = b32decode(quoted + "=" * (-len(quoted) % 8)).decode()
    except ValueError as error:
        raise _refused(_("le nom du groupe est illisible")) from error
    if len(group) > GROUP_CHARACTERS or not group.isprintable() or _quoted(group) != quoted:
        raise _refused(_("le nom du groupe est illisible"))
    return group


def _refused(reason: str) -> FileError:
    return FileError(_("Le code de la feuille n'a pas été compris : {reason}.").format(reason=reason))


def _check(body: str) -> str:
    return f"{zlib.crc32(body.encode('ascii')):08X}"

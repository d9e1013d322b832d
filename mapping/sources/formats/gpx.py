"""GPX: waypoints are places; routes and tracks are lines, which only a route told by a resident can be."""

from collections.abc import Iterator
from pathlib import Path

import shapely
from shapely.errors import GEOSException

from mapping.domain.errors import FileError
from mapping.domain.models import ContributionKind
from mapping.i18n import _
from mapping.sources.formats.features import Features
from mapping.sources.formats.limits import require_rows
from mapping.sources.formats.raw import FIRST_ROW
from mapping.sources.formats.xmltree import Element, read_elements

KIND_COLUMN = "nature"
"""Under this name `contributions.read_contributions` finds what each line of a GPX is."""

_WANTED = frozenset({"wpt", "rte", "trk"})
_TEXTS = {"name": "name", "desc": "description", "cmt": "commentaire", "type": "type", "time": "time", "sym": "symbole"}
# A recorded track holds these for each of its thousands of points.
_IGNORED = frozenset(
    {"ele", "extensions", "hdop", "vdop", "pdop", "sat", "fix", "magvar", "geoidheight", "course", "speed"}
)


def read_gpx(path: Path) -> Features:
    """Return the waypoints of a GPX file, then its routes and tracks, in the order of the file.

    Raises
    ------
    FileError
        When it is not well-formed, or holds none of them.
    """
    found = read_elements(path.read_bytes(), name=path.name, wanted=_WANTED, folders=frozenset(), ignored=_IGNORED)
    if not found:
        raise FileError(_("« {name} » ne contient ni point ni trace GPX.").format(name=path.name))
    require_rows(len(found), name=path.name)
    geometries: list[shapely.Geometry | None] = []
    faults: dict[int, str] = {}
    for row, element in enumerate(found, start=FIRST_ROW):
        try:
            geometries.append(_geometry(element))
        except (ValueError, KeyError, GEOSException):
            geometries.append(None)
            faults[row] = _("sa position est illisible")
    lines = sum(element.tag != "wpt" for element in found)
    note = _(
        "{count} traces ou itinéraires GPX : ce sont des lignes, qui s'importent comme contributions (trajets)."
    ).format(count=lines)
    return Features([_attributes(element) for element in found], geometries, faults, (note,) if lines else ())


def _attributes(element: Element) -> dict[str, str]:
    row = {column: element.words(tag) for tag, column in _TEXTS.items() if element.words(tag)}
    link = element.child("link") or element.child("url")
    if link is not None:
        row["website"] = link.attributes.get("href", "") or link.text.strip()
    kind = ContributionKind.PLACE if element.tag == "wpt" else ContributionKind.ROUTE
    return row | {KIND_COLUMN: kind.value}


def _geometry(element: Element) -> shapely.Geometry | None:
    if element.tag == "wpt":
        return shapely.Point(_position(element))
    lines = [line for line in _lines(element) if len(line) > 1]
    if not lines:
        return None
    return shapely.LineString(lines[0]) if len(lines) == 1 else shapely.MultiLineString(lines)


def _lines(element: Element) -> Iterator[list[tuple[float, float]]]:
    if element.tag == "rte":
        yield [_position(point) for point in element.all("rtept")]
    for segment in element.all("trkseg"):
        yield [_position(point) for point in segment.all("trkpt")]


def _position(point: Element) -> tuple[float, float]:
    return float(point.attributes["lon"]), float(point.attributes["lat"])

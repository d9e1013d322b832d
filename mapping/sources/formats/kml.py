"""KML and KMZ, as Google My Maps, Google Earth, QGIS and uMap write them: placemarks, folders, extended data."""

import html
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import GEOSException

from mapping.domain.errors import FileError
from mapping.i18n import _
from mapping.sources.formats.archives import ZIP_FAULTS
from mapping.sources.formats.features import Features
from mapping.sources.formats.limits import MAX_MEMBERS, require_rows
from mapping.sources.formats.raw import FIRST_ROW
from mapping.sources.formats.xmltree import Element, read_elements

FOLDER_COLUMN = "dossier"
OUR_COLUMN = "couche"
"""Only the files of this project have it in their extended data."""

_MOST_BYTES = 200 * 1024**2
_WANTED = frozenset({"Placemark", "NetworkLink"})
_FOLDERS = frozenset({"Folder", "Document"})
_IGNORED = frozenset({"Style", "StyleMap", "Region", "LookAt", "Camera", "Snippet"})
_TEXTS = ("name", "description", "address", "phoneNumber")
_BREAK = re.compile(r"<\s*(br|/p|/div|/tr|/li)\b[^>]*>", re.IGNORECASE)
_TOGETHER: Mapping[int, Any] = {
    0: shapely.MultiPoint,
    1: shapely.MultiLineString,
    3: shapely.MultiPolygon,
}
_TAG = re.compile(r"<[^<>]{1,2000}>")


def read_kml(path: Path) -> Features:
    """Return the placemarks of a KML file.

    Raises
    ------
    FileError
        When it is not well-formed, or holds no placemark.
    """
    return _features(path.read_bytes(), name=path.name)


def read_kmz(path: Path) -> Features:
    """Return the placemarks of the first KML in a KMZ archive; its pictures are left.

    Raises
    ------
    FileError
        When the archive cannot be opened, holds no KML, or would fill the memory.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            documents = [info for info in infos[:MAX_MEMBERS] if info.filename.lower().endswith(".kml")]
            if not documents:
                raise FileError(_("« {name} » ne contient aucun fichier KML.").format(name=path.name))
            chosen = next((info for info in documents if Path(info.filename).name == "doc.kml"), documents[0])
            if chosen.file_size > _MOST_BYTES:
                raise FileError(
                    _("« {name} » contient {size} Mo une fois ouvert ; 200 Mo au plus.").format(
                        name=path.name, size=chosen.file_size // 1024**2
                    )
                )
            content = archive.read(chosen)
    except ZIP_FAULTS as error:
        raise FileError(
            _("« {name} » : cette archive ne s'ouvre pas (abîmée, ou protégée par un mot de passe).").format(
                name=path.name
            )
        ) from error
    return _features(content, name=path.name)


def _features(content: bytes, *, name: str) -> Features:
    found = read_elements(content, name=name, wanted=_WANTED, folders=_FOLDERS, ignored=_IGNORED)
    placemarks = [element for element in found if element.tag == "Placemark"]
    links = len(found) - len(placemarks)
    if not placemarks:
        raise FileError(
            _("« {name} » ne contient aucun repère KML{more}.").format(
                name=name, more=_(", seulement un lien vers une carte en ligne : téléchargez-la") if links else ""
            )
        )
    require_rows(len(placemarks), name=name)
    geometries: list[shapely.Geometry | None] = []
    faults: dict[int, str] = {}
    for row, placemark in enumerate(placemarks, start=FIRST_ROW):
        try:
            geometries.append(_geometry(placemark))
        except (ValueError, IndexError, GEOSException):
            geometries.append(None)
            faults[row] = _("sa géométrie est illisible")
    notes = (_("Ce fichier renvoie aussi à {count} cartes en ligne, qui n'ont pas été suivies.").format(count=links),)
    return Features([_attributes(placemark) for placemark in placemarks], geometries, faults, notes if links else ())


def _attributes(placemark: Element) -> dict[str, str]:
    row = {tag: _plain(placemark.words(tag)) for tag in _TEXTS if placemark.words(tag)}
    for name, value in _extended(placemark):
        if value or name not in row:
            row[name if name not in row else f"{name} (2)"] = value
    if placemark.folders:
        # The outermost name is that of the map itself.
        row.setdefault(FOLDER_COLUMN, placemark.folders[-1])
    return row


def _extended(placemark: Element) -> Iterator[tuple[str, str]]:
    for data in placemark.all("ExtendedData"):
        ours = any(item.attributes.get("name") == OUR_COLUMN for item in data.all("Data"))
        for item in data.all("Data"):
            name = item.attributes.get("name") or item.words("displayName") or "data"
            # What we wrote ourselves is text: a « < » that somebody typed is no markup.
            yield name, item.words("value") if ours else _plain(item.words("value"))
        for schema in data.all("SchemaData"):
            for item in schema.all("SimpleData"):
                yield item.attributes.get("name", "data"), _plain(item.text.strip())


def _plain(text: str) -> str:
    """Return the words of a text that may be HTML, as the balloons of Google Earth are."""
    if "<" not in text:
        return text
    words = html.unescape(_TAG.sub(" ", _BREAK.sub("\n", text)))
    lines = (" ".join(line.split()) for line in words.splitlines())
    return "\n".join(line for line in lines if line)


def _geometry(holder: Element) -> shapely.Geometry | None:
    parts = list(_shapes(holder))
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    families = {int(family) for family in shapely.get_type_id(parts)}
    together = _TOGETHER.get(families.pop()) if len(families) == 1 else None
    return together(parts) if together else shapely.GeometryCollection(parts)


def _shapes(holder: Element) -> Iterator[shapely.Geometry]:
    for child in holder.children:
        if child.tag == "Point":
            yield shapely.Point(_positions(child)[0])
        elif child.tag in {"LineString", "LinearRing"}:
            yield shapely.LineString(_positions(child))
        elif child.tag == "Polygon":
            yield _polygon(child)
        elif child.tag == "MultiGeometry":
            yield from _shapes(child)


def _polygon(element: Element) -> shapely.Geometry:
    outer = element.child("outerBoundaryIs")
    rings = [ring for boundary in element.all("innerBoundaryIs") for ring in boundary.all("LinearRing")]
    shell = outer.child("LinearRing") if outer is not None else None
    if shell is None:
        raise ValueError(element.tag)
    return shapely.Polygon(_positions(shell), [_positions(ring) for ring in rings])


def _positions(element: Element) -> list[tuple[float, float]]:
    positions = []
    for text in element.words("coordinates").split():
        lon, lat, *_altitude = text.split(",")
        positions.append((float(lon), float(lat)))
    return positions

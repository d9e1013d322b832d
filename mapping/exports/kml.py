"""KML 2.2, for Google Earth, a phone or any other map: folders, colours of the filières, all the columns."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

import shapely
from shapely.geometry.base import BaseGeometry

from mapping.domain.nomenclature import Filiere
from mapping.domain.tables import split_values
from mapping.exports.bundle import Bundle
from mapping.exports.dictionary import meaning
from mapping.exports.files import replacing
from mapping.exports.gis import about_line
from mapping.exports.provenance import credits_of
from mapping.exports.rows import LAYER_COLUMN, Row, inert, lines_of, map_layers, rows_of, said, title_of
from mapping.exports.shapes import DECIMALS
from mapping.i18n import _
from mapping.maps.palette import OUTSIDE_FILIERES, ZONE_LINE

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_kml(bundle: Bundle, out: Path) -> None:
    """Write quartiers, structures and contributions as KML, in folders, without anything to fetch from elsewhere.

    A structure without position is there without geometry. What people wrote is text: nothing in it is markup.

    Raises
    ------
    FileError
        When the file cannot be written; what was there before is left as it was.
    """
    snapshot = bundle.snapshot
    root = Element("kml", {"xmlns": _NAMESPACE})
    document = SubElement(root, "Document")
    _text(document, "name", snapshot.workshop.title)
    about = [about_line(snapshot, bundle.generated_at), *credits_of(snapshot)]
    _text(document, "description", inert("\n".join(about)))
    for filiere in snapshot.workshop.filieres:
        _style(document, f"besoin-{filiere.id}", filiere.color)
    _style(document, "sans-besoin", OUTSIDE_FILIERES)
    _style(document, "quartier", ZONE_LINE, filled=False)
    names = {"quartiers": _("Quartiers"), "acteurs": _("Structures"), "contributions": _("Contributions")}
    for layer, table in map_layers(snapshot, bundle.gaps).items():
        folder = SubElement(document, "Folder")
        _text(folder, "name", names[layer])
        for row, shape in rows_of(table):
            folder.append(_placemark(layer, row, shape, snapshot.workshop.filieres))
    indent(root, space="")
    with replacing(out) as part:
        ElementTree(root).write(part, encoding="UTF-8", xml_declaration=True)


def _placemark(layer: str, row: Row, shape: BaseGeometry | None, filieres: Sequence[Filiere]) -> Element:
    placemark = Element("Placemark")
    _text(placemark, "name", title_of(layer, row))
    _text(placemark, "description", inert("\n".join(lines_of(layer, row))))
    _text(placemark, "styleUrl", f"#{_look(layer, row, {filiere.id for filiere in filieres})}")
    data = SubElement(placemark, "ExtendedData")
    for name, value in {LAYER_COLUMN: layer, **row}.items():
        item = SubElement(data, "Data", {"name": name})
        _text(item, "displayName", meaning(name, filieres).title)
        _text(item, "value", said(value))
    if shape is not None and not shape.is_empty:
        placemark.append(_geometry(shape))
    return placemark


def _look(layer: str, row: Row, known: set[str]) -> str:
    if layer == "quartiers":
        return "quartier"
    return next((f"besoin-{value}" for value in split_values(row["filieres"]) if value in known), "sans-besoin")


def _style(document: Element, name: str, color: str, *, filled: bool = True) -> None:
    style = SubElement(document, "Style", {"id": name})
    _text(SubElement(style, "IconStyle"), "color", _abgr(color))
    line = SubElement(style, "LineStyle")
    _text(line, "color", _abgr(color))
    _text(line, "width", "3")
    surface = SubElement(style, "PolyStyle")
    _text(surface, "color", _abgr(color, opacity="33"))
    _text(surface, "fill", "1" if filled else "0")


def _abgr(color: str, *, opacity: str = "ff") -> str:
    return f"{opacity}{color[5:7]}{color[3:5]}{color[1:3]}"


def _geometry(shape: BaseGeometry) -> Element:
    parts = list(getattr(shape, "geoms", [shape]))
    if len(parts) == 1:
        return _one(parts[0])
    together = Element("MultiGeometry")
    together.extend(_one(part) for part in parts)
    return together


def _one(shape: BaseGeometry) -> Element:
    if isinstance(shape, shapely.Polygon):
        polygon = Element("Polygon")
        for tag, rings in (("outerBoundaryIs", [shape.exterior]), ("innerBoundaryIs", shape.interiors)):
            for ring in rings:
                _coordinates(SubElement(SubElement(polygon, tag), "LinearRing"), ring.coords)
        return polygon
    element = Element("Point" if isinstance(shape, shapely.Point) else "LineString")
    _coordinates(element, shape.coords)
    return element


def _coordinates(element: Element, positions: Iterable[Sequence[float]]) -> None:
    said = (f"{round(lon, DECIMALS)!r},{round(lat, DECIMALS)!r}" for lon, lat in positions)
    _text(element, "coordinates", " ".join(said))


def _text(parent: Element, tag: str, text: str) -> None:
    """Add an element of text; the few characters that no XML can hold are left out."""
    SubElement(parent, tag).text = _NOT_XML.sub("", text)

"""A uMap map (``.umap``): layers with colours, pictograms and bubbles, by uMap's own rules of import.

``properties`` of a layer is read by uMap 3, ``_umap_options`` by those before; both say the same.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from mapping.domain.models import ContributionKind
from mapping.domain.nomenclature import Filiere
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import split_values
from mapping.exports.bundle import Bundle
from mapping.exports.files import replacing
from mapping.exports.gis import about_line
from mapping.exports.labels import kind_label
from mapping.exports.provenance import credits_of
from mapping.exports.rows import LAYER_COLUMN, Row, inert, lines_of, map_layers, rows_of, title_of
from mapping.i18n import _
from mapping.maps.drawing import Stroke, svg
from mapping.maps.icons import icon
from mapping.maps.palette import OUTSIDE_FILIERES, PAPER, SIGN_OF_CONTRIBUTION, SIGNS, ZONE_LINE, sign_label

_ZOOM = 13
_PICTURE = 24
_RESIDENT = "user"
_BUBBLE = "# {name}\n{description}"
_INERT = str.maketrans({"{": "\uff5b", "}": "\uff5d"})
Layer = dict[str, Any]


def write_umap(bundle: Bundle, out: Path) -> None:
    """Write a map that uMap imports whole: « Importer des données », format umap.

    A structure without position is left out, because uMap would refuse it: the description counts them. Nothing is
    fetched from elsewhere, pictograms included.

    Raises
    ------
    FileError
        When the file cannot be written; what was there before is left as it was.
    """
    content = _map(bundle)
    with replacing(out) as part, part.open("w", encoding="utf-8", newline="\n") as file:
        json.dump(content, file, ensure_ascii=False, allow_nan=False, indent=1)
        file.write("\n")


def shown(text: str) -> str:
    """Return what a person wrote so that uMap shows it and never runs it.

    Its bubbles are templates: ``{name}`` is another field, ``{{address}}`` a picture fetched from there, ``[[…]]`` a
    link, and HTML is HTML.

    Examples
    --------
    >>> shown("<b>{{http://example.org/a.png}}")
    '&lt;b&gt;｛｛http://example.org/a.png｝｝'
    """
    return inert(text).translate(_INERT).replace("[[", "[\u200c[").replace("]]", "]\u200c]")


def _map(bundle: Bundle) -> dict[str, Any]:
    snapshot = bundle.snapshot
    tables = map_layers(snapshot, bundle.gaps)
    nowhere = int((tables["acteurs"].geometry.isna() | tables["acteurs"].geometry.is_empty).sum())
    about = [about_line(snapshot, bundle.generated_at)]
    if nowhere:
        about.append(_("Structures sans position, absentes de la carte : {n}.").format(n=nowhere))
    owed = "\n".join(map(shown, credits_of(snapshot)))
    return {
        "type": "umap",
        "geometry": {"type": "Point", "coordinates": _center(snapshot)},
        "properties": {
            "name": snapshot.workshop.title,
            "description": shown("\n".join(about)),
            "zoom": _ZOOM,
            "defaultView": "data",
            "onLoadPanel": "datalayers",
            "captionBar": True,
            "displayPopupFooter": False,
            "popupContentTemplate": _BUBBLE,
            "shortCredit": _("Fait avec Cartoquartier"),
            "longCredit": owed,
            "licence": {"name": _("Voir les crédits : chaque source a la sienne"), "url": ""},
        },
        "layers": [*_layers(snapshot, tables)],
    }


def _center(snapshot: Snapshot) -> list[float]:
    if snapshot.zones.empty:
        return [2.35, 48.85]
    west, south, east, north = (float(side) for side in snapshot.zones.total_bounds)
    return [round((west + east) / 2, 6), round((south + north) / 2, 6)]


def _layers(snapshot: Snapshot, tables: Mapping[str, gpd.GeoDataFrame]) -> Iterator[Layer]:
    filieres = {filiere.id: filiere for filiere in snapshot.workshop.filieres}
    look = {"color": ZONE_LINE, "fill": True, "fillOpacity": 0.1, "weight": 2, "showLabel": None}
    yield _layer(_("Quartiers"), look, _features("quartiers", tables["quartiers"], {}))
    grouped: dict[str, list[Any]] = {identifier: [] for identifier in (*filieres, "")}
    for feature in _features("acteurs", tables["acteurs"], filieres):
        grouped[_served(feature["properties"], filieres)].append(feature)
    for identifier, features in grouped.items():
        if features:
            filiere = filieres.get(identifier)
            name = filiere.label if filiere else _("Sans besoin précisé")
            options = _pin(filiere.color, filiere.icon) if filiere else _pin(OUTSIDE_FILIERES, "")
            yield _layer(_("Structures : {need}").format(need=name), options, features)
    spoken: dict[str, list[Any]] = {kind_label(kind): [] for kind in ContributionKind}
    for feature in _features("contributions", tables["contributions"], filieres):
        spoken.setdefault(feature["properties"]["type"], []).append(feature)
    for kind in ContributionKind:
        if features := spoken[kind_label(kind)]:
            sign = SIGN_OF_CONTRIBUTION[kind]
            options = _pin(OUTSIDE_FILIERES, SIGNS[sign].icon or _RESIDENT) | {"iconClass": "Default"}
            yield _layer(sign_label(sign), options | {"weight": 4, "fillOpacity": 0.2}, features)


def _layer(name: str, options: Mapping[str, Any], features: Any) -> Layer:
    told = {"name": name, "displayOnLoad": True, "browsable": True, "inCaption": True, "remoteData": {}, **options}
    told = {key: value for key, value in told.items() if value is not None}
    return {"type": "FeatureCollection", "features": [*features], "properties": told, "_umap_options": told}


def _features(layer: str, table: gpd.GeoDataFrame, filieres: Mapping[str, Filiere]) -> Iterator[dict[str, Any]]:
    for row, shape in rows_of(table):
        if shape is None or shape.is_empty:
            continue
        served = filieres.get(_served(row, filieres)) if filieres else None
        options = {"color": served.color} if served else {}
        told = {
            "name": shown(title_of(layer, row)),
            "description": "\n".join(map(shown, lines_of(layer, row))),
            LAYER_COLUMN: layer,
            **row,
            "_umap_options": options,
        }
        yield {"type": "Feature", "properties": told, "geometry": _geometry(shape)}


def _geometry(shape: BaseGeometry) -> Any:
    return shapely.geometry.mapping(shape)


def _served(row: Row, filieres: Mapping[str, Filiere]) -> str:
    return next((value for value in split_values(row["filieres"]) if value in filieres), "")


def _pin(color: str, name: str) -> dict[str, Any]:
    options = {"color": color, "iconClass": "Drop"}
    return options | {"iconUrl": _picture(name)} if name else options


def _picture(name: str) -> str:
    """Return a white pictogram that stands in the file itself."""
    drawing = icon(name)
    scale = _PICTURE / max(drawing.width, drawing.height)
    x, y = ((32 - side * scale) / 2 for side in (drawing.width, drawing.height))
    content = svg((Stroke(drawing.path, fill=PAPER, x=x, y=y, scale=scale),))
    return "data:image/svg+xml;base64," + base64.b64encode(content.encode("utf-8")).decode("ascii")

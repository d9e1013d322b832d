"""GeoJSON and uMap: features with properties nested as their authors like, layers as a column."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError
from shapely.errors import GEOSException
from shapely.geometry import shape

from mapping.i18n import _
from mapping.sources.formats.features import Features
from mapping.sources.formats.jsontext import flatten_all
from mapping.sources.formats.limits import require_rows
from mapping.sources.formats.raw import FIRST_ROW, cell_text
from mapping.sources.formats.records import licence_of

LAYER_COLUMN = "calque"
_STYLES = ("_umap_options", "_storage")
_SHAPES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
)
_MOST_NESTED = 12


@dataclass(frozen=True, slots=True)
class _Item:
    feature: Any
    layer: str = ""


def is_geojson(content: Any) -> bool:
    """Say whether parsed JSON is GeoJSON or a uMap map."""
    kind = content.get("type") if isinstance(content, dict) else None
    if not isinstance(kind, str):
        return False
    if kind == "umap":
        return isinstance(content.get("layers"), list)
    if kind == "FeatureCollection":
        features = content.get("features")
        # ArcGIS also writes "features", whose members have attributes in place of properties.
        return isinstance(features, list)
    return kind == "Feature" or (kind in _SHAPES and "coordinates" in content)


def read_features(content: Mapping[str, Any], *, name: str) -> Features:
    """Return the features of parsed GeoJSON, or of all layers of a uMap map; see `jsontext.load_json`.

    Parameters
    ----------
    content
        What `is_geojson` says yes to.
    name
        The name of the file, for what is said of it.

    Returns
    -------
    Features
        ``crs`` is what the file declares, empty for WGS 84. A geometry that cannot be read is a fault of its row.

    Raises
    ------
    FileError
        When there are more features than are read.
    """
    items = list(_items(content))
    require_rows(len(items), name=name)
    rows, faults = flatten_all((_properties(item) for item in items), first_row=FIRST_ROW)
    geometries: list[shapely.Geometry | None] = []
    for row, item in enumerate(items, start=FIRST_ROW):
        try:
            geometries.append(_geometry(item.feature))
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, GEOSException, RecursionError):
            geometries.append(None)
            faults.setdefault(row, _("sa géométrie est illisible"))
    notes = tuple(_notes(content))
    return Features(rows, geometries, faults, notes, licence_of(content), _declared_crs(content))


def _items(content: Mapping[str, Any]) -> Iterator[_Item]:
    if content.get("type") == "umap":
        for layer in content["layers"]:
            if isinstance(layer, dict) and isinstance(layer.get("features"), list):
                yield from (_Item(feature, _layer_name(layer)) for feature in layer["features"])
    elif isinstance(content.get("features"), list):
        yield from (_Item(feature) for feature in content["features"])
    elif content.get("type") == "Feature":
        yield _Item(content)
    else:
        yield _Item({"type": "Feature", "properties": {}, "geometry": content})


def _layer_name(layer: Mapping[str, Any]) -> str:
    for holder in (layer.get(key) for key in ("properties", *_STYLES)):
        if isinstance(holder, dict) and isinstance(holder.get("name"), str):
            return cell_text(holder["name"])
    return ""


def _properties(item: _Item) -> Any:
    feature = item.feature
    if not isinstance(feature, dict):
        return feature
    properties = feature.get("properties")
    held = dict(properties) if isinstance(properties, dict) else {}
    for style in _STYLES:
        held.pop(style, None)
    if item.layer:
        held.setdefault(LAYER_COLUMN, item.layer)
    identifier = feature.get("id")
    # A number is mostly the rank of the feature in its file, which no later export keeps.
    if "id" not in held and isinstance(identifier, str) and not identifier.isdigit() and not item.layer:
        held["id"] = identifier
    return held


def _notes(content: Mapping[str, Any]) -> Iterator[str]:
    if content.get("type") != "umap":
        return
    layers = [layer for layer in content["layers"] if isinstance(layer, dict)]
    yield _("Carte uMap : {count} calques lus, leur nom est dans la colonne « {column} ».").format(
        count=len(layers), column=LAYER_COLUMN
    )
    for layer in layers:
        options = [layer.get(key) for key in ("properties", *_STYLES)]
        remote = [held["remoteData"] for held in options if isinstance(held, dict) and held.get("remoteData")]
        if remote and isinstance(remote[0], dict) and remote[0].get("url"):
            yield _(
                "Le calque « {layer} » est ailleurs sur internet : il n'a pas été suivi. Exportez ses données à part."
            ).format(layer=_layer_name(layer))


def _declared_crs(content: Mapping[str, Any]) -> str:
    member = content.get("crs")
    properties = member.get("properties") if isinstance(member, dict) else None
    declared = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(declared, str):
        return ""
    try:
        CRS.from_user_input(declared)
    except ProjError:
        return ""
    return declared


def _geometry(feature: Any) -> shapely.Geometry | None:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict):
        return None
    if geometry.get("type") == "Point":
        numbers = geometry["coordinates"]
        return shapely.Point(float(numbers[0]), float(numbers[1])) if numbers else None
    made = shape(_with_numbers(geometry, depth=0))
    return None if made.is_empty else made


def _with_numbers(value: Any, *, depth: int) -> Any:
    """Return a geometry with its coordinates as numbers, which were kept as they are written."""
    if depth > _MOST_NESTED:
        raise ValueError(depth)
    if isinstance(value, dict):
        if value.get("type") not in _SHAPES:
            raise ValueError(depth)
        return {
            name: held if name == "type" else _with_numbers(held, depth=depth + 1)
            for name, held in value.items()
            if name in {"type", "coordinates", "geometries"}
        }
    if isinstance(value, list):
        return [_with_numbers(item, depth=depth + 1) for item in value]
    return float(value)

"""Streets or buildings as people have them: a GeoJSON, a GeoPackage or a Shapefile, often made by QGIS or GDAL."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapping.domain.crs import WGS84, to_wgs84
from mapping.domain.errors import FileError
from mapping.domain.identity import normalise
from mapping.domain.models import RejectedRow
from mapping.i18n import _
from mapping.sources.geofiles import read_layer
from mapping.sources.osm import tags as rules
from mapping.sources.osm.elements import Geometries
from mapping.sources.osm.tags import Tags

_OTHER_TAGS = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_SAME_AS: Mapping[str, str] = {
    "osm_way_id": "osm_id",
    "full_id": "osm_id",
    "id": "osm_id",
    "fid": "osm_id",
    "cleabs": "osm_id",
    "nom": "name",
    "nom_voie": "name",
    "libelle": "name",
    "toponyme": "name",
    "building_levels": "building:levels",
    "levels": "building:levels",
    "nombre_d_etages": "building:levels",
    "etages": "building:levels",
}
_UNKNOWN_STREET = "road"
_UNKNOWN_BUILDING = "yes"
_LINES = frozenset({"LineString", "LinearRing", "MultiLineString"})
_POLYGONS = frozenset({"Polygon", "MultiPolygon"})


@dataclass(frozen=True, slots=True)
class LayerRows:
    """``layer`` follows ``layers.STREETS`` or ``layers.BUILDINGS``; ``kept + len(rejected) == rows``.

    A street in several parts makes several rows of ``layer``, which counts as one kept.
    """

    layer: gpd.GeoDataFrame
    kept: int
    rejected: tuple[RejectedRow, ...]
    columns: dict[str, str]
    rows: int


def read_streets(path: Path) -> LayerRows:
    """Return the streets of a geographic file; what is not a line is given back.

    Without a column ``highway`` every line is taken for a street open to pedestrians.

    Raises
    ------
    FileError
        When the file cannot be read, or holds no line.
    CrsError
        When its positions cannot be told.
    """
    return _read(path, _LINES, _street, _("une ligne est attendue"))


def read_buildings(path: Path) -> LayerRows:
    """Return the buildings of a geographic file; what is not a polygon is given back.

    Raises
    ------
    FileError
        When the file cannot be read, or holds no polygon.
    CrsError
        When its positions cannot be told.
    """
    return _read(path, _POLYGONS, _building, _("un polygone est attendu"))


def _street(tags: Tags) -> dict[str, object]:
    known = {"highway": _UNKNOWN_STREET, **tags}
    foot = rules.is_walkable(known)
    return {"osm_id": known["osm_id"], "name": known.get("name", ""), "highway": known["highway"], "foot": foot}


def _building(tags: Tags) -> dict[str, object]:
    known = {"building": _UNKNOWN_BUILDING, **tags}
    return {
        "osm_id": known["osm_id"],
        "kind": known["building"],
        "levels": rules.building_levels(known),
        "residential": rules.is_residential(known),
    }


def _read(
    path: Path, families: frozenset[str], values_of: Callable[[Tags], dict[str, object]], expected: str
) -> LayerRows:
    frame = to_wgs84(read_layer(path).frame).reset_index(drop=True)
    kinds = frame.geom_type.fillna(_("rien"))
    good = (kinds.isin(families) & ~frame.geometry.is_empty).to_numpy(bool)
    tags, columns = _tags(frame)
    rejected = tuple(
        RejectedRow(row + 2, _("{expected}, et non : {got}").format(expected=expected, got=kinds[row]), dict(tags[row]))
        for row in np.flatnonzero(~good).tolist()
    )
    if not good.any():
        raise FileError(_("« {name} » : {expected}, il n'y en a aucune.").format(name=path.name, expected=expected))
    shapes, source = _parts(frame.geometry.to_numpy()[good], families)
    numbers = np.flatnonzero(good).tolist()
    rows = [values_of({"osm_id": str(number + 1), **tags[number]}) for number in numbers]
    table = pd.DataFrame([rows[i] for i in source.tolist()])
    layer = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=WGS84), crs=WGS84)
    return LayerRows(layer, int(good.sum()), rejected, columns, len(frame))


def _parts(shapes: Geometries, families: frozenset[str]) -> tuple[Geometries, NDArray[np.intp]]:
    """Return lines without parts; polygons as they are, mended; and the row that each comes from."""
    if families is _LINES:
        return shapely.get_parts(shapes, return_index=True)
    broken = ~shapely.is_valid(shapes)
    out = shapes.copy()
    out[broken] = shapely.make_valid(out[broken], method="structure", keep_collapsed=False)
    single = shapely.get_num_geometries(out) == 1
    out[single] = shapely.get_geometry(out[single], 0)
    return out, np.arange(len(out))


def _tags(frame: gpd.GeoDataFrame) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Return the tags of each row, those of GDAL's ``other_tags`` too, and which column gave each of our fields."""
    table = frame.drop(columns=frame.geometry.name)
    meaning = {column: _SAME_AS.get(_plain(column), _plain(column)) for column in map(str, table.columns)}
    columns = {
        field: column for column, field in meaning.items() if field in {*_SAME_AS.values(), "highway", "building"}
    }
    found: list[dict[str, str]] = []
    for row in table.to_dict("records"):
        tags = dict(_OTHER_TAGS.findall(str(row.get("other_tags") or "")))
        for column, value in row.items():
            text = "" if pd.isna(value) else str(value).strip().removesuffix(".0")
            if text and column != "other_tags":
                tags.setdefault(meaning[str(column)], text)
        found.append(tags)
    return found, columns


def _plain(column: str) -> str:
    return normalise(column).replace(" ", "_")

"""Small files made by hand for the tests of this room."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely.geometry import mapping as as_geojson
from shapely.geometry.base import BaseGeometry

Feature = tuple[Mapping[str, Any], BaseGeometry | None]


def write_text(folder: Path, text: str, *, name: str = "liste.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def write_geojson(
    folder: Path, features: Sequence[Feature], *, name: str = "zones.geojson", crs: str | None = None
) -> Path:
    content: dict[str, Any] = {"type": "FeatureCollection", "features": []}
    if crs is not None:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    for properties, shape in features:
        geometry = None if shape is None else as_geojson(shape)
        content["features"].append({"type": "Feature", "properties": dict(properties), "geometry": geometry})
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def frame_of(features: Sequence[Feature], *, epsg: int = 4326) -> gpd.GeoDataFrame:
    rows = [dict(properties) for properties, _shape in features]
    return gpd.GeoDataFrame(rows, geometry=[shape for _properties, shape in features], crs=epsg)


def write_zip(path: Path, members: Mapping[str, Path]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, source in members.items():
            archive.write(source, name)
    return path

"""From the elements of OpenStreetMap to layers: streets, buildings, landscape, names, landmarks."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from mapping.domain.crs import WGS84, metric_epsg, project_points
from mapping.domain.identity import normalise
from mapping.sources.osm import tags as rules
from mapping.sources.osm.coast import sea
from mapping.sources.osm.elements import Elements, Geometries, Lines, Shapes, geometries, those, within

LICENCE = "© les contributeurs d'OpenStreetMap, ODbL"
_SAME_LANDMARK_M = 150.0


@dataclass(frozen=True, slots=True)
class OsmLayers:
    """Frames of ``domain.layers``, ``landmarks`` of ``tables.LANDMARKS``.

    ``vertex_ids`` are the nodes of OpenStreetMap of each vertex of ``streets``, one line after another, which say
    where streets meet.
    """

    streets: gpd.GeoDataFrame
    vertex_ids: NDArray[np.int64]
    buildings: gpd.GeoDataFrame
    landscape: gpd.GeoDataFrame
    names: gpd.GeoDataFrame
    landmarks: pd.DataFrame


def layers_of(elements: Elements, *, extent: BaseGeometry | None = None) -> OsmLayers:
    """Return the layers that some elements make.

    Parameters
    ----------
    elements
        What a reader gave.
    extent
        WGS 84 polygon. Streets and buildings stay whole as soon as they touch it; the landscape is cut at it, and
        names outside are left out. When None nothing is cut, and the sea is not drawn.
    """
    walkable = np.array([rules.is_street(tags) for tags in elements.lines.tags], dtype=bool)
    streets = within(elements.lines, walkable)
    names = _names(elements, extent)
    return OsmLayers(
        streets=_streets(streets),
        vertex_ids=streets.refs,
        buildings=_buildings(elements.areas),
        landscape=_landscape(elements, extent),
        names=names,
        landmarks=_landmarks(names),
    )


def _streets(lines: Lines) -> gpd.GeoDataFrame:
    return _frame(
        {
            "osm_id": _texts(lines.ids),
            "name": _texts([tags.get("name", "").strip() for tags in lines.tags]),
            "highway": _texts([tags["highway"] for tags in lines.tags]),
            "foot": np.array([rules.is_walkable(tags) for tags in lines.tags], dtype=bool),
        },
        lines.lines,
    )


def _buildings(areas: Shapes) -> gpd.GeoDataFrame:
    built = those(areas, np.array([rules.is_building(tags) for tags in areas.tags], dtype=bool))
    return _frame(
        {
            "osm_id": _texts(built.ids),
            "kind": _texts([tags["building"] for tags in built.tags]),
            "levels": np.array([rules.building_levels(tags) for tags in built.tags], dtype=float),
            "residential": np.array([rules.is_residential(tags) for tags in built.tags], dtype=bool),
        },
        _unwrapped(built.shapes),
    )


def _landscape(elements: Elements, extent: BaseGeometry | None) -> gpd.GeoDataFrame:
    area_kinds = [rules.area_kind(tags) for tags in elements.areas.tags]
    line_kinds = [rules.line_kind(tags) for tags in elements.lines.tags]
    coast = np.array([tags.get("natural") == "coastline" for tags in elements.lines.tags], dtype=bool)
    water = sea(elements.lines.lines[coast], extent) if extent is not None else geometries([])
    kinds = np.array([*area_kinds, *line_kinds, *["water"] * len(water)], dtype=object)
    named = [tags.get("name", "").strip() for tags in [*elements.areas.tags, *elements.lines.tags]]
    names = np.array([*named, *[""] * len(water)], dtype=object)
    shapes = np.concatenate([_unwrapped(elements.areas.shapes), elements.lines.lines, water])
    drawn = kinds != ""
    frame = _frame({"kind": _texts(kinds[drawn]), "name": _texts(names[drawn])}, _cut(shapes[drawn], extent))
    return frame[~frame.geometry.is_empty].reset_index(drop=True)


def _cut(shapes: Geometries, extent: BaseGeometry | None) -> Geometries:
    """Return the shapes without what is outside; a line or an area keeps its nature."""
    if extent is None or len(shapes) == 0:
        return shapes
    out = shapes.copy()
    crossing = ~shapely.covers(extent, shapes)
    cut = shapely.intersection(shapes[crossing], extent)
    same = shapely.get_dimensions(cut) == shapely.get_dimensions(shapes[crossing])
    cut[~same] = shapely.GeometryCollection()
    out[crossing] = cut
    return out


def _names(elements: Elements, extent: BaseGeometry | None) -> gpd.GeoDataFrame:
    kinds = [rules.name_kind(tags) for tags in [*elements.points.tags, *elements.areas.tags]]
    named = np.array([kind != "" for kind in kinds], dtype=bool)
    tags = [tags for tags, keep in zip([*elements.points.tags, *elements.areas.tags], named) if keep]
    points = np.concatenate([elements.points.shapes, elements.areas.shapes])[named]
    points = shapely.point_on_surface(points)
    frame = _frame(
        {"name": _texts([tag["name"].strip() for tag in tags]), "kind": _texts([kind for kind in kinds if kind])},
        points,
    )
    if extent is not None:
        frame = frame[shapely.intersects(extent, frame.geometry.to_numpy())]
    return _without_repeats(frame.reset_index(drop=True))


def _without_repeats(names: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep one of the things of the same name, kind and place: platforms of a station, the school and its yard."""
    if names.empty:
        return names
    lon, lat = names.geometry.x.to_numpy(), names.geometry.y.to_numpy()
    metres = project_points(lon, lat, epsg=metric_epsg(float(lon.mean()), float(lat.mean())))
    kept: dict[tuple[str, str], list[NDArray[np.float64]]] = {}
    keep = np.ones(len(names), dtype=bool)
    for row, (name, kind) in enumerate(zip(names["name"], names["kind"])):
        others = kept.setdefault((normalise(name), kind), [])
        keep[row] = all(np.hypot(*(metres[row] - other)) > _SAME_LANDMARK_M for other in others)
        if keep[row]:
            others.append(metres[row])
    return names[keep].reset_index(drop=True)


def _landmarks(names: gpd.GeoDataFrame) -> pd.DataFrame:
    found = names[~names["kind"].isin(rules.DISTRICT_KINDS)]
    points = found.geometry
    table = pd.DataFrame({"name": found["name"], "lon": points.x.astype(float), "lat": points.y.astype(float)})
    return table.drop_duplicates().reset_index(drop=True)


def _unwrapped(shapes: Geometries) -> Geometries:
    """Return a MultiPolygon of one part as that part, which takes less room."""
    single = shapely.get_num_geometries(shapes) == 1
    out = shapes.copy()
    out[single] = shapely.get_geometry(shapes[single], 0)
    return out


def _texts(values: Sequence[str] | NDArray[np.object_]) -> pd.Series:
    return pd.Series(list(values), dtype=object)


def _frame(columns: dict[str, "pd.Series | NDArray[np.generic]"], shapes: Geometries) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=WGS84), crs=WGS84)

"""The named streets of a territory: pieces of one street put together, each with the quartier or commune it is in."""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mapping.domain.addresses import address_words
from mapping.domain.crs import metric_epsg, project_points
from mapping.domain.tables import split_values

Geometries = NDArray[np.object_]

_ONE_STREET_M = 300.0
"""Pieces of the same name that are further apart than this are two streets."""
_DISTRICT_M = 3_000.0
_DISTRICTS = ("neighbourhood", "quarter", "suburb", "village", "town", "city")


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """Something with a name at a position in WGS 84 degrees; ``also`` are other names for it."""

    name: str
    kind: str
    area: str
    lon: float
    lat: float
    also: tuple[str, ...] = ()


def named_streets(
    streets: gpd.GeoDataFrame, names: gpd.GeoDataFrame | None, zones: gpd.GeoDataFrame
) -> Iterator[NamedPlace]:
    """Yield the streets that have a name, each at the point of it that is nearest to its middle.

    Parameters
    ----------
    streets
        ``layers.STREETS`` in WGS 84.
    names
        ``layers.NAMES``, for the name of the part of the territory, or None.
    zones
        ``tables.ZONES`` in WGS 84.
    """
    named = streets[streets["name"] != ""]
    if named.empty:
        return
    group, first = _groups(named)
    lines = named.geometry.to_numpy()
    order = np.argsort(group, kind="stable")
    whole = shapely.multilinestrings(lines[order], indices=group[order])
    middles = shapely.get_point(shapely.shortest_line(whole, shapely.centroid(whole)), 0)
    labels = named["name"].to_numpy()[first]
    areas = district_labels(middles, names, zones)
    for name, area, middle in zip(labels, areas, middles, strict=True):
        yield NamedPlace(str(name), "street", area, float(shapely.get_x(middle)), float(shapely.get_y(middle)))


def _groups(named: gpd.GeoDataFrame) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the street of each piece, and one piece of each street."""
    spelling = pd.Series([" ".join(address_words(name)) for name in named["name"]])
    _names, name = np.unique(spelling.to_numpy(str), return_inverse=True)
    metric = _in_metres(named.geometry.to_numpy())
    near, other = shapely.STRtree(metric).query(metric, predicate="dwithin", distance=_ONE_STREET_M)
    same = name[near] == name[other]
    graph = coo_array(
        (np.ones(int(same.sum()), dtype=np.int8), (near[same], other[same])), shape=(len(named), len(named))
    )
    _count, group = connected_components(graph, directed=False)
    return group.astype(np.intp), np.unique(group, return_index=True)[1]


def _in_metres(shapes: Geometries) -> Geometries:
    west, south, east, north = shapely.total_bounds(shapes)
    epsg = metric_epsg((west + east) / 2, (south + north) / 2)
    return np.asarray(shapely.transform(shapes, lambda at: project_points(at[:, 0], at[:, 1], epsg=epsg)))


def district_labels(points: Geometries, names: gpd.GeoDataFrame | None, zones: gpd.GeoDataFrame) -> list[str]:
    """Return in words where each point is: its quartier and commune, else the nearest part of town on the map.

    Parameters
    ----------
    points
        WGS 84 points.
    names, zones
        As in `named_streets`.
    """
    labels = np.full(len(points), "", dtype=object)
    districts = names[names["kind"].isin(_DISTRICTS)] if names is not None else None
    if districts is not None and len(districts):
        places = _in_metres(np.concatenate([points, districts.geometry.to_numpy()]))
        tree = shapely.STRtree(places[len(points) :])
        point, district = tree.query_nearest(places[: len(points)], max_distance=_DISTRICT_M, all_matches=False)
        labels[point] = districts["name"].to_numpy()[district]
    if len(zones):
        inside, zone = shapely.STRtree(zones.geometry.to_numpy()).query(points, predicate="intersects")
        said = np.array(
            [_zone_label(row.name, row.commune_names) for row in zones.itertuples(index=False)], dtype=object
        )
        labels[inside[::-1]] = said[zone[::-1]]
    return [str(label) for label in labels]


def _zone_label(name: str, commune_names: str) -> str:
    communes = [commune for commune in split_values(str(commune_names)) if commune != name]
    return f"{name}, {', '.join(communes)}" if communes else str(name)

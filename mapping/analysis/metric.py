"""Zones in metres: each in the legal metric CRS of its territory."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from mapping.domain.crs import metric_codes, project_shapes, require_wgs84

Positions = NDArray[np.intp]


def metric_zones(
    zones: gpd.GeoDataFrame, *, repaired: bool = True
) -> Iterator[tuple[int, Positions, NDArray[np.object_]]]:
    """Yield (EPSG code, positions among ``zones``, polygons in that metric CRS) for each territory.

    Polygons are made valid again after reprojection: rounding turns some of them into bow-ties, on which GEOS raises
    when it overlays them. A distance asks no such thing: ``repaired`` false spares the check. Empty polygons have no
    place in any territory and are left out.
    """
    degrees = polygons_of(zones)
    drawn = np.flatnonzero(~(shapely.is_empty(degrees) | shapely.is_missing(degrees)))
    inner = shapely.point_on_surface(degrees[drawn])
    codes = metric_codes(shapely.get_x(inner), shapely.get_y(inner))
    for epsg in np.unique(codes).tolist():
        positions = drawn[codes == epsg]
        polygons = project_shapes(degrees[positions], epsg=epsg)
        if repaired:
            broken = ~shapely.is_valid(polygons)
            polygons[broken] = shapely.make_valid(polygons[broken], method="structure", keep_collapsed=False)
        yield epsg, positions, polygons


def polygons_of(zones: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the outlines of zones, in an array of their own; raise unless they are in WGS 84."""
    require_wgs84(zones)
    return np.array(zones.geometry.array, dtype=object)

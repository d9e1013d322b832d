"""Faults of a set of zones that are reported and never resolved: it is not for us to say whose the ground is."""

import geopandas as gpd
import numpy as np
import shapely

from mapping.domain.crs import split_by_metric_crs

MIN_OVERLAP_M2 = 1.0
SLIVER_M2 = 50.0


def overlaps(zones: gpd.GeoDataFrame) -> tuple[tuple[str, str, float], ...]:
    """Return (code, code, shared area in m²) for zones that share more than 1 m², in order of code.

    Parameters
    ----------
    zones
        WGS 84 polygons with a column ``code``, valid in their metric CRS.

    Raises
    ------
    CrsError
        When ``zones`` is not in WGS 84.
    """
    found: list[tuple[str, str, float]] = []
    for _epsg, metric in split_by_metric_crs(zones):
        shapes, codes = metric.geometry.to_numpy(), metric["code"].to_numpy()
        left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        once = left < right
        left, right = left[once], right[once]
        areas_m2 = shapely.area(shapely.intersection(shapes[left], shapes[right]))
        for position in np.flatnonzero(areas_m2 > MIN_OVERLAP_M2):
            first, second = sorted((str(codes[left[position]]), str(codes[right[position]])))
            found.append((first, second, float(areas_m2[position])))
    return tuple(sorted(found))


def slivers(zones: gpd.GeoDataFrame) -> tuple[tuple[str, float], ...]:
    """Return (code, area in m²) for each part of a zone below 50 m²: what digitising leaves behind.

    Raises
    ------
    CrsError
        When ``zones`` is not in WGS 84.
    """
    found: list[tuple[str, float]] = []
    for _epsg, metric in split_by_metric_crs(zones):
        parts, owners = shapely.get_parts(metric.geometry.to_numpy(), return_index=True)
        codes = metric["code"].to_numpy()
        areas_m2 = shapely.area(parts)
        found += [(str(codes[owners[n]]), float(areas_m2[n])) for n in np.flatnonzero(areas_m2 < SLIVER_M2)]
    return tuple(sorted(found))

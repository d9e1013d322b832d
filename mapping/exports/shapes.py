"""Geometries as exchange formats want them: valid, oriented, six decimals, and the zones that hold them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapping.domain.tables import SEPARATOR

DECIMALS = 6
"""About 10 cm: finer than any outline or finger on a map."""

Shapes = NDArray[np.object_]


def tidy(geometries: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return the geometries in two dimensions, valid, rounded, with counter-clockwise outer rings (RFC 7946 § 3.1.6).

    A polygon that crosses itself becomes the surfaces that it draws. A shape that repair or rounding would wipe out
    is kept as it was. An empty geometry becomes None.

    Parameters
    ----------
    geometries
        WGS 84 degrees; None where there is no position.

    Returns
    -------
    geopandas.GeoSeries
        On the same index, same CRS.

    Examples
    --------
    >>> clockwise = shapely.from_wkt("POLYGON ((2 48, 2 49, 3 49, 3 48, 2 48))")
    >>> tidy(gpd.GeoSeries([clockwise])).to_wkt().tolist()
    ['POLYGON ((2 48, 3 48, 3 49, 2 49, 2 48))']
    """
    mended = _mended(geometries)
    rounded = shapely.transform(mended, _rounded)
    spoilt = shapely.is_valid(mended) & ~shapely.is_valid(rounded)
    if spoilt.any():
        snapped = shapely.transform(shapely.set_precision(mended[spoilt], 10.0**-DECIMALS), _rounded)
        rounded[spoilt] = np.where(shapely.is_empty(snapped), mended[spoilt], snapped)
    return gpd.GeoSeries(shapely.orient_polygons(rounded), index=geometries.index, crs=geometries.crs)


def zones_around(geometries: gpd.GeoSeries, zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the zones that hold each geometry, several being joined by ``|``.

    A point on a boundary is in the zone, as where places are counted; a line or a surface that only touches a zone
    is not in it.

    Parameters
    ----------
    geometries
        WGS 84 degrees; None where there is no position.
    zones
        ``tables.ZONES`` in WGS 84.

    Returns
    -------
    pandas.DataFrame
        Text columns ``code_quartier`` and ``quartier``, on the index of ``geometries``; empty text when outside.
    """
    shapes, outlines = _mended(geometries), _mended(zones.geometry)
    shape_at, zone_at = shapely.STRtree(outlines).query(shapes, predicate="intersects")
    is_point = shapely.get_dimensions(shapes[shape_at]) == 0
    kept = is_point | ~shapely.touches(shapes[shape_at], outlines[zone_at])
    pairs = pd.DataFrame({"shape": shape_at[kept], "zone": zone_at[kept]}).sort_values(["shape", "zone"])
    found = pd.DataFrame(index=geometries.index)
    for name, column in (("code_quartier", "code"), ("quartier", "name")):
        texts = zones[column].to_numpy(object)[pairs["zone"].to_numpy()]
        joined = pd.Series(texts, index=pairs["shape"], dtype=object).groupby(level=0).agg(SEPARATOR.join)
        found[name] = joined.reindex(range(len(shapes)), fill_value="").astype("str").to_numpy()
    return found


def _mended(geometries: gpd.GeoSeries) -> Shapes:
    shapes: Shapes = shapely.force_2d(np.array(geometries.array, dtype=object))
    shapes[shapely.is_empty(shapes)] = None
    crossed = ~shapely.is_valid(shapes) & (shapely.get_dimensions(shapes) == 2)
    if crossed.any():
        repaired = shapely.make_valid(shapes[crossed], method="structure", keep_collapsed=False)
        shapes[crossed] = np.where(shapely.is_empty(repaired), shapes[crossed], repaired)
    return shapes


def _rounded(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.round(coordinates, DECIMALS)

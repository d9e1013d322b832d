"""The points from which walks start: inhabitants where they are known, else the surface of the zone."""

from enum import StrEnum

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapping.analysis.metric import metric_zones
from mapping.analysis.population import GROUPS, SPACING_M, Distribution
from mapping.domain.crs import WGS84

MOST_POINTS = 2000
"""About as many points at most stand for the surface of a zone: a whole commune needs no more."""

COLUMNS = ["code", "lon", "lat", "inhabitants", *GROUPS, "weight", "basis"]


class Basis(StrEnum):
    """What the shares of a zone are shares of."""

    INHABITANTS = "inhabitants"
    AREA = "area"


def demand_points(zones: gpd.GeoDataFrame, inhabitants: Distribution | None) -> pd.DataFrame:
    """Return the points whose walks stand for each zone.

    Parameters
    ----------
    zones
        ``code`` and WGS 84 polygons.
    inhabitants
        Where people are; a zone that it gives no inhabitant to, and every zone when None, has evenly spaced points
        instead, whose shares are shares of its surface.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``lon``, ``lat`` (WGS 84 degrees), ``inhabitants`` and ``population.GROUPS`` (NaN where unknown),
        ``weight`` (inhabitants, or 1 for a point of the surface) and ``basis`` (`Basis`), on a fresh index.

    Raises
    ------
    CrsError
        When ``zones`` is not declared in WGS 84.
    """
    lived = _lived_in(inhabitants)
    bare = zones[~zones["code"].isin(set(lived["code"]))]
    pieces = [piece for piece in (lived, _surface(bare)) if len(piece)]
    if not pieces:
        return pd.DataFrame({name: pd.Series(dtype=object if name in ("code", "basis") else float) for name in COLUMNS})
    return pd.concat(pieces, ignore_index=True)[COLUMNS]


def _lived_in(inhabitants: Distribution | None) -> pd.DataFrame:
    if inhabitants is None:
        return pd.DataFrame({"code": pd.Series(dtype=object)})
    points = inhabitants.points
    people = points["inhabitants"].to_numpy(float)
    lived = points[people > 0]
    return lived.assign(weight=people[people > 0], basis=Basis.INHABITANTS.value)


def _surface(zones: gpd.GeoDataFrame) -> pd.DataFrame:
    codes = zones["code"].to_numpy(object)
    pieces: list[pd.DataFrame] = []
    for epsg, positions, polygons in metric_zones(zones):
        spread = [_even_points(polygon) for polygon in polygons]
        metres = gpd.GeoSeries(shapely.points(np.concatenate(spread)), crs=epsg).to_crs(WGS84)
        code = np.repeat(codes[positions], [len(points) for points in spread])
        pieces.append(pd.DataFrame({"code": code, "lon": metres.x.to_numpy(), "lat": metres.y.to_numpy()}))
    if not pieces:
        return pd.DataFrame({"code": pd.Series(dtype=object)})
    empty = dict.fromkeys(("inhabitants", *GROUPS), np.nan)
    return pd.concat(pieces, ignore_index=True).assign(weight=1.0, basis=Basis.AREA.value, **empty)


def _even_points(polygon: shapely.Polygon) -> NDArray[np.float64]:
    """Return (n, 2) metres inside a polygon: one point at least, however small it is."""
    west, south, east, north = shapely.bounds(polygon)
    step_m = max(SPACING_M, float(np.sqrt(shapely.area(polygon) / MOST_POINTS)))
    x, y = np.meshgrid(np.arange(west + step_m / 2, east, step_m), np.arange(south + step_m / 2, north, step_m))
    inside = shapely.intersects_xy(polygon, x.ravel(), y.ravel())
    if inside.any():
        return np.column_stack([x.ravel()[inside], y.ravel()[inside]])
    return shapely.get_coordinates(shapely.point_on_surface(polygon))

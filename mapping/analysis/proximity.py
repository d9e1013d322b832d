"""Proximity: which places are within walking reach of one another."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mapping.domain.crs import metric_epsg, project_points
from mapping.domain.parameters import Parameters


def metric_points(points: pd.DataFrame) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float64]]]:
    """Yield (positions, eastings and northings in metres) for the points of each legal metric CRS.

    Points without coordinates, or whose coordinates are not degrees, are in none.

    Parameters
    ----------
    points
        ``lon`` and ``lat``, WGS 84 degrees.
    """
    lon, lat = points["lon"].to_numpy(float), points["lat"].to_numpy(float)
    placed = np.flatnonzero((np.abs(lon) <= 180) & (np.abs(lat) <= 90))
    codes = np.array([metric_epsg(x, y) for x, y in zip(lon[placed], lat[placed])], dtype=np.int64)
    for epsg in np.unique(codes):
        here = placed[codes == epsg]
        yield here.astype(np.intp), project_points(lon[here], lat[here], epsg=int(epsg))


def near_pairs(
    points: pd.DataFrame, *, within_min: float, parameters: Parameters, walk_pairs: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the pairs of points at ``within_min`` minutes on foot or less.

    Without ``walk_pairs``, minutes are crow-fly metres × ``detour`` / ``speed_m_min``, in the legal metric CRS.

    Parameters
    ----------
    points
        ``place_id``, ``lon`` and ``lat`` (WGS 84 degrees).
    within_min
        Minutes; a pair at exactly this time counts.
    parameters
        ``detour`` and ``speed_m_min`` are read.
    walk_pairs
        ``place_a``, ``place_b`` (identifiers, either way round) and ``minutes`` measured on a network of streets; a
        pair that is not in it is out of reach. Where a pair stands twice, the shorter counts.

    Returns
    -------
    pandas.DataFrame
        ``a`` and ``b`` (positions among ``points``, a < b) and ``minutes``, ordered by a and then by b.
    """
    if walk_pairs is not None:
        return _walked(points, walk_pairs, within_min=within_min)
    found: list[pd.DataFrame] = []
    reach_m = within_min * parameters.speed_m_min / parameters.detour
    for positions, xy in metric_points(points):
        pairs = cKDTree(xy).query_pairs(reach_m, output_type="ndarray")
        apart_m = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
        minutes = apart_m * parameters.detour / parameters.speed_m_min
        found.append(_pairs(positions[pairs[:, 0]], positions[pairs[:, 1]], minutes))
    return _ordered(found)


def _walked(points: pd.DataFrame, walk_pairs: pd.DataFrame, *, within_min: float) -> pd.DataFrame:
    rank = {place_id: position for position, place_id in enumerate(points["place_id"])}
    a, b = (walk_pairs[name].astype(object).map(rank).to_numpy(float) for name in ("place_a", "place_b"))
    minutes = walk_pairs["minutes"].to_numpy(float)
    kept = ~np.isnan(a) & ~np.isnan(b) & (a != b) & (minutes <= within_min)
    return _ordered([_pairs(a[kept].astype(np.intp), b[kept].astype(np.intp), minutes[kept])])


def _pairs(a: NDArray[np.intp], b: NDArray[np.intp], minutes: NDArray[np.float64]) -> pd.DataFrame:
    return pd.DataFrame({"a": np.minimum(a, b), "b": np.maximum(a, b), "minutes": minutes})


def _ordered(found: list[pd.DataFrame]) -> pd.DataFrame:
    none = np.empty(0, dtype=np.intp)
    pairs = pd.concat([_pairs(none, none, np.empty(0)), *found], ignore_index=True)
    shortest = pairs.sort_values(["a", "b", "minutes"]).drop_duplicates(["a", "b"])
    return shortest.reset_index(drop=True)

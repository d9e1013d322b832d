"""Scales: does a conclusion hold when the same people are cut in other units? And what a rank is worth.

The modifiable areal unit problem (Openshaw, 1984): a share by zone depends on the zones. The same inhabitants are
therefore looked at in several cuttings, and a conclusion is told with the number of cuttings at which it holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from mapping.analysis.supply import points_in_zones, supply_counts


@dataclass(frozen=True, slots=True)
class Scale:
    """One way to cut the territory: ``zones`` has ``code`` and WGS 84 polygons; places up to ``band_m`` metres outside
    one count in it."""

    name: str
    zones: gpd.GeoDataFrame
    band_m: float = 0.0


def scales_of(
    zones: gpd.GeoDataFrame, *, band_m: float, iris: gpd.GeoDataFrame | None, grid: gpd.GeoDataFrame | None
) -> tuple[Scale, ...]:
    """Return the cuttings that a workshop allows: its zones, zones and band, IRIS, and the cells of the grid.

    Parameters
    ----------
    zones
        The zones of the diagnostic.
    band_m
        Width of the band, in metres.
    iris
        ``tables.ZONES`` of kind ``iris``, or None.
    grid
        ``layers.GRID``, or None.
    """
    found = [Scale("zone", zones), Scale("zone_band", zones, band_m)]
    if iris is not None and len(iris):
        found.append(Scale("iris", iris))
    if grid is not None and len(grid):
        found.append(Scale("grid", grid.assign(code=grid["cell_id"])))
    return tuple(found)


def scale_table(
    points: pd.DataFrame, places: pd.DataFrame, filieres: Sequence[str], scales: Sequence[Scale]
) -> pd.DataFrame:
    """Return, for each filière and scale, the share of the same people whose unit holds no place.

    Parameters
    ----------
    points
        ``access_points.demand_points``: ``lon``, ``lat`` (degrees), ``inhabitants`` and ``weight``. Where some have
        inhabitants, only those count; else the shares are shares of the surface.
    places
        ``tables.PLACES``.
    filieres
        Identifiers of the filières.
    scales
        Ways to cut. Someone in several overlapping units has a place when one of them holds one.

    Returns
    -------
    pandas.DataFrame
        ``filiere``, ``scale``, ``units`` (where someone lives), ``share_without`` (0 to 1; NaN where nobody is in a
        unit of that scale), by filière then by scale, on a fresh index.
    """
    lived = points[points["inhabitants"].to_numpy(float) > 0]
    points = lived if len(lived) else points
    pieces = [_at(points, places, filieres, scale).assign(scale=scale.name) for scale in scales]
    if not pieces:
        return pd.DataFrame(columns=["filiere", "scale", "units", "share_without"])
    table = pd.concat(pieces)[["filiere", "scale", "units", "share_without"]]
    return table.sort_index(kind="stable").reset_index(drop=True)


def holding(table: pd.DataFrame, *, majority: float = 0.5) -> pd.DataFrame:
    """Say at how many scales the conclusion of the first one holds.

    The conclusion is « most people live in a unit without a place » (``share_without`` above ``majority``), or its
    contrary.

    Parameters
    ----------
    table
        That of `scale_table`; the first scale of each filière is the reference.
    majority
        From 0 to 1.

    Returns
    -------
    pandas.DataFrame
        ``filiere``, ``missing`` (the conclusion at the reference scale), ``low`` and ``high`` (extremes of
        ``share_without``), ``holds`` and ``scales``: it holds at ``holds`` of ``scales``; scales where nobody lives in
        a unit are not counted. Filières that no scale says anything of are left out.
    """
    rows = []
    for filiere, group in table.dropna(subset=["share_without"]).groupby("filiere", sort=False):
        shares = group["share_without"].to_numpy(float)
        missing = shares > majority
        rows.append(
            (filiere, bool(missing[0]), shares.min(), shares.max(), int((missing == missing[0]).sum()), len(shares))
        )
    return pd.DataFrame(rows, columns=["filiere", "missing", "low", "high", "holds", "scales"])


def rank_interval(rates: pd.DataFrame) -> pd.DataFrame:
    """Return the rank of each row with the ranks that its interval allows; 1 is the highest rate.

    Row *a* is surely before row *b* when the low end of *a* is above the high end of *b*. The best rank counts those
    surely before, the worst leaves out those surely after. Intervals that are each at 95 % make ranges that are
    prudent (they hold together more often than 95 %).

    Parameters
    ----------
    rates
        ``rate``, ``low`` and ``high``, as `uncertainty.poisson_rate` returns them.

    Returns
    -------
    pandas.DataFrame
        ``rank``, ``rank_low`` (best possible) and ``rank_high`` (worst possible) on the index of ``rates``; NaN where
        the rate is unknown.

    Raises
    ------
    ValueError
        When a low end is above its high end.

    Examples
    --------
    >>> rates = pd.DataFrame({"rate": [5.0, 4.0, 1.0], "low": [3.0, 2.0, 0.5], "high": [7.0, 6.0, 1.5]})
    >>> rank_interval(rates).to_dict("list")
    {'rank': [1.0, 2.0, 3.0], 'rank_low': [1.0, 1.0, 3.0], 'rank_high': [2.0, 2.0, 3.0]}
    """
    rate, low, high = (rates[name].to_numpy(float) for name in ("rate", "low", "high"))
    if (low > high).any():
        raise ValueError("the low end of an interval is above its high end")
    known = ~np.isnan(rate)
    surely_before = (low[None, :] > high[:, None]).sum(axis=1)
    surely_after = (high[None, :] < low[:, None]).sum(axis=1)
    ranks = {
        "rank": pd.Series(rate).rank(method="min", ascending=False).to_numpy(float),
        "rank_low": 1.0 + surely_before,
        "rank_high": float(known.sum()) - surely_after,
    }
    return pd.DataFrame({name: np.where(known, value, np.nan) for name, value in ranks.items()}, index=rates.index)


def _at(points: pd.DataFrame, places: pd.DataFrame, filieres: Sequence[str], scale: Scale) -> pd.DataFrame:
    counted = supply_counts(places, scale.zones, filieres, band_m=scale.band_m)
    held = counted["inside"] + (counted["band"] if scale.band_m > 0 else 0)
    empty = (held.to_numpy() == 0).reshape(len(scale.zones), len(filieres))
    point, unit = points_in_zones(points["lon"].to_numpy(float), points["lat"].to_numpy(float), scale.zones)
    without = np.ones((len(points), len(filieres)), dtype=bool)
    np.logical_and.at(without, point, empty[unit])
    inside = np.unique(point)
    weight = points["weight"].to_numpy(float)[inside]
    total = weight.sum()
    share = weight @ without[inside] / total if total > 0 else np.full(len(filieres), np.nan)
    return pd.DataFrame({"filiere": list(filieres), "units": len(np.unique(unit)), "share_without": share})

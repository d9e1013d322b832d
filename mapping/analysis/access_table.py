"""Access in figures: minutes and shares for each zone and filière, weighted by inhabitants."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapping.analysis.access import WalkMethod, WalkModel, minutes_to_nearest

GROUP_SHARES = {
    "children": "children_within_reach_share",
    "over_65": "over_65_within_reach_share",
    "men_pauv": "poor_within_reach_share",
}
"""Columns of the points that are counted apart, and the column that each gives."""
STEPS_MIN = {"share_within_5min": 5.0, "share_within_10min": 10.0, "share_within_15min": 15.0}
FIGURES = ["walk_median_min", "walk_p90_min", *STEPS_MIN, "share_within_reach", *GROUP_SHARES.values()]
COLUMNS = ["code", "filiere", *FIGURES, "method", "basis"]


def access_table(model: WalkModel, codes: Sequence[str], filieres: Sequence[str]) -> pd.DataFrame:
    """Return one row for each zone and filière.

    Parameters
    ----------
    model
        Walks from the points of `demand_points` (``weight``, ``basis`` and ``population.GROUPS`` are read).
    codes
        The zones, in order; one without any point has empty figures and the method ``unknown``.
    filieres
        Identifiers of the filières, in order.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``filiere``; ``walk_median_min`` and ``walk_p90_min`` (minutes; NaN where that part of the zone can
        walk to none); ``share_within_5min``, ``share_within_10min``, ``share_within_15min`` and ``share_within_reach``
        (``parameters.reach_min`` minutes), from 0 to 1; ``children_within_reach_share``,
        ``over_65_within_reach_share`` and ``poor_within_reach_share`` (poor households; NaN where no grid says);
        ``method`` (`WalkMethod`) and ``basis`` (`Basis`, empty without points). On a fresh index.
    """
    return table_of(model, minutes_to_nearest(model, filieres), codes)


def table_of(model: WalkModel, minutes: pd.DataFrame, codes: Sequence[str]) -> pd.DataFrame:
    """Return what `access_table` does from minutes already known (index of the points, a column for each filière)."""
    positions = model.points.groupby("code", sort=False).indices
    values = minutes.to_numpy(float)
    columns = {name: _column(model.points, name) for name in ("weight", *GROUP_SHARES)}
    reach_min = model.parameters.reach_min
    blank = np.full((values.shape[1], len(FIGURES)), np.nan)
    figures = [
        _figures(values[rows], {name: column[rows] for name, column in columns.items()}, reach_min=reach_min)
        if (rows := positions.get(code)) is not None
        else blank
        for code in codes
    ]
    bases = model.points.drop_duplicates("code").set_index("code")["basis"]
    per_zone = pd.DataFrame(
        {
            "code": pd.Series([*codes], dtype=object),
            "method": model.methods.reindex([*codes]).fillna(WalkMethod.UNKNOWN.value).to_numpy(object),
            "basis": bases.reindex([*codes]).fillna("").to_numpy(object),
        }
    )
    repeated = per_zone.loc[per_zone.index.repeat(values.shape[1])].reset_index(drop=True)
    repeated["filiere"] = np.tile(np.array(minutes.columns, dtype=object), len(codes))
    stacked = np.concatenate(figures) if figures else np.empty((0, len(FIGURES)))
    return repeated.join(pd.DataFrame(stacked, columns=FIGURES))[COLUMNS]


def _column(points: pd.DataFrame, name: str) -> NDArray[np.float64]:
    return points[name].to_numpy(float) if name in points else np.full(len(points), np.nan)


def _figures(
    minutes: NDArray[np.float64], values: dict[str, NDArray[np.float64]], *, reach_min: float
) -> NDArray[np.float64]:
    """Return (filières, figures) of one zone from (points, filières) minutes."""
    weight = values["weight"]
    within = [_share(minutes <= step, weight) for step in (*STEPS_MIN.values(), reach_min)]
    groups = [_share(minutes <= reach_min, values[name]) for name in GROUP_SHARES]
    return np.column_stack([*_quantiles(minutes, weight, (0.5, 0.9)), *within, *groups])


def _share(within: NDArray[np.bool_], weight: NDArray[np.float64]) -> NDArray[np.float64]:
    known = np.nan_to_num(weight)
    total = known.sum()
    if not total > 0:
        return np.full(within.shape[1], np.nan)
    # Sums in two orders differ by a rounding: everybody must be 1, not 1.0000000000000002.
    return np.asarray(np.round(known @ within / total, 12))


def _quantiles(
    minutes: NDArray[np.float64], weight: NDArray[np.float64], shares: Sequence[float]
) -> list[NDArray[np.float64]]:
    """Return the smallest minutes that each share of the weight walks at most; NaN where that is infinite."""
    order = np.argsort(minutes, axis=0, kind="stable")
    walked = np.take_along_axis(minutes, order, axis=0)
    cumulated = np.cumsum(weight[order], axis=0)
    found = []
    for share in shares:
        # A sum of shares may fall short of its own total by a rounding.
        first = (cumulated >= share * cumulated[-1] * (1 - 1e-12)).argmax(axis=0)
        value = np.take_along_axis(walked, first[None, :], axis=0)[0]
        found.append(np.where(np.isfinite(value), value, np.nan))
    return found

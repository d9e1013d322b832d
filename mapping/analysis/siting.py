"""Siting: which of the real premises would serve most of the inhabitants who have nothing within reach.

Everything starts from minutes on foot, inhabitants' points × premises, so that it holds with streets or without. The
ranking and the greedy choice are numpy and answer at once; the optimum that confirms them (MCLP, Church & ReVelle
1974; p-median, Hakimi 1964) is that of spopt. Formulas and limits: ``docs/indicators.md``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Minutes = NDArray[np.float64]

COLUMNS = (
    *("rank", "candidate_id", "inhabitants", "children", "over_65", "walk_before_min", "walk_after_min"),
    *("gap_to_next", "share_of_best"),
)
_GROUPS = ("children", "over_65")
NEVER_MIN = 120.0
"""What a walk that cannot be made counts for in an average: two hours, the longest threshold that may be set."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Who is to be served: one entry for each point of inhabitants.

    ``inhabitants`` people of each point. ``groups`` has ``children`` and ``over_65`` (NaN where nobody knows).
    ``now_min`` minutes to the nearest place that already answers the need, infinite where there is none.
    """

    inhabitants: Minutes
    groups: pd.DataFrame
    now_min: Minutes

    def without(self, *, reach_min: float) -> NDArray[np.bool_]:
        """Say which points have nothing within ``reach_min`` minutes."""
        return ~(self.now_min <= reach_min)


def demand_of(points: pd.DataFrame, now_min: Minutes) -> Demand:
    """Return the demand of ``Distribution.points``; a point whose inhabitants are unknown counts for nobody."""
    people = points["inhabitants"].astype(float).fillna(0.0).to_numpy()
    groups = pd.DataFrame({name: points[name].to_numpy(float) for name in _GROUPS})
    return Demand(people.astype(np.float64), groups, np.asarray(now_min, float))


def gains(minutes: Minutes, demand: Demand, *, reach_min: float) -> Minutes:
    """Return, for each candidate, the inhabitants who have nothing within reach and would have it.

    Parameters
    ----------
    minutes
        Points × candidates, infinite where one cannot walk.
    demand
        On the same points.
    reach_min
        A place at exactly this many minutes is within reach.
    """
    missing = demand.without(reach_min=reach_min)
    reached = (minutes[missing] <= reach_min).astype(float)
    return np.asarray(demand.inhabitants[missing] @ reached, dtype=float)


def rank_sites(candidates: Sequence[str], minutes: Minutes, demand: Demand, *, reach_min: float) -> pd.DataFrame:
    """Rank premises by the inhabitants whom each would serve alone, among those who have nothing within reach.

    Parameters
    ----------
    candidates
        Identifier of each column of ``minutes``.
    minutes
        Points × candidates, infinite where one cannot walk.
    demand
        On the same points.
    reach_min
        Minutes under which a place is within reach, included.

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``, the best first: ``inhabitants`` gained; ``children`` and ``over_65`` among them (NaN where no
        grid tells); ``walk_before_min`` and ``walk_after_min``, median minutes of the inhabitants without anything to
        their nearest place, before and after (infinite where more than half cannot walk to one); ``gap_to_next``
        inhabitants more than the following rank (NaN for the last); ``share_of_best`` from 0 to 1. Equal gains share
        their rank; they are shown the shorter walk first.

    Raises
    ------
    ValueError
        When the shapes do not agree.

    Examples
    --------
    >>> demand = demand_of(pd.DataFrame({"inhabitants": [10, 30], "children": [1, 2], "over_65": [0, 0]}),
    ...                    np.array([np.inf, np.inf]))
    >>> rank_sites(["a", "b"], np.array([[5.0, 20.0], [20.0, 5.0]]), demand, reach_min=10)["candidate_id"].tolist()
    ['b', 'a']
    """
    _check(candidates, minutes, demand)
    missing = demand.without(reach_min=reach_min)
    people = demand.inhabitants[missing]
    after = np.minimum(minutes[missing], demand.now_min[missing, None])
    table = pd.DataFrame(
        {
            "candidate_id": np.array(list(candidates), dtype=object),
            "inhabitants": gains(minutes, demand, reach_min=reach_min),
            **{name: _group_gains(minutes, demand, name, reach_min=reach_min) for name in _GROUPS},
            "walk_before_min": weighted_median(demand.now_min[missing], people),
            "walk_after_min": [weighted_median(column, people) for column in after.T],
        }
    )
    ordered = table.sort_values(["inhabitants", "walk_after_min"], ascending=[False, True], kind="stable")
    gained = ordered["inhabitants"].round(6)
    best = gained.max() if len(gained) else 0.0
    return ordered.assign(
        rank=gained.rank(method="min", ascending=False).astype("int64"),
        gap_to_next=gained - gained.shift(-1),
        share_of_best=gained / best if best > 0 else np.nan,
    ).reset_index(drop=True)[[*COLUMNS]]


def rank_ranges(
    candidates: Sequence[str], minutes: Minutes, demand: Demand, *, reaches_min: Sequence[float]
) -> pd.DataFrame:
    """Return the best and the worst rank of each premises when what is within reach is given other minutes.

    Parameters
    ----------
    candidates, minutes, demand
        Those of `rank_sites`.
    reaches_min
        Minutes tried, in turn; that of the ranking itself is one of them.

    Returns
    -------
    pandas.DataFrame
        ``candidate_id``, ``rank_low`` (the best), ``rank_high`` (the worst), in the order of ``candidates``.

    Examples
    --------
    >>> demand = demand_of(pd.DataFrame({"inhabitants": [10, 30], "children": [1, 2], "over_65": [0, 0]}),
    ...                    np.array([np.inf, np.inf]))
    >>> rank_ranges(["a", "b"], np.array([[5.0, 20.0], [20.0, 12.0]]), demand, reaches_min=(10, 12)).values.tolist()
    [['a', 1, 2], ['b', 1, 2]]
    """
    _check(candidates, minutes, demand)
    tried = [gains(minutes, demand, reach_min=reach).round(6) for reach in reaches_min]
    ranks = pd.DataFrame(tried, columns=range(len(candidates))).rank(axis=1, method="min", ascending=False)
    return pd.DataFrame(
        {
            "candidate_id": np.array(list(candidates), dtype=object),
            "rank_low": ranks.min().to_numpy().astype("int64"),
            "rank_high": ranks.max().to_numpy().astype("int64"),
        }
    )


def greedy_sites(minutes: Minutes, demand: Demand, *, sites: int, reach_min: float) -> tuple[int, ...]:
    """Choose premises to open together, one after another: each time the one that serves most people still without.

    Returns
    -------
    tuple
        Positions of the candidates, ``sites`` at most: it stops when nobody more would be served. The first of equal
        ones is taken. At least 63 % of the optimum (Nemhauser, Wolsey & Fisher 1978).
    """
    chosen: list[int] = []
    left = demand
    for _site in range(min(sites, minutes.shape[1])):
        gained = gains(minutes, left, reach_min=reach_min)
        best = int(np.argmax(gained))
        if not gained[best] > 0:
            break
        chosen.append(best)
        left = Demand(left.inhabitants, left.groups, np.minimum(left.now_min, minutes[:, best]))
    return tuple(chosen)


def served(sites: Sequence[int], minutes: Minutes, demand: Demand, *, reach_min: float) -> float:
    """Return the inhabitants without anything within reach who would have it if these candidates opened together."""
    if not sites:
        return 0.0
    missing = demand.without(reach_min=reach_min)
    reached = (minutes[missing][:, list(sites)] <= reach_min).any(axis=1)
    return float(demand.inhabitants[missing][reached].sum())


def average_walk_min(sites: Sequence[int], minutes: Minutes, demand: Demand) -> float:
    """Return the mean walk of all inhabitants to their nearest place once these candidates are open.

    A walk that cannot be made, or is longer, counts for two hours: an average has to hold it.
    """
    nearest = np.minimum(demand.now_min, minutes[:, list(sites)].min(axis=1, initial=np.inf))
    total = demand.inhabitants.sum()
    return float(np.minimum(nearest, NEVER_MIN) @ demand.inhabitants / total) if total > 0 else float("nan")


def farthest_walk_min(sites: Sequence[int], minutes: Minutes, demand: Demand) -> float:
    """Return the walk of the inhabitant who is farthest: what an average hides (the p-center objective)."""
    nearest = np.minimum(demand.now_min, minutes[:, list(sites)].min(axis=1, initial=np.inf))
    there = nearest[demand.inhabitants > 0]
    return float(there.max()) if len(there) else float("nan")


def weighted_median(values: Minutes, weights: Minutes) -> float:
    """Return the smallest value that at least half of the weight does not exceed; NaN without any weight.

    Examples
    --------
    >>> weighted_median(np.array([5.0, 20.0, 8.0]), np.array([10.0, 10.0, 30.0]))
    8.0
    """
    total = float(weights.sum())
    if not total > 0:
        return float("nan")
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, total / 2)])


def _group_gains(minutes: Minutes, demand: Demand, name: str, *, reach_min: float) -> Minutes:
    people = demand.groups[name].to_numpy(float)
    if np.isnan(people).all():
        return np.full(minutes.shape[1], np.nan)
    return gains(minutes, Demand(np.nan_to_num(people), demand.groups, demand.now_min), reach_min=reach_min)


def _check(candidates: Sequence[str], minutes: Minutes, demand: Demand) -> None:
    expected = (len(demand.inhabitants), len(candidates))
    if minutes.shape != expected:
        raise ValueError(f"minutes is {minutes.shape}; {expected} (points × candidates) is expected")

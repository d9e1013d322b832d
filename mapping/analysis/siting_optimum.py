"""The optimum that confirms a choice of premises: MCLP and p-median, solved with spopt and HiGHS.

spopt takes seconds to import and its models are built one variable at a time: it is imported only here, inside the
functions, and the points that the same candidates reach are one client of the MCLP, which changes nothing to its
optimum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapping.analysis.siting import NEVER_MIN, Demand, Minutes, average_walk_min, farthest_walk_min, served

_TOLERANCE = 1e-6
"""Inhabitants, relatively: two sums of the same people in another order."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """Positions of the candidates that the optimum opens, and what they give together.

    ``inhabitants`` served among those who have nothing within reach; ``average_walk_min`` and ``farthest_walk_min``
    over all inhabitants, existing places included.
    """

    sites: tuple[int, ...]
    inhabitants: float
    average_walk_min: float
    farthest_walk_min: float


def most_served(minutes: Minutes, demand: Demand, *, sites: int, reach_min: float) -> Optimum:
    """Solve the MCLP: the ``sites`` candidates that serve most inhabitants who have nothing within reach.

    maximise Σ aᵢ Xᵢ, with Σ_{j : tᵢⱼ ≤ reach} Yⱼ ≥ Xᵢ and Σ Yⱼ = ``sites``; aᵢ are inhabitants, not points. Those
    whom an existing place serves already are left out, which is what fixing those places does.

    Raises
    ------
    ValueError
        When there are fewer candidates than ``sites``, or ``sites`` is not positive.
    """
    _check(minutes, sites)
    missing = demand.without(reach_min=reach_min) & (demand.inhabitants > 0)
    reach, people = _clients(minutes[missing] <= reach_min, demand.inhabitants[missing])
    if not len(people):
        return _optimum((), minutes, demand, reach_min=reach_min)
    from spopt.locate import MCLP

    # spopt's `perc_cov` counts clients, not people: only which site serves whom (`cli2fac`) is read.
    model = _solved(MCLP.from_cost_matrix(np.where(reach, 0.0, 1.0), people, service_radius=0.5, p_facilities=sites))
    opened = sorted({int(site) for serving in model.cli2fac for site in serving})
    return _optimum(tuple(opened), minutes, demand, reach_min=reach_min)


def shortest_walk(minutes: Minutes, demand: Demand, *, sites: int, reach_min: float) -> Optimum:
    """Solve the p-median: the ``sites`` candidates that make the mean walk of all inhabitants shortest.

    minimise Σ aᵢ tᵢⱼ zᵢⱼ with ``sites`` candidates open; the existing places stay open. A walk that cannot be made
    counts for two hours. ``reach_min`` only serves to count the inhabitants served.

    Raises
    ------
    ValueError
        When there are fewer candidates than ``sites``, or ``sites`` is not positive.
    """
    _check(minutes, sites)
    # All existing places are open: for each point they are one place, at the minutes of the nearest. Where none of
    # the candidates is nearer, the walk is the same whatever opens, and the point would only weigh on the model.
    there = (demand.inhabitants > 0) & (minutes.min(axis=1) < np.minimum(demand.now_min, NEVER_MIN))
    walks = np.minimum(np.column_stack([minutes[there], demand.now_min[there]]), NEVER_MIN)
    different, inverse = np.unique(walks, axis=0, return_inverse=True)
    people = np.bincount(inverse.ravel(), weights=demand.inhabitants[there])
    if not len(people):
        return _optimum((), minutes, demand, reach_min=reach_min)
    from spopt.locate import PMedian

    fixed = np.zeros(walks.shape[1], dtype=int)
    fixed[-1] = 1
    model = _solved(
        PMedian.from_cost_matrix(different, people, p_facilities=sites + 1, predefined_facilities_arr=fixed)
    )
    opened = [position for position, clients in enumerate(model.fac2cli) if clients and position < minutes.shape[1]]
    return _optimum(tuple(opened), minutes, demand, reach_min=reach_min)


def confirmed(
    ranked: pd.DataFrame,
    candidates: Sequence[str],
    minutes: Minutes,
    demand: Demand,
    *,
    reach_min: float,
    first: int = 3,
) -> pd.Series:
    """Say of the first rows of ``siting.rank_sites`` whether the MCLP optimum agrees.

    Row *k* is confirmed when no single candidate, among those that are not ranked before it, serves more people.

    Returns
    -------
    pandas.Series
        Booleans on the index of ``ranked``, ``pd.NA`` after the ``first`` rows, which nobody asked to check.
    """
    position = {candidate: number for number, candidate in enumerate(candidates)}
    order = [position[candidate] for candidate in ranked["candidate_id"]]
    agrees: list[bool | object] = [pd.NA] * len(ranked)
    for row, gained in enumerate(ranked["inhabitants"].to_numpy(float)[:first]):
        best = most_served(minutes[:, order[row:]], demand, sites=1, reach_min=reach_min)
        agrees[row] = bool(abs(best.inhabitants - gained) <= _TOLERANCE * max(gained, 1.0))
    return pd.Series(agrees, index=ranked.index, name="confirmed", dtype="boolean")


def _clients(reach: NDArray[np.bool_], people: Minutes) -> tuple[NDArray[np.bool_], Minutes]:
    """Return the distinct rows of ``reach`` that reach something, with the people of each."""
    some = reach.any(axis=1)
    if not some.any():
        return reach[:0], people[:0]
    different, inverse = np.unique(reach[some], axis=0, return_inverse=True)
    return different, np.bincount(inverse.ravel(), weights=people[some]).astype(np.float64)


def _solved(model: Any) -> Any:
    import pulp

    return model.solve(pulp.HiGHS(msg=False), results=True)


def _optimum(sites: tuple[int, ...], minutes: Minutes, demand: Demand, *, reach_min: float) -> Optimum:
    return Optimum(
        sites,
        served(sites, minutes, demand, reach_min=reach_min),
        average_walk_min(sites, minutes, demand),
        farthest_walk_min(sites, minutes, demand),
    )


def _check(minutes: Minutes, sites: int) -> None:
    if not 1 <= sites <= minutes.shape[1]:
        raise ValueError(f"{sites} sites among {minutes.shape[1]} candidates; from 1 to all of them is expected")

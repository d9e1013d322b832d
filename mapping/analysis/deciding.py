"""Which verdict each zone and filière is given: the rules, in their order, that ``docs/indicators.md`` states."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapping.domain.models import Verdict
from mapping.domain.parameters import Parameters

PERCEPTION_COLUMNS = ("code", "filiere", "people_asking", "people_knowing")
"""What a frame of perception holds here: distinct people, for each zone and filière; it may hold more."""


def decide(
    table: pd.DataFrame, *, located: bool, parameters: Parameters, perception: pd.DataFrame | None = None
) -> NDArray[np.object_]:
    """Give each row the first verdict whose condition holds.

    Parameters
    ----------
    table
        ``tables.GAPS`` without its verdict: counts, population, ``walk_median_min`` and ``share_within_10min`` (the
        share within ``parameters.reach_min`` minutes).
    located
        Whether the workshop has any place with coordinates: an empty list is not a desert.
    parameters
        ``reach_share``, ``far_min`` and ``min_people`` are used.
    perception
        ``PERCEPTION_COLUMNS``, rows in any order; the rule of what is not known is not applied without it. A cell that
        is not in it, or whose ``people_knowing`` is NaN, is one where nobody said to know a place.

    Returns
    -------
    numpy.ndarray
        Values of ``Verdict``, one a row of ``table``.
    """
    inside = table["inside"].to_numpy(float) >= 1
    near = inside | (table["band_300m"].to_numpy(float) >= 1)
    share, median = table["share_within_10min"].to_numpy(float), table["walk_median_min"].to_numpy(float)
    reached = share >= parameters.reach_share
    unwalked = np.isnan(share)
    present = inside & (unwalked | reached)
    nearby = ~inside & (reached | (near & unwalked))
    uninhabited = ~(table["population"].to_numpy(float) > 0)
    steps = [
        (np.full(len(table), not located), Verdict.INSUFFICIENT_DATA),
        (~near & uninhabited & np.isnan(median), Verdict.INSUFFICIENT_DATA),
        ((present | nearby) & _unknown(table, perception, parameters.min_people), Verdict.UNKNOWN_OFFER),
        (present, Verdict.PRESENT),
        (nearby, Verdict.NEARBY),
        (near | (median <= parameters.far_min), Verdict.FAR),
    ]
    conditions = [np.asarray(condition, dtype=bool) for condition, _verdict in steps]
    values = [verdict.value for _condition, verdict in steps]
    return np.select(conditions, values, default=Verdict.ABSENT.value).astype(object)


def _unknown(table: pd.DataFrame, perception: pd.DataFrame | None, min_people: int) -> NDArray[np.bool_]:
    """Say where enough people ask for a filière and fewer know a place of it."""
    if perception is None or perception.empty:
        return np.zeros(len(table), dtype=bool)
    said = perception.drop_duplicates(["code", "filiere"], keep="last").set_index(["code", "filiere"])
    cells = pd.MultiIndex.from_arrays([table["code_qp"], table["filiere"]])
    found = said[["people_asking", "people_knowing"]].astype(float).reindex(cells).fillna(0).to_numpy()
    asking, knowing = found.T
    return np.asarray((asking >= min_people) & (knowing < asking))

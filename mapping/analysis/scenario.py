"""What if: who would have a place within reach, and which verdicts change, when some places open and others close.

Only what changes is computed again: the walks to the places that open, and those of the needs that a place that closes
answered. The rest of the diagnostic is taken as it stands.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapping.analysis.access import WalkModel, minutes_to, minutes_to_nearest, with_places
from mapping.analysis.siting import weighted_median
from mapping.domain.models import Verdict
from mapping.domain.scenarios import Opening
from mapping.domain.tables import PLACES, require_columns, split_values

IMAGINED = "scenario"
"""``origin`` of the places that a scenario opens."""
GROUPS = ("children", "over_65", "men_pauv")
COLUMNS = (
    *("code", "filiere", "people", "people_before", "people_after", "children", "over_65", "men_pauv"),
    *("share_before", "share_after", "walk_median_before_min", "walk_median_after_min"),
)
_HAIR_MIN = 1e-9
"""The same walk added up in another order."""


@dataclass(frozen=True, slots=True)
class Total:
    """Over all zones, for one need: the people who gain or lose a place within reach (negative when they lose it).

    NaN where nobody knows how many people, children, people over 65 or poor households live there.
    """

    filiere: str
    people: float
    children: float
    over_65: float
    men_pauv: float


def places_after(places: pd.DataFrame, opened: Sequence[Opening], closed: Collection[str]) -> pd.DataFrame:
    """Return ``tables.PLACES`` without the places closed, and with those opened (``origin`` is ``scenario``).

    Raises
    ------
    ColumnError
        When ``places`` lacks a column.
    """
    require_columns(places, PLACES)
    kept = places[~places["place_id"].isin(list(closed))][PLACES.names]
    if not opened:
        return kept.reset_index(drop=True)
    added = pd.DataFrame(
        {
            "place_id": [f"{IMAGINED}-{number}" for number in range(1, len(opened) + 1)],
            "origin": IMAGINED,
            "status": "accepted",
            "filieres": [opening.filiere for opening in opened],
            "lon": [float(opening.lon) for opening in opened],
            "lat": [float(opening.lat) for opening in opened],
        }
    )
    return added if kept.empty else pd.concat([kept, added], ignore_index=True)


def changed_filieres(
    places: pd.DataFrame, opened: Sequence[Opening], closed: Collection[str], filieres: Sequence[str]
) -> tuple[str, ...]:
    """Return the needs that something opens or closes for, in the order of ``filieres``."""
    shut = places.loc[places["place_id"].isin(list(closed)), "filieres"].fillna("")
    touched = {opening.filiere for opening in opened}.union(*(split_values(str(cell)) for cell in shut))
    return tuple(filiere for filiere in filieres if filiere in touched)


def minutes_after(
    model: WalkModel, minutes: pd.DataFrame, opened: Sequence[Opening], closed: Collection[str]
) -> pd.DataFrame:
    """Return ``minutes`` once the places have opened and closed; the columns that nothing touches are the same.

    Parameters
    ----------
    model
        Points, places before, and streets.
    minutes
        ``access.minutes_to_nearest`` of that model: points × filières.
    opened, closed
        Places that open, and ``place_id`` of those that close.
    """
    names = [str(name) for name in minutes.columns]
    after = minutes.copy()
    shut = changed_filieres(model.places, (), closed, names)
    if shut:
        after[[*shut]] = minutes_to_nearest(with_places(model, places_after(model.places, (), closed)), shut)
    useful = [opening for opening in opened if opening.filiere in names]
    if useful:
        positions = np.array([(opening.lon, opening.lat) for opening in useful], dtype=float)
        walks = minutes_to(model, positions[:, 0], positions[:, 1])
        for opening, walk in zip(useful, walks.T, strict=True):
            after[opening.filiere] = np.minimum(after[opening.filiere].to_numpy(float), walk)
    return after


def coverage_change(
    points: pd.DataFrame,
    before: pd.DataFrame,
    after: pd.DataFrame,
    filieres: Sequence[str],
    *,
    codes: Sequence[str],
    reach_min: float,
) -> pd.DataFrame:
    """Return, for each zone and need, who has a place within reach before and after.

    Parameters
    ----------
    points
        ``access_points.demand_points``: ``code``, ``inhabitants``, ``weight`` and the groups.
    before, after
        Minutes, points × filières, on the index of ``points``.
    filieres
        The needs to compare.
    codes
        The zones, in the order wanted; one without any point has NaN everywhere.
    reach_min
        Minutes under which a place is within reach, included.

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``, a row for each zone and filière: ``people_before`` and ``people_after`` within reach, ``people``
        their difference; ``children``, ``over_65`` and ``men_pauv`` (poor households) are differences too; NaN where
        unknown. ``share_before`` and ``share_after`` (0 to 1) are shares of the inhabitants, or of the surface where
        they are unknown. Medians in minutes, infinite when more than half cannot walk to one.
    """
    zone = pd.Series(np.arange(len(codes)), index=list(codes)).reindex(points["code"]).to_numpy(float)
    known = ~np.isnan(zone)
    rows = zone[known].astype(np.intp)
    pieces = [
        _one(
            points[known],
            rows,
            before.loc[known, filiere].to_numpy(float),
            after.loc[known, filiere].to_numpy(float),
            zones=len(codes),
            reach_min=reach_min,
        ).assign(code=list(codes), filiere=filiere)
        for filiere in filieres
    ]
    if not pieces:
        return pd.DataFrame({name: pd.Series(dtype=float) for name in COLUMNS})
    table = pd.concat(pieces, keys=range(len(pieces)), names=["filiere_rank", "zone_rank"])
    return table.sort_index(level=["zone_rank", "filiere_rank"], kind="stable").reset_index(drop=True)[[*COLUMNS]]


def totals(change: pd.DataFrame, filieres: Sequence[str]) -> tuple[Total, ...]:
    """Add up `coverage_change` over zones; a zone of unknown inhabitants is left out, NaN where all are unknown."""
    names = ["people", *GROUPS]
    found = change.groupby("filiere", sort=False)[names].sum(min_count=1).reindex([*filieres])
    sums = found.to_numpy(float)
    return tuple(Total(filiere, *map(float, row)) for filiere, row in zip(filieres, sums, strict=True))


def verdict_changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of two ``tables.GAPS`` whose verdict differs.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``filiere``, ``verdict_before``, ``verdict_after``, in the order of ``after``; cells that only one
        of the two holds are left out. So are those that would go from insufficient data to absent: a place that one
        imagines here teaches nothing about what the lists miss elsewhere.
    """
    names = ["code_qp", "filiere", "verdict"]
    both = after[names].merge(before[names], on=names[:2], suffixes=("_after", "_before"))
    unknown = (both["verdict_before"] == Verdict.INSUFFICIENT_DATA) & (both["verdict_after"] == Verdict.ABSENT)
    changed = both[(both["verdict_after"] != both["verdict_before"]) & ~unknown].rename(columns={"code_qp": "code"})
    return changed[["code", "filiere", "verdict_before", "verdict_after"]].reset_index(drop=True)


def _one(
    points: pd.DataFrame,
    rows: NDArray[np.intp],
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    *,
    zones: int,
    reach_min: float,
) -> pd.DataFrame:
    near_before, near_after = (minutes <= reach_min + _HAIR_MIN for minutes in (before, after))
    difference = near_after.astype(float) - near_before
    weight = points["weight"].to_numpy(float)
    people = points["inhabitants"].to_numpy(float)
    walked = _sum(weight, rows, zones)
    return pd.DataFrame(
        {
            "people": _sum(people * difference, rows, zones),
            "people_before": _sum(people * near_before, rows, zones),
            "people_after": _sum(people * near_after, rows, zones),
            **{name: _sum(points[name].to_numpy(float) * difference, rows, zones) for name in GROUPS},
            "share_before": _ratio(_sum(weight * near_before, rows, zones), walked),
            "share_after": _ratio(_sum(weight * near_after, rows, zones), walked),
            "walk_median_before_min": _medians(before, weight, rows, zones),
            "walk_median_after_min": _medians(after, weight, rows, zones),
        }
    )


def _sum(values: NDArray[np.float64], rows: NDArray[np.intp], zones: int) -> NDArray[np.float64]:
    """Return the sum of each zone; NaN where no point of it has a value."""
    some = ~np.isnan(values)
    added = np.bincount(rows[some], weights=values[some], minlength=zones)
    return np.where(np.bincount(rows[some], minlength=zones) > 0, added, np.nan)


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return shares


def _medians(
    minutes: NDArray[np.float64], weight: NDArray[np.float64], rows: NDArray[np.intp], zones: int
) -> list[float]:
    order = np.argsort(rows, kind="stable")
    starts = np.searchsorted(rows[order], np.arange(zones + 1))
    return [weighted_median(minutes[order[start:end]], weight[order[start:end]]) for start, end in pairwise(starts)]

"""Two quartiers side by side, or two dates of one workshop: what differs, in words, with what the figures are worth."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import pandas as pd

from mapping.domain.tables import GAPS
from mapping.domain.verdicts import minutes_label, verdict_label
from mapping.i18n import _, ngettext

Row: TypeAlias = "Mapping[str, Any] | pd.Series[Any]"
SURE_MIN = 2.0
"""Minutes apart under which two walks are said to be alike: what the snap to the streets is worth."""


def compare_zones(gaps: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """Return two zones side by side: a row a filière, the columns of ``tables.GAPS`` with ``_one`` and ``_other``.

    Parameters
    ----------
    gaps
        ``tables.GAPS``.
    one, other
        Codes of the zones; the same twice is refused by nobody and differs in nothing.
    """
    names = [name for name in GAPS.names if name != "code_qp"]
    sides = [gaps.loc[gaps["code_qp"] == code, names].set_index("filiere") for code in (one, other)]
    return sides[0].merge(sides[1], left_index=True, right_index=True, suffixes=("_one", "_other")).reset_index()


def difference(row: Row, one: str, other: str, label: str) -> str:
    """Return the sentence that says how two zones differ for a need, or an empty text when nothing can be told apart.

    Parameters
    ----------
    row
        A row of `compare_zones`.
    one, other
        Names of the zones.
    label
        The need, in words.

    Examples
    --------
    >>> row = {"verdict_one": "present", "verdict_other": "present", "per_1000_one": 0.5, "per_1000_low_one": 0.1,
    ...        "per_1000_high_one": 1.8, "per_1000_other": 4.0, "per_1000_low_other": 2.1, "per_1000_high_other": 7.0,
    ...        "walk_median_min_one": 9.0, "walk_median_min_other": 9.5}
    >>> difference(row, "Cordon", "Calon", "Réparer")
    'Réparer : plus de lieux par habitant à Calon (4,0 pour 1 000, de 2,1 à 7,0) qu’à Cordon (0,5, de 0,1 à 1,8).'
    """
    parts = [part for part in (_verdicts(row, one, other), _rates(row, one, other), _walks(row, one, other)) if part]
    return _("{need} : {differences}.").format(need=label, differences=" ; ".join(parts)) if parts else ""


def changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the cells whose verdict, places or demand are not the same at two dates.

    Parameters
    ----------
    before, after
        ``tables.GAPS`` of the two dates, over the same zones and filières.

    Returns
    -------
    pandas.DataFrame
        ``code_qp``, ``filiere``, and for each of the two dates ``verdict``, ``places`` (in the zone or its band) and
        ``asking`` (distinct people) with ``_before`` and ``_after``; in the order of ``after``, on a fresh index.
    """
    sides = [
        gaps[["code_qp", "filiere", "verdict"]].assign(
            places=gaps["inside"] + gaps["band_300m"], asking=gaps["people_asking"]
        )
        for gaps in (before, after)
    ]
    both = sides[1].merge(sides[0], on=["code_qp", "filiere"], suffixes=("_after", "_before"))
    moved = pd.Series(False, index=both.index)
    for name in ("verdict", "places", "asking"):
        moved |= both[f"{name}_before"] != both[f"{name}_after"]
    return both[moved].reset_index(drop=True)


def change_words(row: Row, *, zone: str, label: str) -> str:
    """Return the sentence that says what changed in a cell of `changes`.

    Examples
    --------
    >>> row = {"verdict_before": "absent", "verdict_after": "present", "places_before": 0, "places_after": 1,
    ...        "asking_before": 0, "asking_after": 0}
    >>> change_words(row, zone="Cordon", label="Se nourrir")
    'Cordon, Se nourrir : « Absent » devient « Présent » ; 1 lieu de plus.'
    """
    parts = []
    if row["verdict_before"] != row["verdict_after"]:
        told = (verdict_label(row["verdict_before"]), verdict_label(row["verdict_after"]))
        parts.append(_("« {before} » devient « {after} »").format(before=told[0], after=told[1]))
    places = int(row["places_after"]) - int(row["places_before"])
    asking = int(row["asking_after"]) - int(row["asking_before"])
    if places > 0:
        parts.append(ngettext("{n} lieu de plus", "{n} lieux de plus", places).format(n=places))
    if places < 0:
        parts.append(ngettext("{n} lieu de moins", "{n} lieux de moins", -places).format(n=-places))
    if asking > 0:
        words = ngettext("{n} personne de plus le demande", "{n} personnes de plus le demandent", asking)
        parts.append(words.format(n=asking))
    if asking < 0:
        words = ngettext("{n} personne de moins le demande", "{n} personnes de moins le demandent", -asking)
        parts.append(words.format(n=-asking))
    return _("{zone}, {need} : {changes}.").format(zone=zone, need=label, changes=" ; ".join(parts))


def _verdicts(row: Row, one: str, other: str) -> str:
    if row["verdict_one"] == row["verdict_other"]:
        return ""
    return _("« {first} » à {one}, « {second} » à {other}").format(
        first=verdict_label(row["verdict_one"]), second=verdict_label(row["verdict_other"]), one=one, other=other
    )


def _rates(row: Row, one: str, other: str) -> str:
    """Say who has more, only where the two intervals do not meet."""
    if row["per_1000_low_one"] > row["per_1000_high_other"]:
        more, less, names = "one", "other", (one, other)
    elif row["per_1000_low_other"] > row["per_1000_high_one"]:
        more, less, names = "other", "one", (other, one)
    else:
        return ""
    return _(
        "plus de lieux par habitant à {more} ({rate} pour 1 000, de {low} à {high}) qu’à {less} "
        "({less_rate}, de {less_low} à {less_high})"
    ).format(
        more=names[0],
        less=names[1],
        **{name: _one_decimal(row[f"per_1000{part}_{more}"]) for name, part in _PARTS.items()},
        **{f"less_{name}": _one_decimal(row[f"per_1000{part}_{less}"]) for name, part in _PARTS.items()},
    )


_PARTS = {"rate": "", "low": "_low", "high": "_high"}


def _walks(row: Row, one: str, other: str) -> str:
    first, second = float(row["walk_median_min_one"]), float(row["walk_median_min_other"])
    if first != first or second != second or abs(first - second) < SURE_MIN:
        return ""
    return _("à {first} à pied à {one}, {second} à {other}").format(
        first=minutes_label(first), second=minutes_label(second), one=one, other=other
    )


def _one_decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")

"""Completeness: how many places do both the official lists and the residents miss? Two-list capture–recapture."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

from mapping.analysis.citations import OFFICIAL, citations, cited, places_around
from mapping.analysis.supply import filiere_matrix
from mapping.domain.parameters import Parameters
from mapping.i18n import _

TOTAL = "total"
"""Stands for all filières together in the column ``filiere``."""
MIN_LISTED = 5
MIN_CITED = 5
MIN_BOTH = 3
"""Under these, the interval says nothing: the estimate is refused. Choices of this product."""
UNBIASED_BOTH = 7
"""From so many places on both lists, the bias of the estimator is in all likelihood small (Robson & Regier 1964)."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Places in all, with an interval; NaN where it is refused, and ``reason`` says why in French."""

    estimate: float
    low: float
    high: float
    variance: float
    reason: str = ""


def chapman(listed: int, known: int, both: int, *, confidence: float = 0.95) -> Estimate:
    """Estimate how many places there are from two lists that each miss some.

    With n₁, n₂ and m the places of the first list, of the second and of both, N̂ = (n₁+1)(n₂+1)/(m+1) − 1
    (Chapman 1951), of variance (n₁+1)(n₂+1)(n₁−m)(n₂−m) / ((m+1)²(m+2)) (Seber 1970; Wittes 1972). The interval is
    that of the transformed logit (Sadinle 2009): n₁ + n₂ − m − ½ + (n₁−m+½)(n₂−m+½)/(m+½) · exp(±z σ), with
    σ² = 1/(m+½) + 1/(n₁−m+½) + 1/(n₂−m+½) + (m+½)/((n₁−m+½)(n₂−m+½)). Its ends are never under n₁ + n₂ − m: places
    that were seen exist.

    Parameters
    ----------
    listed, known, both
        n₁, n₂ and m; ``both`` is at most the smaller of the two others.
    confidence
        Between 0 and 1, both excluded.

    Raises
    ------
    ValueError
        When a count is negative, or ``both`` more than a list.

    Examples
    --------
    >>> found = chapman(15, 10, 5)
    >>> round(found.estimate, 1), round(found.low), round(found.high)
    (28.3, 22, 65)
    """
    if not 0 <= both <= min(listed, known):
        raise ValueError(f"{both} places on both lists of {listed} and {known}; 0 to {min(listed, known)} are expected")
    if refusal := _refusal(listed, known, both):
        return Estimate(math.nan, math.nan, math.nan, math.nan, refusal)
    only_listed, only_known = listed - both, known - both
    seen = float(listed + known - both)
    estimate = (listed + 1) * (known + 1) / (both + 1) - 1
    variance = (listed + 1) * (known + 1) * only_listed * only_known / ((both + 1) ** 2 * (both + 2))
    product = (only_listed + 0.5) * (only_known + 0.5)
    unseen = product / (both + 0.5)
    sigma = math.sqrt(1 / (both + 0.5) + 1 / (only_listed + 0.5) + 1 / (only_known + 0.5) + (both + 0.5) / product)
    spread = math.exp(float(norm.ppf((1 + confidence) / 2)) * sigma)
    low, high = (seen - 0.5 + unseen * factor for factor in (1 / spread, spread))
    return Estimate(estimate, min(max(low, seen), estimate), max(high, estimate), variance)


def completeness_table(
    zones: gpd.GeoDataFrame,
    places: pd.DataFrame,
    contributions: gpd.GeoDataFrame,
    knowledge: pd.DataFrame | None,
    filieres: Sequence[str],
    *,
    parameters: Parameters,
) -> pd.DataFrame:
    """Estimate, filière by filière and in all, what official lists and residents both miss in the territory.

    The territory is the zones and their band, all together. A place is on the second list when somebody added it,
    uses it or knows it (``citations``).

    Parameters
    ----------
    zones, places, contributions, knowledge, filieres
        Those of ``perception_table``.
    parameters
        ``band_m`` and ``confidence`` are read.

    Returns
    -------
    pandas.DataFrame
        ``filiere`` (``TOTAL`` on the last row: each place once, those without filière included), ``listed`` (n₁),
        ``known`` (n₂), ``both`` (m), ``seen`` (n₁ + n₂ − m), ``estimate``, ``low``, ``high``, ``standard_error``,
        ``missing``, ``missing_low``, ``missing_high`` (in places: the former less ``seen``), ``listed_share`` (0 to
        1, n₁ over the estimate), ``caution`` (an estimate that rests on fewer than ``UNBIASED_BOTH`` places of both
        lists) and ``reason`` (French, why the estimate is refused, then NaN); on a fresh index.

    Raises
    ------
    ColumnError
        When a frame lacks a column of its contract.
    CrsError
        When a frame of geometries is not declared in WGS 84.
    """
    around = places_around(places, contributions, zones, band_m=parameters.band_m)
    here = np.zeros(len(places), dtype=np.bool_)
    here[around.place] = True
    official = here & (places["origin"] == OFFICIAL).to_numpy(bool)
    known = here & cited(citations(places, contributions, knowledge), places)
    answers = filiere_matrix(places["filieres"], filieres)
    everywhere = np.ones((len(places), 1), dtype=np.int64)
    counts = np.column_stack(
        [
            np.concatenate([answers.T @ kept.astype(np.int64), everywhere.T @ kept.astype(np.int64)])
            for kept in (official, known, official & known)
        ]
    )
    return _table([*filieres, TOTAL], counts, confidence=parameters.confidence)


def assumptions() -> list[str]:
    """Return, in plain French, what the estimate supposes and what happens where that does not hold."""
    return [
        _("Les deux listes sont indépendantes : être connu ne dépend pas d'être sur une liste officielle."),
        _(
            "Si la carte montrait déjà les lieux officiels aux habitants, ils les citent davantage : le nombre de "
            "lieux manquants est alors sous-estimé."
        ),
        _("Chaque lieu a à peu près autant de chances d'être cité qu'un autre ; un lieu discret échappe aux deux."),
        _("Entre les deux listes, rien n'a ouvert ni fermé, et toutes deux parlent du même territoire."),
        _(
            "Un lieu présent deux fois est reconnu comme un seul : un doublon oublié gonfle le résultat. Traitez les "
            "doublons avant de lire ce chiffre."
        ),
        _("Ce que les habitants citent relève bien de l'ESS : sinon, on compte comme manquant ce qui n'en est pas."),
    ]


def _table(names: list[str], counts: NDArray[np.int64], *, confidence: float) -> pd.DataFrame:
    table = pd.DataFrame(counts, columns=["listed", "known", "both"]).assign(filiere=names)
    seen = table["listed"] + table["known"] - table["both"]
    found = [chapman(int(n1), int(n2), int(m), confidence=confidence) for n1, n2, m in counts]
    estimate = np.array([each.estimate for each in found])
    low, high = np.array([each.low for each in found]), np.array([each.high for each in found])
    columns = {
        "filiere": table["filiere"].astype(object),
        "listed": table["listed"],
        "known": table["known"],
        "both": table["both"],
        "seen": seen,
        "estimate": estimate,
        "low": low,
        "high": high,
        "standard_error": np.sqrt([each.variance for each in found]),
        "missing": estimate - seen,
        "missing_low": low - seen,
        "missing_high": high - seen,
        "listed_share": table["listed"] / estimate,
        "caution": (table["both"] < UNBIASED_BOTH) & ~np.isnan(estimate),
        "reason": pd.Series([each.reason for each in found], dtype=object),
    }
    return pd.DataFrame(columns)


def _refusal(listed: int, known: int, both: int) -> str:
    if listed < MIN_LISTED:
        return _("Trop peu de lieux sur les listes officielles ({n}) : il en faut au moins {least}.").format(
            n=listed, least=MIN_LISTED
        )
    if known < MIN_CITED:
        return _("Trop peu de lieux cités par des habitants ({n}) : il en faut au moins {least}.").format(
            n=known, least=MIN_CITED
        )
    if both < MIN_BOTH:
        return _("Trop peu de lieux à la fois recensés et cités ({n}) : il en faut au moins {least}.").format(
            n=both, least=MIN_BOTH
        )
    return ""

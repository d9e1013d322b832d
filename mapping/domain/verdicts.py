"""Verdicts in words: their label, and the sentence that justifies one for a quartier and a filière."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from mapping.domain.models import BAND_M, Verdict
from mapping.i18n import _, ngettext


def verdict_label(verdict: str) -> str:
    """Return the words for a verdict.

    Raises
    ------
    ValueError
        When ``verdict`` is not one of ``Verdict``.

    Examples
    --------
    >>> verdict_label("nearby")
    'À côté'
    """
    labels = {
        Verdict.PRESENT: _("Présent"),
        Verdict.NEARBY: _("À côté"),
        Verdict.FAR: _("Présent, mais loin"),
        Verdict.UNKNOWN_OFFER: _("Présent, mais non connu"),
        Verdict.ABSENT: _("Absent"),
        Verdict.INSUFFICIENT_DATA: _("Données insuffisantes"),
    }
    return labels[Verdict(verdict)]


def reason(row: "Mapping[str, Any] | pd.Series[Any]", *, band_m: float = BAND_M) -> str:
    """Return the sentences that justify the verdict of one row of ``tables.GAPS``.

    Parameters
    ----------
    row
        A row of ``tables.GAPS``.
    band_m
        Width of the band that the row was computed with, in metres.

    Examples
    --------
    >>> seen = {"verdict": "nearby", "inside": 0, "band_300m": 2, "population": 900, "needs": 0, "people_asking": 0}
    >>> reason(seen)
    'Aucun lieu connu dans le quartier, mais 2 lieux juste à côté, à 300 m au plus de sa limite.'
    """
    return " ".join(part for part in (_supply(row, band_m=band_m), _demand(row)) if part)


def _supply(row: "Mapping[str, Any] | pd.Series[Any]", *, band_m: float) -> str:
    match Verdict(row["verdict"]):
        case Verdict.PRESENT:
            return _present(row)
        case Verdict.NEARBY:
            near = int(row["band_300m"])
            return ngettext(
                "Aucun lieu connu dans le quartier, mais {n} lieu juste à côté, à {band} m au plus de sa limite.",
                "Aucun lieu connu dans le quartier, mais {n} lieux juste à côté, à {band} m au plus de sa limite.",
                near,
            ).format(n=near, band=f"{band_m:g}")
        case Verdict.ABSENT:
            return _("Aucun lieu connu dans le quartier, ni à {band} m au plus de sa limite.").format(
                band=f"{band_m:g}"
            )
        case Verdict.INSUFFICIENT_DATA if not row["population"] > 0:
            return _("Aucun lieu connu ici, et le nombre d'habitants est inconnu : on ne peut rien en conclure.")
        case Verdict.INSUFFICIENT_DATA:
            return _("L'atelier n'a encore aucun lieu placé : une liste vide ne dit pas qu'il n'y a rien.")
        case other:
            return verdict_label(other) + "."


def _present(row: "Mapping[str, Any] | pd.Series[Any]") -> str:
    inside = int(row["inside"])
    places = ngettext("{n} lieu dans le quartier", "{n} lieux dans le quartier", inside).format(n=inside)
    if not row["population"] > 0:
        return _("{places} ; le nombre d'habitants est inconnu.").format(places=places)
    return _("{places}, soit {rate} pour 1 000 habitants (intervalle à 95 % : de {low} à {high}).").format(
        places=places,
        rate=_decimal(row["per_1000"]),
        low=_decimal(row["per_1000_low"]),
        high=_decimal(row["per_1000_high"]),
    )


def _demand(row: "Mapping[str, Any] | pd.Series[Any]") -> str:
    people = int(row["people_asking"])
    if not row["needs"] > 0:
        return ""
    return ngettext(
        "{n} personne l'a demandé pendant l'atelier.", "{n} personnes l'ont demandé pendant l'atelier.", people
    ).format(n=people)


def _decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",") if value >= 1 else f"{value:.2f}".replace(".", ",")

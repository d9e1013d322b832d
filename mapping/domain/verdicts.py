"""Verdicts in words: their label, and the sentence that justifies one for a quartier and a filière."""

from collections.abc import Mapping
from math import isnan, nan
from typing import Any

import pandas as pd

from mapping.domain.models import BAND_M, Verdict
from mapping.domain.parameters import Parameters
from mapping.i18n import _, ngettext

LONGEST_WALK_MIN = 120
"""Minutes above which a walk is only said to be longer than that: nobody goes on foot."""


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


def reason(
    row: "Mapping[str, Any] | pd.Series[Any]",
    *,
    band_m: float = BAND_M,
    parameters: Parameters | None = None,
    walk_method: str = "",
    walk_basis: str = "",
) -> str:
    """Return the sentences that justify the verdict of one row of ``tables.GAPS``.

    Parameters
    ----------
    row
        A row of ``tables.GAPS``; figures that are NaN are not told.
    band_m
        Width of the band that the row was computed with, in metres.
    parameters
        What the row was computed with; those of `Parameters` when None.
    walk_method
        ``walk_method`` of the zone in ``qpv.csv``: minutes that are ``crow_fly`` say so.
    walk_basis
        ``walk_basis`` of the zone: the shares are of its surface when it is ``area``.

    Examples
    --------
    >>> seen = {"verdict": "nearby", "inside": 0, "band_300m": 2, "population": 900, "needs": 0, "people_asking": 0}
    >>> reason(seen)
    'Aucun lieu connu dans le quartier, mais 2 lieux juste à côté, à 300 m au plus de sa limite.'
    >>> reason(seen | {"walk_median_min": 7.2, "share_within_10min": 0.81})[92:159]
    'Le plus proche est à 7 minutes à pied pour la moitié des habitants '
    """
    chosen = parameters or Parameters()
    parts = (
        _supply(row, band_m=band_m, confidence=chosen.confidence),
        _walk(row, chosen, method=walk_method, of_surface=walk_basis == "area"),
        _demand(row),
    )
    return " ".join(part for part in parts if part)


def _supply(row: "Mapping[str, Any] | pd.Series[Any]", *, band_m: float, confidence: float) -> str:
    band = f"{band_m:g}"
    match Verdict(row["verdict"]):
        case Verdict.PRESENT:
            return _present(row, confidence=confidence)
        case Verdict.NEARBY:
            return _nearby(row, band=band)
        case Verdict.FAR if row["inside"] + row["band_300m"] > 0:
            return _("{places}, mais loin pour une grande part du quartier.").format(places=_places(row, band=band))
        case Verdict.UNKNOWN_OFFER:
            return _("{places}, mais parmi ceux qui se sont exprimés, on le demande plus qu'on ne le connaît.").format(
                places=_places(row, band=band)
            )
        case Verdict.FAR | Verdict.ABSENT:
            return _("Aucun lieu connu dans le quartier, ni à {band} m au plus de sa limite.").format(band=band)
        case _unsure if not row["population"] > 0:
            return _("Aucun lieu connu ici, et le nombre d'habitants est inconnu : on ne peut rien en conclure.")
        case _unsure:
            return _("L'atelier n'a encore aucun lieu placé : une liste vide ne dit pas qu'il n'y a rien.")


def _nearby(row: "Mapping[str, Any] | pd.Series[Any]", *, band: str) -> str:
    near = int(row["band_300m"])
    if not near:
        return _("Aucun lieu connu dans le quartier, ni à {band} m au plus de sa limite, mais on y va à pied.").format(
            band=band
        )
    return ngettext(
        "Aucun lieu connu dans le quartier, mais {n} lieu juste à côté, à {band} m au plus de sa limite.",
        "Aucun lieu connu dans le quartier, mais {n} lieux juste à côté, à {band} m au plus de sa limite.",
        near,
    ).format(n=near, band=band)


def _places(row: "Mapping[str, Any] | pd.Series[Any]", *, band: str) -> str:
    inside, near = int(row["inside"]), int(row["band_300m"])
    if inside:
        return ngettext("{n} lieu dans le quartier", "{n} lieux dans le quartier", inside).format(n=inside)
    if near:
        return ngettext(
            "{n} lieu hors du quartier, à {band} m au plus de sa limite",
            "{n} lieux hors du quartier, à {band} m au plus de sa limite",
            near,
        ).format(n=near, band=band)
    return _("Un lieu où l'on va à pied, hors du quartier")


def _present(row: "Mapping[str, Any] | pd.Series[Any]", *, confidence: float) -> str:
    inside = int(row["inside"])
    places = ngettext("{n} lieu dans le quartier", "{n} lieux dans le quartier", inside).format(n=inside)
    if not row["population"] > 0:
        return _("{places} ; le nombre d'habitants est inconnu.").format(places=places)
    return _("{places}, soit {rate} pour 1 000 habitants (intervalle à {sure} % : de {low} à {high}).").format(
        places=places,
        sure=f"{confidence * 100:g}",
        rate=_decimal(row["per_1000"]),
        low=_decimal(row["per_1000_low"]),
        high=_decimal(row["per_1000_high"]),
    )


def _walk(row: "Mapping[str, Any] | pd.Series[Any]", parameters: Parameters, *, method: str, of_surface: bool) -> str:
    median, share = float(row.get("walk_median_min", nan)), float(row.get("share_within_10min", nan))
    if isnan(share) or row["verdict"] == Verdict.INSUFFICIENT_DATA:
        return ""
    how = _measured(parameters, method)
    if isnan(median):
        who = _("la moitié du quartier") if of_surface else _("la moitié des habitants")
        return _("Pour {who} au moins, aucun lieu connu n'est joignable à pied{how}.").format(who=who, how=how)
    told = (
        _(
            "Le plus proche est à {minutes} à pied pour la moitié du quartier ; {share} % de sa surface est à {reach} "
            "d'un lieu, ou moins{how}."
        )
        if of_surface
        else _(
            "Le plus proche est à {minutes} à pied pour la moitié des habitants ; {share} % d'entre eux en ont un à "
            "{reach} au plus{how}."
        )
    )
    reach = minutes_label(parameters.reach_min)
    return told.format(minutes=minutes_label(median), share=_percent(share), reach=reach, how=how)


def _measured(parameters: Parameters, method: str) -> str:
    if method != "crow_fly":
        return ""
    longer = f"{(parameters.detour - 1) * 100:.0f}"
    return _(" (à vol d'oiseau, rallongé de {percent} % : l'atelier n'a pas de rues ici)").format(percent=longer)


def minutes_label(minutes: float) -> str:
    """Return a number of minutes in words, rounded to one; above two hours, the number means nothing on foot.

    Examples
    --------
    >>> minutes_label(16.6), minutes_label(0.2), minutes_label(500)
    ('17 minutes', "moins d'une minute", 'plus de 2 heures')
    """
    rounded = round(minutes)
    if rounded > LONGEST_WALK_MIN:
        return _("plus de 2 heures")
    if rounded < 1:
        return _("moins d'une minute")
    return ngettext("{n} minute", "{n} minutes", rounded).format(n=rounded)


def _percent(share: float) -> str:
    """Return a share (0 to 1) as a whole percentage, never 0 or 100 for what is neither none nor all."""
    if 0 < share < 0.01:
        return _("moins de 1")
    return f"{min(round(share * 100), 99) if share < 1 else 100}"


def _demand(row: "Mapping[str, Any] | pd.Series[Any]") -> str:
    if not row["needs"] > 0:
        return ""
    people = int(row["people_asking"])
    return ngettext(
        "{n} personne l'a demandé pendant l'atelier.", "{n} personnes l'ont demandé pendant l'atelier.", people
    ).format(n=people)


def _decimal(value: float) -> str:
    return f"{value:.1f}".replace(".", ",") if value >= 1 else f"{value:.2f}".replace(".", ",")

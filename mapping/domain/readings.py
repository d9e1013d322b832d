"""The readings as sentences for residents: what it takes to find a place, who asks, who knows, who has no work."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from mapping.domain.perception_states import PerceptionState, state_sentence
from mapping.domain.verdicts import LONGEST_WALK_MIN
from mapping.i18n import _, ngettext


def at_zone(name: str) -> str:
    """Return « À » and the name of a quartier, with its article contracted, to begin a sentence.

    Examples
    --------
    >>> at_zone("Cordon"), at_zone("Le Franc-Moisin"), at_zone("Les Tilleuls"), at_zone("La Source")
    ('À Cordon', 'Au Franc-Moisin', 'Aux Tilleuls', 'À La Source')
    >>> at_zone("")
    'Dans ce quartier'
    """
    cleaned = " ".join(name.split())
    if not cleaned:
        return _("Dans ce quartier")
    contracted = {"le ": _("Au {name}"), "les ": _("Aux {name}"), "quartier ": _("Au quartier {name}")}
    for article, words in contracted.items():
        if cleaned.lower().startswith(article):
            return words.format(name=cleaned[len(article) :])
    return _("À {name}").format(name=cleaned)


def place_phrase(filiere: str, label: str = "") -> str:
    """Return the words for a place of a filière, with its article.

    Examples
    --------
    >>> place_phrase("se_nourrir"), place_phrase("epicerie", "Épicerie solidaire")
    ('un lieu pour se nourrir', 'un lieu « Épicerie solidaire »')
    """
    phrases = {
        "se_nourrir": _("un lieu pour se nourrir"),
        "reparer": _("un lieu pour réparer ou réemployer"),
        "travailler": _("un lieu pour trouver un travail"),
        "se_deplacer": _("un lieu d'aide pour se déplacer"),
        "se_loger": _("un lieu d'aide pour se loger"),
        "apprendre": _("un lieu pour apprendre"),
        "se_soigner": _("un lieu pour se soigner"),
        "garder_enfants": _("un lieu pour faire garder ses enfants"),
        "se_rencontrer": _("un lieu pour se rencontrer"),
        "numerique_droits": _("un lieu d'aide pour le numérique et les droits"),
        "entreprendre": _("un lieu pour entreprendre"),
        "nature_energie": _("un lieu pour la nature ou l'énergie"),
    }
    return phrases.get(filiere) or _("un lieu « {label} »").format(label=label or filiere)


def resident_sentences(
    zone_name: str,
    row: "Mapping[str, Any] | pd.Series[Any]",
    *,
    participants: int | None,
    label: str = "",
    public: bool = False,
) -> list[str]:
    """Return what a quartier and a filière say, as sentences that a resident reads or hears.

    Parameters
    ----------
    zone_name
        Name of the quartier, as it is said.
    row
        ``filiere`` and, where known, columns of ``tables.GAPS`` and of ``perception_table``: ``walk_median_min``,
        ``inside``, ``people_asking``, ``state``, ``published``. What is absent or NaN is not said, or said unknown.
    participants
        People who took part; None, or fewer than those who ask, when nobody knows.
    label
        Label of the filière, for one that a workshop added.
    public
        Leave out what residents said where ``published`` is False; in the room everything is said.

    Examples
    --------
    >>> seen = {"filiere": "se_nourrir", "walk_median_min": 16.8, "people_asking": 9}
    >>> for sentence in resident_sentences("Cordon", seen, participants=14):
    ...     print(sentence)
    À Cordon, il faut marcher 17 minutes pour trouver un lieu pour se nourrir.
    9 personnes sur 14 en ont demandé un.
    """
    thing = place_phrase(str(row.get("filiere", "")), label)
    said = [_access(at_zone(zone_name), row, thing)]
    if not public or row.get("published", True):
        said += [_asking(row, participants), _known(row)]
    return [sentence for sentence in said if sentence]


def work_sentence(zone_name: str, row: "Mapping[str, Any] | pd.Series[Any]", *, public: bool = False) -> str:
    """Return the sentence that sets needs without an answer against people without work (a row of ``work_table``).

    Examples
    --------
    >>> work_sentence("Cordon", {"needs_without_answer": 3, "people_asking": 12, "people_without_work": 240.0})
    "À Cordon, 3 besoins demandés n'ont pas de réponse ; 240 personnes y sont sans travail : ces besoins \
sont des emplois utiles que personne n'occupe encore."
    """
    if public and not row.get("published", True):
        return ""
    where, needs = at_zone(zone_name), _number(row, "needs_without_answer")
    people = _number(row, "people_without_work")
    if not needs > 0:
        return _("{where}, aucun besoin demandé n'est sans réponse.").format(where=where)
    asked = ngettext(
        "{where}, {n} besoin demandé n'a pas de réponse",
        "{where}, {n} besoins demandés n'ont pas de réponse",
        int(needs),
    ).format(where=where, n=int(needs))
    if math.isnan(people):
        return _("{asked} ; le nombre de personnes sans travail n'y est pas connu.").format(asked=asked)
    if round(people) == 0:
        return _("{asked} ; personne n'y est connu sans travail.").format(asked=asked)
    without = ngettext("{n} personne y est sans travail", "{n} personnes y sont sans travail", round(people)).format(
        n=f"{round(people):,}".replace(",", "\u202f")
    )
    return _("{asked} ; {without} : ces besoins sont des emplois utiles que personne n'occupe encore.").format(
        asked=asked, without=without
    )


def _access(where: str, row: "Mapping[str, Any] | pd.Series[Any]", thing: str) -> str:
    minutes, inside = _number(row, "walk_median_min"), _number(row, "inside")
    if math.isinf(minutes):
        return _("{where}, aucun chemin à pied ne mène à {thing}.").format(where=where, thing=thing)
    if not math.isnan(minutes) and round(minutes) < 1:
        return _("{where}, on trouve {thing} à moins d'une minute à pied.").format(where=where, thing=thing)
    if not math.isnan(minutes) and round(minutes) > LONGEST_WALK_MIN:
        return _("{where}, il faut marcher plus de 2 heures pour trouver {thing}.").format(where=where, thing=thing)
    if not math.isnan(minutes):
        return ngettext(
            "{where}, il faut marcher {n} minute pour trouver {thing}.",
            "{where}, il faut marcher {n} minutes pour trouver {thing}.",
            round(minutes),
        ).format(where=where, n=round(minutes), thing=thing)
    if inside > 0:
        return _("{where}, on trouve {thing} ; le temps de marche n'est pas connu.").format(where=where, thing=thing)
    return _("{where}, on ne sait pas combien il faut marcher pour trouver {thing}.").format(where=where, thing=thing)


def _asking(row: "Mapping[str, Any] | pd.Series[Any]", participants: int | None) -> str:
    people = _number(row, "people_asking")
    if not people > 0:
        return ""
    number = int(people)
    if participants is None or participants < number:
        return ngettext("{n} personne en a demandé un.", "{n} personnes en ont demandé un.", number).format(n=number)
    return ngettext(
        "{n} personne sur {all} en a demandé un.", "{n} personnes sur {all} en ont demandé un.", number
    ).format(n=number, all=participants)


def _known(row: "Mapping[str, Any] | pd.Series[Any]") -> str:
    """Say what the lists and the residents know; that nobody cites anything is said only where people were heard."""
    if not _number(row, "people_heard") > 0:
        return ""
    state = str(row.get("state", ""))
    return state_sentence(state) if state in {*PerceptionState} else ""


def _number(row: "Mapping[str, Any] | pd.Series[Any]", name: str) -> float:
    value = row.get(name)
    return math.nan if value is None or pd.isna(value) else float(value)

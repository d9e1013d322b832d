"""What the bubble of a thing says, in plain words: only what residents may read."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from shapely.geometry.base import BaseGeometry

from mapping.domain.models import ContributionKind, Placement, Status
from mapping.domain.nomenclature import Filiere, Term, legal_forms, schemes
from mapping.domain.tables import split_values
from mapping.i18n import _, ngettext
from mapping.maps.palette import SIGN_OF_CONTRIBUTION, sign_label
from mapping.maps.popups import Bubble, bubble


def actor_bubbles(actors: pd.DataFrame, filieres: Mapping[str, Filiere]) -> list[Bubble]:
    """Return what is said of each actor (``tables.STORED_ACTORS``), in the order of the rows."""
    fields = ("name", "filieres", "description", "scheme", "legal_form", "address", "city")
    columns = {field: texts_of(actors[field]) for field in fields}
    # Each distinct value is put in words once: thousands of actors share a few of them.
    served = {cell: _served(cell, filieres) for cell in set(columns["filieres"])}
    kinds = {term: _term(schemes(), term) for term in set(columns["scheme"])}
    statuses = {term: _term(legal_forms(), term) for term in set(columns["legal_form"])}
    labels = (_("À quoi ça sert"), _("Ce qu'on y fait"), _("Ce que c'est"), _("Adresse"))
    return [
        bubble(
            name, labels, (served[cell], description, _joined(kinds[scheme], statuses[form]), _joined(address, city))
        )
        for name, cell, description, scheme, form, address, city in zip(*columns.values())
    ]


def _served(cell: str, filieres: Mapping[str, Filiere]) -> str:
    return ", ".join(filieres[value].label for value in split_values(cell) if value in filieres)


def _term(terms: Mapping[str, Term], identifier: str) -> str:
    return terms[identifier].label if identifier in terms else identifier


def _joined(one: str, other: str) -> str:
    return f"{one}, {other}" if one and other else one or other


def texts_of(column: "pd.Series[Any]") -> list[str]:
    """Return the cells of a column that hold text, and nothing for those that hold None or NaN."""
    cells: list[str] = column.astype(object).where(column.notna(), "").tolist()
    return cells


def text_of(value: object) -> str:
    """Return a cell that holds text, and nothing for one that holds None or NaN."""
    return value if isinstance(value, str) else ""


def first_filiere(cell: str, filieres: Mapping[str, Filiere]) -> Filiere | None:
    """Return the filière that an actor is drawn in: the first of its cell that the workshop knows."""
    return next((filieres[value] for value in split_values(cell) if value in filieres), None)


def contribution_bubble(row: Any, filieres: Mapping[str, Filiere]) -> Bubble:
    """Return what is said of a contribution.

    Parameters
    ----------
    row
        A row of ``tables.CONTRIBUTIONS``, as ``itertuples`` gives it; private columns are not read.
    filieres
        Those of the workshop, by identifier.
    """
    kind = ContributionKind(row.kind)
    served = filieres.get(text_of(row.filiere))
    people = int(row.people)
    labels = (_("À quoi ça sert"), _("En quelques mots"), _("Qui le dit"), _("Position"), _("État"))
    texts = (
        served.label if served else "",
        text_of(row.text),
        ngettext("{n} personne", "{n} personnes", people).format(n=people) if people > 1 else "",
        _("un carré : l'endroit exact n'est pas montré") if _is_area(kind, row.geometry) else _position(row.placement),
        _("pas encore relu") if row.status == Status.PENDING else "",
    )
    return bubble(sign_label(SIGN_OF_CONTRIBUTION[kind]), labels, texts)


def translated_labels() -> frozenset[str]:
    """Return the labels of bubbles whose text is ours, hence may be said in another language: nobody wrote it."""
    return frozenset({_("À quoi ça sert"), _("Qui le dit"), _("Position"), _("État")})


def _is_area(kind: ContributionKind, geometry: BaseGeometry) -> bool:
    """Say whether a place is shown as the area that holds it (``domain.privacy``)."""
    return kind not in (ContributionKind.LIVED_AREA, ContributionKind.ROUTE) and geometry.geom_type != "Point"


def _position(placement: str) -> str:
    return {
        Placement.ZONE.value: _("à peu près : un quartier choisi dans la liste"),
        Placement.LANDMARK.value: _("à peu près : près d'un repère connu"),
        Placement.ACTOR.value: _("à peu près : près d'une structure connue"),
        Placement.ADDRESS.value: _("à peu près : une rue sans le numéro, ou un repère, trouvé par son nom"),
        Placement.SQUARE.value: _("à peu près : une case du plan"),
    }.get(placement, "")

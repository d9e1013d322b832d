"""What the bubble of a thing says, in plain words: only what residents may read."""

from collections.abc import Mapping, Sequence
from typing import Any

from mapping.domain.models import ContributionKind, Placement, Status
from mapping.domain.nomenclature import Filiere, legal_forms, schemes
from mapping.i18n import _, ngettext
from mapping.maps.palette import SIGN_OF_CONTRIBUTION, sign_label
from mapping.maps.popups import Bubble


def actor_bubble(
    name: str, filieres: Sequence[str], legal_form: str, scheme: str, description: str, address: str, city: str
) -> Bubble:
    """Return what is said of an actor; ``filieres`` are labels, ``legal_form`` and ``scheme`` identifiers.

    Examples
    --------
    >>> actor_bubble("La Girafe", ["Se nourrir"], "association", "", "", "3 rue du Port", "Saint-Denis").lines[-1]
    ('Adresse', '3 rue du Port, Saint-Denis')
    """
    kind = schemes()[scheme].label if scheme in schemes() else scheme
    status = legal_forms()[legal_form].label if legal_form in legal_forms() else legal_form
    lines = (
        (_("À quoi ça sert"), ", ".join(filieres)),
        (_("Ce qu'on y fait"), description),
        (_("Ce que c'est"), ", ".join(part for part in (kind, status) if part)),
        (_("Adresse"), ", ".join(part for part in (address, city) if part)),
    )
    return Bubble(name, _told(lines))


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
    served = filieres.get(row.filiere)
    people = int(row.people)
    lines = (
        (_("À quoi ça sert"), served.label if served else ""),
        (_("En quelques mots"), row.text),
        (_("Qui le dit"), ngettext("{n} personne", "{n} personnes", people).format(n=people) if people > 1 else ""),
        (_("Position"), _position(row.placement)),
        (_("État"), _("pas encore relu") if row.status == Status.PENDING else ""),
    )
    return Bubble(sign_label(SIGN_OF_CONTRIBUTION[kind]), _told(lines))


def _position(placement: str) -> str:
    return {
        Placement.ZONE.value: _("à peu près : un quartier choisi dans la liste"),
        Placement.LANDMARK.value: _("à peu près : près d'un repère connu"),
        Placement.ACTOR.value: _("à peu près : près d'une structure connue"),
    }.get(placement, "")


def _told(lines: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((label, text) for label, text in lines if text)

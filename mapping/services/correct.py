"""Correct what somebody wrote: the first words stay in the journal, and the correction can be undone."""

from collections.abc import Mapping
from typing import Any

from mapping.domain.errors import ContributionError
from mapping.domain.journal import CORRECTABLE, contribution_payload
from mapping.domain.models import Contribution, ContributionKind, EventKind, Placement
from mapping.i18n import _
from mapping.services.contribute import Request, checked
from mapping.services.moderate import require
from mapping.storage.interface import Draft, Store


def correct(store: Store, contribution_id: str, changes: Mapping[str, Any]) -> Contribution:
    """Change some fields of a contribution, and return it as it now is; what does not differ records nothing.

    Parameters
    ----------
    changes
        Field → new value, as ``contribute.Request`` takes them; fields of ``journal.CORRECTABLE`` only.

    Raises
    ------
    ContributionError, NomenclatureError
        When there is no such contribution, a field cannot be corrected, or ``contribute`` would refuse the result.
    """
    unknown = sorted(set(changes) - CORRECTABLE)
    if unknown:
        raise ContributionError(
            _("On ne corrige pas « {got} ». On peut corriger : {known}.").format(
                got=", ".join(unknown), known=", ".join(sorted(CORRECTABLE))
            )
        )
    current = require(store, contribution_id)
    before = contribution_payload(current)
    wanted = {name: before[name] for name in CORRECTABLE} | dict(changes)
    request = Request(
        kind=ContributionKind(wanted["kind"]),
        geometry_wkt=wanted["geometry_wkt"],
        filiere=wanted["filiere"] or None,
        text=wanted["text"],
        people=wanted["people"],
        placement=Placement(wanted["placement"]),
        near_id=wanted["near_id"],
        category=wanted["category"],
        id=current.id,
    )
    after = contribution_payload(checked(request, store.workshop()))
    # Only what was asked: a geometry that is read and written again must not count as a correction.
    corrected = {name: after[name] for name in changes if after[name] != before[name]}
    if corrected:
        store.append([Draft(EventKind.CONTRIBUTION_CORRECTED, contribution_id, corrected)])
    return require(store, contribution_id)

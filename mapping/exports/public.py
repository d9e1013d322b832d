"""What may leave the room in public: accepted contributions, without any private column."""

from dataclasses import replace
from pathlib import PurePath
from typing import Any

import pandas as pd

from mapping.domain.identity import content_id
from mapping.domain.models import DatasetKind, Placement, Source, Status, Workshop
from mapping.domain.privacy import area_view
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import CONTRIBUTIONS, LANDMARKS, POPULATION, STORED_ACTORS, ZONES, Contract, Type
from mapping.exports.labels import dataset_label
from mapping.i18n import _

_BLANKS: dict[Type, Any] = {
    Type.TEXT: "",
    Type.NUMBER: float("nan"),
    Type.INTEGER: float("nan"),
    Type.BOOLEAN: False,
}

_OFFICIAL_KINDS = frozenset({DatasetKind.BOUNDARIES, DatasetKind.POPULATION})


def public_view(snapshot: Snapshot, *, areas: bool = True) -> Snapshot:
    """Return what of a workshop anybody may be given.

    Only accepted contributions are left, sensitive ones as areas (``privacy.area_view``); every column that its
    contract says is private is blank; files are known by their title, not by the name that they had on somebody's
    computer. The identifier of a contribution is replaced by another one, the same each time, and the rows are put in
    the order of those: a UUIDv7 and the order of arrival both tell when a person spoke, which is private.
    ``areas=False`` is only for counting what is published, on ``privacy.counted_view``.
    """
    snapshot = area_view(snapshot) if areas else snapshot
    accepted = snapshot.contributions[snapshot.contributions["status"] == Status.ACCEPTED]
    public_ids = [public_id(snapshot.workshop, str(value)) for value in accepted["id"]]
    # An address that a resident typed may be theirs; a quartier, a landmark or a structure is nobody's home.
    typed = accepted["placement"] == Placement.ADDRESS
    renamed = accepted.assign(
        id=pd.Series(public_ids, index=accepted.index, dtype="str"), near_id=accepted["near_id"].mask(typed, "")
    )
    return replace(
        snapshot,
        zones=_blanked(snapshot.zones, ZONES),
        actors=_blanked(snapshot.actors, STORED_ACTORS),
        population=_blanked(snapshot.population, POPULATION),
        landmarks=_blanked(snapshot.landmarks, LANDMARKS),
        contributions=_blanked(renamed.sort_values("id").reset_index(drop=True), CONTRIBUTIONS),
        sources=tuple(_without_file_name(source) for source in snapshot.sources),
    )


def public_id(workshop: Workshop, contribution_id: str) -> str:
    """Return the identifier that a contribution bears in public files, to find it again from one of them."""
    return content_id("public", workshop.id, contribution_id)


def _blanked(frame: Any, contract: Contract) -> Any:
    private = [column for column in contract.columns if column.private and column.name in frame.columns]
    return frame.assign(**{column.name: _BLANKS[column.type] for column in private})


def _without_file_name(source: Source) -> Source:
    """Blank the name of the file, and a title that only repeats it, unless a publisher gave that name.

    A list of partners is often called after whoever keeps it; official files and files under a licence are published,
    and their licences ask to be named.
    """
    published = bool(source.licence) or source.kind in _OFFICIAL_KINDS
    repeated = source.title.strip().casefold() in {
        source.file_name.casefold(),
        PurePath(source.file_name).stem.casefold(),
        "",
    }
    neutral = _("Fichier importé : {what}").format(what=dataset_label(source.kind))
    return replace(source, file_name="", title=neutral if repeated and not published else source.title)

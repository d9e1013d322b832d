"""What may leave the room in public: accepted contributions, without any private column."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Any

import pandas as pd

from mapping.domain.identity import content_id
from mapping.domain.models import DatasetKind, Placement, Source, Status, Workshop
from mapping.domain.privacy import area_view
from mapping.domain.sessions import Session
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import (
    CONTRIBUTIONS,
    KNOWLEDGE,
    LANDMARKS,
    POPULATION,
    STORED_ACTORS,
    ZONES,
    Contract,
    Type,
)
from mapping.exports.labels import dataset_label
from mapping.i18n import _

_BLANKS: dict[Type, Any] = {
    Type.TEXT: "",
    Type.NUMBER: float("nan"),
    Type.INTEGER: float("nan"),
    Type.BOOLEAN: False,
}

_PSEUDONYMS = frozenset({"author_key", "session_id", "group_name", "origin"})
"""What says that two rows are of one person, of one group, or of nobody: needed to count, never written."""
ASKED = ("needs", "people_asking", "groups_asking")
"""Columns that count what people ask for."""
_OFFICIAL_KINDS = frozenset({DatasetKind.BOUNDARIES, DatasetKind.POPULATION})


def public_view(snapshot: Snapshot, *, counting: bool = False) -> Snapshot:
    """Return what of a workshop anybody may be given.

    Only accepted contributions are left, sensitive ones as areas (``privacy.area_view``); every column that its
    contract says is private is blank; files are known by their title, not by the name that they had on somebody's
    computer. The identifier of a contribution is replaced by another one, the same each time, and the rows are put in
    the order of those: a UUIDv7 and the order of arrival both tell when a person spoke, which is private. A séance
    keeps its date, its kind of group and its head count; it has no name, no place and no groups.

    Parameters
    ----------
    snapshot
        All that the workshop holds; with ``counting``, what ``privacy.counted_view`` returned.
    counting
        The view is counted and never written: pseudonyms and groups stay, or one person would be taken for several
        and what too few people said would be published.
    """
    held = snapshot if counting else area_view(snapshot)
    accepted = held.contributions[held.contributions["status"] == Status.ACCEPTED]
    names = {str(value): public_id(held.workshop, str(value)) for value in accepted["id"]}
    every = set(held.contributions["id"].map(str))
    # An address that a resident typed may be theirs; a quartier, a landmark or a structure is nobody's home.
    near = accepted["near_id"].mask(accepted["placement"] == Placement.ADDRESS, "")
    renamed = accepted.assign(
        id=pd.Series([*names.values()], index=accepted.index, dtype="str"),
        near_id=near.map(lambda value: names.get(value, "" if value in every else value)).astype("str"),
    )
    kept = _PSEUDONYMS if counting else frozenset()
    return replace(
        held,
        workshop=_public_workshop(held.workshop, names),
        zones=_blanked(held.zones, ZONES),
        actors=_blanked(held.actors, STORED_ACTORS),
        population=_blanked(held.population, POPULATION),
        landmarks=_blanked(held.landmarks, LANDMARKS),
        contributions=_blanked(renamed.sort_values("id").reset_index(drop=True), CONTRIBUTIONS, kept=kept),
        sources=tuple(_without_file_name(source) for source in held.sources),
        knowledge=_blanked(_about(held, held.knowledge, "target_id", names, every), KNOWLEDGE, kept=kept),
        votes=_about(held, held.votes, "contribution_id", names, every).assign(session_id="", group_name=""),
        sessions=tuple(_counts_only(held.workshop, session) for session in held.sessions),
    )


def public_id(workshop: Workshop, contribution_id: str) -> str:
    """Return the identifier that a contribution bears in public files, to find it again from one of them."""
    return content_id("public", workshop.id, contribution_id)


def without_small_cells(table: pd.DataFrame, *, min_people: int) -> pd.DataFrame:
    """Return the table with what fewer than ``min_people`` people ask for left empty: who asks could be recognised.

    That nobody asks stays said: 0.

    Examples
    --------
    >>> asked = pd.DataFrame({"needs": [1, 1, 0], "people_asking": [2, 3, 0]})
    >>> without_small_cells(asked, min_people=3)["people_asking"].tolist()
    [nan, 3.0, 0.0]
    """
    people = table["people_asking"].astype("float64")
    few = (people > 0) & (people < min_people)
    told = [name for name in ASKED if name in table.columns]
    return table.assign(**{name: table[name].astype("float64").mask(few) for name in told})


def _blanked(frame: Any, contract: Contract, *, kept: frozenset[str] = frozenset()) -> Any:
    private = [column for column in contract.columns if column.private and column.name in frame.columns]
    return frame.assign(**{column.name: _BLANKS[column.type] for column in private if column.name not in kept})


def _public_workshop(workshop: Workshop, names: Mapping[str, str]) -> Workshop:
    """Return the workshop with the words that its report quotes known by their public identifiers."""
    report = workshop.settings.report
    quoted = tuple(names[value] for value in report.verbatims if value in names)
    settings = replace(workshop.settings, current_session="", report=replace(report, verbatims=quoted))
    return replace(workshop, settings=settings)


def _about(
    snapshot: Snapshot, frame: pd.DataFrame, column: str, names: Mapping[str, str], every: Collection[str]
) -> pd.DataFrame:
    """Return the rows about what is published, under public identifiers, in an order that says nothing."""
    told = frame[frame[column].isin([*names]) | ~frame[column].isin([*every])]
    about = told[column].map(lambda value: names.get(value, value)).astype("str")
    ids = told["id"].map(lambda value: public_id(snapshot.workshop, str(value))).astype("str")
    return told.assign(**{column: about, "id": ids}).sort_values("id").reset_index(drop=True)


def _counts_only(workshop: Workshop, session: Session) -> Session:
    return Session(
        id=public_id(workshop, session.id),
        date=session.date,
        group_kind=session.group_kind,
        head_count=session.head_count,
        is_open=session.is_open,
    )


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

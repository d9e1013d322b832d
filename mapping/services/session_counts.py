"""What a séance brought: how many of what, from which table, and what was there before it."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from mapping.analysis.people import distinct_people, heads, persons
from mapping.domain.models import LIVE_STATUSES, ContributionKind, Origin, Status
from mapping.domain.sessions import Session
from mapping.domain.snapshot import Snapshot
from mapping.storage.interface import Store


@dataclass(frozen=True, slots=True)
class Counts:
    """What residents brought; points put before the séance are not in it.

    ``people`` are distinct people, as each said how many they were; ``answers`` are places said to be known.
    """

    contributions: int
    pending: int
    people: int
    answers: int
    votes: int
    by_kind: Mapping[ContributionKind, int]
    by_group: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Change:
    """What a séance changed: live contributions before it, and those it added, as ``tables.CONTRIBUTIONS``."""

    before: gpd.GeoDataFrame
    added: gpd.GeoDataFrame


def session_counts(snapshot: Snapshot, session: Session) -> Counts:
    """Return what a séance brought so far; every table of the séance has its line, even at zero."""
    said = from_residents(of_session(snapshot.contributions, session.id))
    people = distinct_people(np.zeros(len(said), dtype=np.intp), persons(said), heads(said), cells=1)
    votes, answers = snapshot.votes, snapshot.knowledge
    by_kind = {kind: int((said["kind"] == kind).sum()) for kind in ContributionKind}
    names = [*session.groups, *sorted(set(said["group_name"]) - {*session.groups, ""})]
    return Counts(
        contributions=len(said),
        pending=int((said["status"] == Status.PENDING).sum()),
        people=int(people[0]),
        answers=int((answers["session_id"] == session.id).sum()),
        votes=int((votes["session_id"] == session.id).sum()),
        by_kind=by_kind,
        by_group={name: int((said["group_name"] == name).sum()) for name in names},
    )


def session_change(store: Store, contributions: gpd.GeoDataFrame, session: Session) -> Change:
    """Return what there was before a séance was opened, and what it added, points put beforehand apart.

    Parameters
    ----------
    contributions
        Those of now (``tables.CONTRIBUTIONS``): what was refused or withdrawn since is not counted as added.
    """
    past = store.contributions_at(session.opened_clock)
    before = past[past["status"].isin([*LIVE_STATUSES]) & (past["session_id"] != session.id)]
    return Change(before, from_residents(of_session(contributions, session.id)))


def by_filiere(contributions: gpd.GeoDataFrame) -> pd.Series:
    """Return how many contributions there are of each filière, those without any apart."""
    known = contributions.loc[contributions["filiere"].notna() & (contributions["filiere"] != ""), "filiere"]
    return pd.Series(known.astype(str)).value_counts()


def of_session(contributions: gpd.GeoDataFrame, session_id: str) -> gpd.GeoDataFrame:
    """Return the contributions of a séance that count in the room."""
    live = contributions["status"].isin([*LIVE_STATUSES])
    return contributions[live & (contributions["session_id"] == session_id)]


def from_residents(contributions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the contributions that residents made: points put before a séance are examples, not what they know."""
    return contributions[contributions["origin"] != Origin.SEED]

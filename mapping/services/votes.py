"""Gommettes: each group places a few votes on what is missing, takes them back, and the room sees what comes first."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from mapping.domain.errors import ContributionError
from mapping.domain.ids import new_id, parse_id
from mapping.domain.models import LIVE_STATUSES, ContributionKind, EventKind
from mapping.domain.sessions import Session
from mapping.i18n import _
from mapping.services.sessions import current_session
from mapping.storage.interface import Draft, Store

_HOPS_MAX = 20


@dataclass(frozen=True, slots=True)
class Vote:
    """One gommette of a group."""

    id: str
    contribution_id: str
    group: str


@dataclass(frozen=True, slots=True)
class Hand:
    """What a group has placed in a séance, and how many gommettes it has left."""

    session_id: str
    group: str
    votes: tuple[Vote, ...]
    remaining: int


def place_vote(store: Store, contribution_id: str, *, group: str, vote_id: str = "") -> Hand:
    """Place one gommette of a group on a need, in the current séance; the same ``vote_id`` twice is one gommette.

    Raises
    ------
    ContributionError
        When no séance is open, the group is not one of its own, the contribution is not a need that stands, or the
        group has no gommette left.
    """
    session = _voting(store)
    name = _group(session, group)
    identifier = parse_id(vote_id) if vote_id else new_id()
    known = store.events(subject=contribution_id, kinds=[EventKind.VOTE_CAST])
    if any(event.id == identifier for event in known):
        return hand(store, session, name)
    _check_need(store, contribution_id)
    if hand(store, session, name).remaining <= 0:
        raise ContributionError(none_left(session))
    payload = {"session_id": session.id, "group_name": name}
    store.append([Draft(EventKind.VOTE_CAST, contribution_id, payload, id=identifier)])
    if identifier not in set(store.votes()["id"]):
        # Two phones of one table placed the last one at the same moment: the first stands, this one is told.
        store.undo(identifier)
        raise ContributionError(none_left(session))
    return hand(store, session, name)


def take_back_vote(store: Store, vote_id: str, *, group: str = "") -> Hand:
    """Take back a gommette in the current séance; of one group only when it is given.

    Raises
    ------
    ContributionError
        When no séance is open, or this is not a gommette of that group.
    """
    session = _voting(store)
    votes = store.votes()
    own = votes[(votes["session_id"] == session.id) & (votes["id"] == vote_id)]
    name = str(own["group_name"].iloc[0]) if len(own) else ""
    if not name or (group and group.strip() != name):
        raise ContributionError(_("Cette gommette n'est plus posée, ou n'est pas à votre groupe."))
    store.undo(vote_id)
    return hand(store, session, name)


def hand(store: Store, session: Session, group: str) -> Hand:
    """Return what a group has placed, oldest first, and what it has left."""
    votes = store.votes()
    own = votes[(votes["session_id"] == session.id) & (votes["group_name"] == group)]
    placed = tuple(
        Vote(str(vote_id), str(target), group)
        for vote_id, target in zip(own["id"], own["contribution_id"], strict=True)
    )
    return Hand(session.id, group, placed, max(0, session.votes_per_group - len(placed)))


def vote_results(votes: pd.DataFrame, contributions: pd.DataFrame, *, session_id: str = "") -> pd.DataFrame:
    """Return the needs by number of gommettes, most first, then in order of arrival.

    Parameters
    ----------
    votes
        ``tables.VOTES``.
    contributions
        ``tables.CONTRIBUTIONS``; gommettes on a need merged into another count for that one, those on a need that was
        refused or withdrawn count no more.
    session_id
        Only this séance; all of them together when empty.

    Returns
    -------
    DataFrame
        ``contribution_id``, ``filiere``, ``text``, ``status``, ``votes``, ``groups`` (how many groups chose it).
    """
    kept = votes[votes["session_id"] == session_id] if session_id else votes
    merged = dict(zip(contributions["id"], contributions["merged_into"], strict=True))
    rank = {identifier: place for place, identifier in enumerate(contributions["id"])}
    voted = pd.DataFrame(
        {
            "contribution_id": [_standing(str(target), merged) for target in kept["contribution_id"]],
            "group": kept["session_id"].astype(str) + "\x1f" + kept["group_name"].astype(str),
        }
    )
    counted = voted.groupby("contribution_id", sort=False)["group"].agg(votes="size", groups="nunique").reset_index()
    shown = contributions[contributions["status"].isin([*LIVE_STATUSES])]
    told = shown[["id", "filiere", "text", "status"]].rename(columns={"id": "contribution_id"})
    table = pd.DataFrame(told).merge(counted, on="contribution_id")
    order = sorted(
        range(len(table)), key=lambda row: (-int(table["votes"].iloc[row]), rank[table["contribution_id"].iloc[row]])
    )
    return table.iloc[order].reset_index(drop=True)


def none_left(session: Session) -> str:
    """Return what a group is told when it has placed all its gommettes."""
    told = _("Votre groupe a posé toutes ses gommettes ({n}). Reprenez-en une pour la mettre ailleurs.")
    return told.format(n=session.votes_per_group)


def _voting(store: Store) -> Session:
    session = current_session(store)
    if session is None or not session.is_open:
        raise ContributionError(_("Les gommettes se posent pendant la séance. Elle n'est pas ouverte."))
    return session


def _group(session: Session, group: str) -> str:
    name = group.strip()
    if name in session.groups:
        return name
    if not session.groups:
        raise ContributionError(_("Cette séance n'a pas de table. Parlez-en à l'animateur."))
    raise ContributionError(
        _("« {got} » n'est pas un groupe de cette séance. Choisissez parmi : {known}.").format(
            got=name, known=", ".join(session.groups)
        )
    )


def _check_need(store: Store, contribution_id: str) -> None:
    found = store.contribution(contribution_id)
    if found is None or found.kind is not ContributionKind.NEED or found.status not in LIVE_STATUSES:
        raise ContributionError(_("Les gommettes se posent sur ce qui manque ; celui-ci n'est plus sur la carte."))


def _standing(identifier: str, merged: Mapping[str, str]) -> str:
    """Return what stands for a contribution; two that two laptops merged into one another end the walk."""
    for _hop in range(_HOPS_MAX):
        into = merged.get(identifier, "")
        if not into:
            break
        identifier = into
    return identifier

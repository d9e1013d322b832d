"""Actors that may be the same one: proposed, compared side by side, merged or said to be different, and all undone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mapping.analysis.duplicates import THRESHOLD, duplicate_pairs
from mapping.domain.errors import WorkshopError
from mapping.domain.journal import in_force
from mapping.domain.merging import ADDRESS, POSITION, Origins, actor_origins, merge_payload, pair_of, survivors
from mapping.domain.models import Event, EventKind
from mapping.i18n import _
from mapping.services.provenance import SHOWN, field_label, histories, origins_of, shown_value
from mapping.services.workshops import now_utc
from mapping.storage.interface import Draft, Store

_DECISIONS = (EventKind.ACTORS_MERGED, EventKind.NOT_DUPLICATES)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two actors that may be one; scores from 0 to 100, ``distance_m`` is None where a position is unknown."""

    one: str
    other: str
    one_name: str
    other_name: str
    score: float
    distance_m: float | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of two actors side by side; ``default`` is the actor whose value is kept unless one says otherwise."""

    field: str
    label: str
    one: str
    other: str
    default: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The last decision that counts, in words, and the event that undoes it."""

    event_id: str
    sentence: str


def possible_duplicates(
    store: Store, actor_ids: Collection[str] | None = None, *, threshold: float = THRESHOLD
) -> tuple[Pair, ...]:
    """Return the pairs of actors that may be one, the surest first, without those that a person said are different.

    Parameters
    ----------
    actor_ids
        Only the pairs that one of these brings, as after an import; None looks at all.
    threshold
        The lowest score, from 0 to 100.
    """
    if actor_ids is not None and not actor_ids:
        return ()
    actors = store.actors()
    found = duplicate_pairs(actors, threshold=threshold, only=actor_ids, different=different_pairs(store))
    names = dict(zip(actors["actor_id"], actors["name"], strict=True))
    return tuple(
        Pair(
            one=row["one"],
            other=row["other"],
            one_name=names[row["one"]],
            other_name=names[row["other"]],
            score=row["score"],
            distance_m=None if row["distance_m"] != row["distance_m"] else round(row["distance_m"], 1),
            reasons=row["reasons"],
        )
        for row in found.to_dict("records")
    )


def different_pairs(store: Store) -> frozenset[tuple[str, str]]:
    """Return the pairs that somebody said are not the same, in order; what was undone no longer counts."""
    said = _in_force(store, EventKind.NOT_DUPLICATES)
    standing = merged_into(store)
    # Said of an actor that has since been merged, it holds for the one that stands for it.
    pairs = (tuple(standing.get(str(one), str(one)) for one in event.payload["pair"]) for event in said)
    return frozenset(pair_of(*pair) for pair in pairs)


def merged_into(store: Store) -> dict[str, str]:
    """Return, for each actor that was merged, the one that stands for it."""
    standing = survivors(_in_force(store, EventKind.ACTORS_MERGED))
    return {gone: kept for gone, kept in standing.items() if gone != kept}


def side_by_side(store: Store, one: str, other: str) -> tuple[Choice, ...]:
    """Return the fields of two actors, ``one`` being kept, as they stand and as a merge would leave them.

    Raises
    ------
    WorkshopError
        When one of the two is not in the workshop.
    """
    left, right = _origins(store, one), _origins(store, other)
    members = histories(store, [one, other])
    merge = Event("~", _last_clock(members) + 1, now_utc(), EventKind.ACTORS_MERGED, other, merge_payload(one))
    merged = actor_origins(members | {other: [*members[other], merge]})[one]
    labels = {filiere.id: filiere.label for filiere in store.workshop().filieres}
    shown = [
        Choice(
            field=name,
            label=field_label(name),
            one=shown_value(name, left, labels),
            other=shown_value(name, right, labels),
            default=other if _same_lines(name, merged, right) and not _same_lines(name, merged, left) else one,
        )
        for name in SHOWN
    ]
    return tuple(choice for choice in shown if choice.one or choice.other)


def merge(store: Store, gone: str, into: str, *, fields: Mapping[str, str] | None = None) -> Event:
    """Record that ``gone`` is ``into``, which stays; nothing is deleted and ``undo`` brings ``gone`` back.

    Parameters
    ----------
    fields
        Field of ``side_by_side`` → the actor whose value is kept, where it is not the default.

    Raises
    ------
    WorkshopError
        When one of the two is not in the workshop, or both are the same.
    """
    _check_two(store, gone, into)
    return store.append([Draft(EventKind.ACTORS_MERGED, gone, merge_payload(into, fields))])[0]


def not_duplicates(store: Store, one: str, other: str) -> Event:
    """Record that two actors are not the same: the pair is not proposed again until this is undone.

    Raises
    ------
    WorkshopError
        When one of the two is not in the workshop, or both are the same.
    """
    _check_two(store, one, other)
    pair = pair_of(one, other)
    return store.append([Draft(EventKind.NOT_DUPLICATES, "|".join(pair), {"pair": list(pair)})])[0]


def last_decision(store: Store) -> Decision | None:
    """Return the last merge or « pas un doublon » that counts, to offer to undo it."""
    decisions = [event for kind in _DECISIONS for event in _in_force(store, kind)]
    if not decisions:
        return None
    last = max(decisions, key=lambda event: (event.clock, event.id))
    names = dict(store.actors()[["actor_id", "name"]].itertuples(index=False, name=None))
    if last.kind is EventKind.ACTORS_MERGED:
        kept = merged_into(store).get(last.subject, str(last.payload["into"]))
        return Decision(last.id, _("Fusionné dans « {name} ».").format(name=names.get(kept, kept)))
    one, other = (names.get(actor_id, actor_id) for actor_id in last.payload["pair"])
    return Decision(last.id, _("« {one} » et « {other} » sont différentes.").format(one=one, other=other))


def _in_force(store: Store, kind: EventKind) -> list[Event]:
    found = store.events(kinds=[kind])
    if not found:
        return []
    subjects = {event.subject for event in found}
    undone = [event for event in store.events(kinds=[EventKind.UNDONE]) if event.subject in subjects]
    return in_force([*found, *undone])


def _origins(store: Store, actor_id: str) -> Origins:
    found = origins_of(store, actor_id)
    if found is None:
        raise WorkshopError(_("« {id} » n'est pas une structure de l'atelier.").format(id=actor_id))
    return found


def _same_lines(name: str, merged: Origins, own: Origins) -> bool:
    fields = {"address": ADDRESS, "lon": POSITION[:2]}.get(name, (name,))
    return all(merged.get(field) == own.get(field) for field in fields)


def _last_clock(members: Mapping[str, list[Event]]) -> int:
    return max((event.clock for events in members.values() for event in events), default=0)


def _check_two(store: Store, one: str, other: str) -> None:
    if one == other:
        raise WorkshopError(_("Une structure ne se compare pas à elle-même : donnez deux identifiants."))
    known = set(store.actors()["actor_id"])
    for actor_id in (one, other):
        if actor_id not in known:
            raise WorkshopError(
                _(
                    "« {id} » n'est pas une structure de l'atelier, ou elle a déjà été fusionnée. "
                    "La commande « duplicates » donne les identifiants."
                ).format(id=actor_id)
            )

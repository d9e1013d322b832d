"""Actors that are the same one: merges are lines of the journal, and the survivor is folded from all its histories.

A merge says « this actor is that one ». Merges are taken in the order (``clock``, ``id``) and each joins two groups,
so that chains, crossed merges and merges made twice on two laptops end in one survivor per group, whatever the
order in which the lines arrive.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mapping.domain.journal import in_force
from mapping.domain.models import Event, EventKind

ADDRESS = ("address", "postcode", "city", "code_insee")
POSITION = ("lon", "lat", "in_territory")
TOGETHER = (ADDRESS, POSITION)
"""Fields that only make sense together: they come from the same actor. A choice names the first one."""


@dataclass(frozen=True, slots=True)
class FieldOrigin:
    """A value and the line of the journal that says it; ``event.subject`` is the actor it was said of."""

    value: Any
    event: Event


Origins = dict[str, FieldOrigin]


def merge_payload(into: str, fields: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return what the journal keeps of a merge.

    Parameters
    ----------
    into
        The ``actor_id`` that stays.
    fields
        Field → ``actor_id`` whose value is kept, where it is not the one taken by default.
    """
    return {"into": into, "fields": dict(fields or {})}


def pair_of(one: str, other: str) -> tuple[str, str]:
    """Return two actors in the order that names their pair.

    Examples
    --------
    >>> pair_of("b", "a")
    ('a', 'b')
    """
    return (one, other) if one <= other else (other, one)


def linked_groups(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Return, for each identifier in ``pairs``, all those it is linked with, itself included.

    Examples
    --------
    >>> sorted(linked_groups([("a", "b"), ("b", "c")])["a"])
    ['a', 'b', 'c']
    """
    groups: dict[str, frozenset[str]] = {}
    for one, other in pairs:
        joined = groups.get(one, frozenset({one})) | groups.get(other, frozenset({other}))
        groups.update(dict.fromkeys(joined, joined))
    return groups


def survivors(merges: Iterable[Event]) -> dict[str, str]:
    """Return, for each actor that some merges name, the one that stands for it; a survivor stands for itself.

    Parameters
    ----------
    merges
        Merges in force, in any order.
    """
    parents: dict[str, str] = {}

    def root(actor_id: str) -> str:
        while (above := parents.setdefault(actor_id, actor_id)) != actor_id:
            actor_id = above
        return actor_id

    for event in sorted(merges, key=lambda event: (event.clock, event.id)):
        gone, kept = root(event.subject), root(str(event.payload["into"]))
        parents[gone] = kept
    return {actor_id: root(actor_id) for actor_id in list(parents)}


def fold_actors(histories: Mapping[str, Iterable[Event]]) -> dict[str, dict[str, Any]]:
    """Return the fields of each actor that is left, by identifier.

    Parameters
    ----------
    histories
        The events of each actor, in any order; whole groups, as ``linked_groups`` gives them.
    """
    return {
        actor_id: {name: origin.value for name, origin in origins.items()}
        for actor_id, origins in actor_origins(histories).items()
    }


def actor_origins(histories: Mapping[str, Iterable[Event]]) -> dict[str, Origins]:
    """Return, for each actor that is left, where each of its fields comes from.

    By default a field comes from what was last enriched here, else from the last list that fills it.
    """
    counting = {subject: in_force(events) for subject, events in histories.items()}
    merges = [event for events in counting.values() for event in events if event.kind is EventKind.ACTORS_MERGED]
    standing = survivors(merges)
    members: defaultdict[str, dict[str, Origins]] = defaultdict(dict)
    for subject in sorted(counting):
        own = _own_origins(counting[subject])
        if own:
            members[standing.get(subject, subject)][subject] = own
    return {kept: _merged(kept, group, _choices(kept, merges, standing)) for kept, group in members.items()}


def _own_origins(events: Iterable[Event]) -> Origins:
    imported: Origins = {}
    enriched: Origins = {}
    for event in events:
        found = {name: FieldOrigin(value, event) for name, value in event.payload.items()}
        if event.kind is EventKind.ACTOR_IMPORTED:
            imported = found
        elif event.kind is EventKind.ACTOR_ENRICHED:
            # An enrichment may name its source; the actor stays one of the list that brought it.
            enriched |= {name: origin for name, origin in found.items() if name != "source_id"}
    return imported | enriched if imported else {}


def _choices(kept: str, merges: Iterable[Event], standing: Mapping[str, str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for event in sorted(merges, key=lambda event: (event.clock, event.id)):
        if standing[event.subject] == kept:
            chosen |= event.payload.get("fields", {})
    return chosen


def _merged(kept: str, group: Mapping[str, Origins], chosen: Mapping[str, str]) -> Origins:
    if len(group) == 1:
        return next(iter(group.values()))
    names = dict.fromkeys(name for own in group.values() for name in own)
    merged: Origins = {}
    for unit in _units(names):
        wanted = chosen.get(unit[0], "")
        filled = [actor_id for actor_id, own in group.items() if _is_filled(own, unit)]
        if wanted in filled:
            giver = wanted
        elif filled:
            giver = max(filled, key=lambda actor_id: _rank(group[actor_id], unit))
        else:
            giver = kept if kept in group else min(group)
        merged |= {name: group[giver][name] for name in unit if name in group[giver]}
    return merged


def _units(names: Iterable[str]) -> list[tuple[str, ...]]:
    together = {name: unit for unit in TOGETHER for name in unit}
    return list(dict.fromkeys(together.get(name, (name,)) for name in names))


def _says(own: Origins, unit: tuple[str, ...]) -> list[FieldOrigin]:
    return [own[name] for name in unit if name in own and own[name].value not in ("", None) and name != "in_territory"]


def _is_filled(own: Origins, unit: tuple[str, ...]) -> bool:
    return bool(_says(own, unit))


def _rank(own: Origins, unit: tuple[str, ...]) -> tuple[bool, bool, int, str]:
    said = [origin.event for origin in _says(own, unit)]
    enriched = [event for event in said if event.kind is EventKind.ACTOR_ENRICHED]
    newest = max(enriched or said, key=lambda event: (event.clock, event.id))
    first = own.get(unit[0])
    return bool(enriched), first is not None and first.value not in ("", None), newest.clock, newest.id

"""Possible duplicates among actors: pairs with a score from 0 to 100 and the reasons, in words, for a person to judge.

The score is 60 % the name and 40 % the place where the place is known, the name alone (less sure) where it is not;
a SIRET overrules. ``docs/decisions/0010-duplicates.md`` gives the weights, the threshold and what they were tried on.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from mapping.analysis import duplicate_candidates as candidates
from mapping.analysis.duplicate_names import (
    SIGLE_SCORE,
    Words,
    core_words,
    distinctiveness,
    is_sigle_of,
    name_score,
    sigles,
    word_weights,
)
from mapping.analysis.duplicate_places import (
    FAR_M,
    Address,
    address_score,
    distance_score,
    place_score,
    positions_m,
    read_address,
    same_town,
)
from mapping.analysis.duplicate_reasons import Evidence, Siret, reasons
from mapping.domain.merging import pair_of

THRESHOLD = 80.0
"""From this score on, a pair is shown."""
COLUMNS = ["one", "other", "score", "name_score", "place_score", "distance_m", "reasons"]

_NAME_SHARE, _PLACE_SHARE = 0.6, 0.4
_WORTH_COMPARING = 65.0
_WORTH_COMPARING_FAR = 95.0
_MOVED_NAME = 97.0
_MOVED_PLACE = 50.0
_TYPING_ERRORS = 2
_CHAIN = 3
_SAYS_SOMETHING = 1.2


@dataclass(frozen=True, slots=True)
class _Actors:
    """What is prepared once for each row."""

    names: list[Words]
    sigles: list[frozenset[str]]
    addresses: list[Address]
    sirets: list[str]
    weights: Mapping[str, float]
    same_name: Mapping[tuple[str, ...], int]


def duplicate_pairs(
    actors: pd.DataFrame,
    *,
    threshold: float = THRESHOLD,
    only: Collection[str] | None = None,
    different: Collection[tuple[str, str]] = (),
) -> pd.DataFrame:
    """Return the pairs of actors that may be one, the surest first.

    Parameters
    ----------
    actors
        ``tables.STORED_ACTORS``; ``lon`` and ``lat`` in WGS 84 degrees, NaN where unknown.
    threshold
        The lowest score returned, from 0 to 100.
    only
        Keep pairs in which at least one actor is of these ``actor_id``.
    different
        Pairs of ``actor_id``, each in order, that a person said are not the same.

    Returns
    -------
    pandas.DataFrame
        ``one`` and ``other`` (``actor_id``, in order), ``score``, ``name_score``, ``place_score`` (NaN where the
        place of one is unknown), ``distance_m`` in the legal CRS (NaN where unknown), ``reasons`` (tuple of French
        phrases); a new index.

    Examples
    --------
    >>> table = pd.DataFrame({"actor_id": ["a", "b"], "name": ["Régie du Cordon", "Asso. Régie du Cordon"]})
    >>> table = table.assign(siret="", address="3 rue du Parc", city="Stains", code_insee="", lon=None, lat=None)
    >>> duplicate_pairs(table)[["one", "other", "score"]].to_numpy().tolist()
    [['a', 'b', 100.0]]
    """
    if len(actors) < 2:
        return pd.DataFrame(columns=COLUMNS)
    prepared = _prepare(actors)
    metres, epsg = positions_m(actors)
    pairs, sure = _candidate_pairs(prepared, metres, epsg)
    ids = actors["actor_id"].astype(str).tolist()
    if only is not None:
        new = actors["actor_id"].isin(list(only)).to_numpy()
        about = new[pairs[:, 0]] | new[pairs[:, 1]]
        pairs, sure = pairs[about], sure[about]
    apart_m = np.linalg.norm(metres[pairs[:, 0]] - metres[pairs[:, 1]], axis=1)
    apart_m[epsg[pairs[:, 0]] != epsg[pairs[:, 1]]] = np.nan
    kept = sure | _worth_comparing(prepared, pairs, apart_m)
    pairs, apart_m = pairs[kept], apart_m[kept]
    unlike = set(different)
    found = []
    for (one, other), distance_m in zip(pairs.tolist(), apart_m.tolist(), strict=True):
        pair = pair_of(ids[one], ids[other])
        if pair in unlike:
            continue
        evidence = _evidence(prepared, one, other, distance_m)
        score = total_score(evidence)
        if score >= threshold:
            place = np.nan if evidence.place is None else evidence.place
            found.append((*pair, round(score, 1), evidence.name, place, distance_m, reasons(evidence)))
    table = pd.DataFrame(found, columns=COLUMNS)
    return table.sort_values(["score", "one", "other"], ascending=[False, True, True], ignore_index=True)


def total_score(evidence: Evidence) -> float:
    """Return the score of a pair from what is known of it."""
    score = _from_name_and_place(evidence)
    if evidence.siret == "same":
        contradicted = evidence.place is not None and evidence.place <= 40 and evidence.name < 85
        return score if contradicted else max(score, 90 + evidence.name / 10)
    if evidence.siret == "same_company":
        return score * 0.85
    if evidence.siret == "other":
        return score * (0.85 if evidence.name >= _MOVED_NAME and (evidence.place or 0) >= _MOVED_NAME else 0.7)
    return score


def _from_name_and_place(evidence: Evidence) -> float:
    name = evidence.name if evidence.says_something or evidence.place is not None else evidence.name * 0.8
    if evidence.place is None:
        return 0.0 if evidence.same_town is False else name * 0.85
    score = _NAME_SHARE * name + _PLACE_SHARE * evidence.place
    if evidence.may_have_moved:
        return max(score, THRESHOLD)
    return score


def _prepare(actors: pd.DataFrame) -> _Actors:
    names = [core_words(name) for name in actors["name"]]
    rows = zip(actors["address"], actors["city"], actors["code_insee"], strict=True)
    addresses = [read_address(address, city, code) for address, city, code in rows]
    towns = {word for address in addresses for word in address.town.split()}
    weights = word_weights(names)
    return _Actors(
        names,
        [sigles(name) for name in actors["name"]],
        addresses,
        [_siret(cell) for cell in actors["siret"]],
        weights | {word: 0.3 for word in towns if word in weights},
        Counter(tuple(sorted(words)) for words in names),
    )


def _siret(cell: str) -> str:
    digits = "".join(filter(str.isdigit, cell))
    return digits if len(digits) == 14 else ""


def _candidate_pairs(
    prepared: _Actors, metres: NDArray[np.float64], epsg: NDArray[np.int64]
) -> tuple[candidates.Pairs, NDArray[np.bool_]]:
    """Return the candidates, and which of them share a SIRET or a sigle, whatever their names look like."""
    addresses = [f"{a.number} {a.street} {a.town}" if a.street and a.number else "" for a in prepared.addresses]
    blocks = (
        [("".join(sorted(words)), "".join(words)) for words in prepared.names],
        prepared.names,
        [(address,) for address in addresses],
    )
    found = [candidates.block_pairs(candidates.blocks_by(keys)) for keys in blocks]
    found += [candidates.near_pairs(metres, epsg), candidates.spelling_pairs(prepared.names)]
    certain = [
        candidates.block_pairs(candidates.blocks_by([(siret,) for siret in prepared.sirets])),
        candidates.cross_pairs(prepared.sigles, prepared.names),
    ]
    rows = len(prepared.names)
    every, sure = candidates.distinct([*found, *certain], rows=rows), candidates.distinct(certain, rows=rows)
    return every, np.isin(every @ [rows, 1], sure @ [rows, 1])


def _worth_comparing(prepared: _Actors, pairs: candidates.Pairs, apart_m: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say which pairs deserve the slow comparison: names that look alike at a fast glance.

    Far from each other, only the same name can make two actors one.
    """
    streets = np.array([f"{a.number} {a.street}" if a.street else "" for a in prepared.addresses], dtype=object)
    left, right = streets[pairs[:, 0]], streets[pairs[:, 1]]
    same_street = (left == right) & (left != "")
    far = (apart_m > FAR_M) & ~same_street
    wanted = np.where(far, _WORTH_COMPARING_FAR, _WORTH_COMPARING)
    return _glance(prepared, pairs) >= wanted


def _glance(prepared: _Actors, pairs: candidates.Pairs) -> NDArray[np.float64]:
    texts = np.array([" ".join(words) for words in prepared.names], dtype=object)
    left, right = texts[pairs[:, 0]].tolist(), texts[pairs[:, 1]].tolist()
    return np.asarray(process.cpdist(left, right, scorer=fuzz.token_set_ratio, score_cutoff=_WORTH_COMPARING), float)


def _evidence(prepared: _Actors, one: int, other: int, distance_m: float) -> Evidence:
    names = prepared.names[one], prepared.names[other]
    addresses = prepared.addresses[one], prepared.addresses[other]
    score = name_score(*names, prepared.weights)
    is_sigle = score < SIGLE_SCORE and _is_sigle(prepared, one, other)
    address = address_score(*addresses)
    place = place_score(address, distance_score(distance_m))
    siret = _sirets(prepared.sirets[one], prepared.sirets[other])
    town = same_town(*addresses)
    says_something = min(distinctiveness(words, prepared.weights) for words in names) >= _SAYS_SOMETHING
    return Evidence(
        name=SIGLE_SCORE if is_sigle else score,
        place=place,
        address=address,
        distance_m=distance_m,
        siret=siret,
        same_town=town,
        says_something=says_something,
        is_sigle=is_sigle,
        may_have_moved=(
            score >= _MOVED_NAME
            and place is not None
            and place < _MOVED_PLACE
            and town is True
            and siret == ""
            and says_something
            and prepared.same_name[tuple(sorted(names[0]))] < _CHAIN
        ),
    )


def _is_sigle(prepared: _Actors, one: int, other: int) -> bool:
    return any(
        is_sigle_of(prepared.names[short], prepared.sigles[long], prepared.names[long])
        for short, long in ((one, other), (other, one))
    )


def _sirets(one: str, other: str) -> Siret:
    if not one or not other:
        return ""
    if sum(a != b for a, b in zip(one, other, strict=True)) <= _TYPING_ERRORS:
        # Two establishments of a company differ in their last digits only: not a typing error.
        return "same_company" if one[:9] == other[:9] and one != other else "same"
    return "same_company" if one[:9] == other[:9] else "other"

"""Who is the same: identifiers made from what a row holds, so that two laptops give the same row the same one."""

import re
import unicodedata
import uuid
from collections.abc import Mapping
from typing import Any

import pandas as pd

_NAMESPACE = uuid.UUID("6f1b7a52-6a5e-5a52-9d0e-0d6a3f0c2b11")


def normalise(text: str) -> str:
    """Return ``text`` without case, accents or repeated spaces, to compare names.

    Examples
    --------
    >>> normalise("  Régie de  Quartier ")
    'regie de quartier'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def content_id(*parts: str) -> str:
    """Return the UUIDv5 of some texts: the same texts give the same identifier, on any machine.

    Examples
    --------
    >>> content_id("a", "b") == content_id("a", "b"), content_id("ab") == content_id("a", "b")
    (True, False)
    """
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(parts)))


def actor_id(row: Mapping[Any, Any], *, list_name: str = "") -> str:
    """Return the identifier of an actor in a workshop: its ``id`` in the list, else its SIRET, else name and place.

    Parameters
    ----------
    row
        A row of ``tables.ACTORS``.
    list_name
        Whose identifiers these are: two partners may both number their rows from 1.
    """
    if row["id"]:
        return content_id("id", str(row["id"]), *([list_name] if list_name else []))
    if row["siret"]:
        return content_id("siret", str(row["siret"]))
    place = normalise(f"{row['address']} {row['postcode']} {row['city']}")
    if not place and pd.notna(row["lon"]):
        place = f"{row['lon']:.5f} {row['lat']:.5f}"
    return content_id("name", normalise(str(row["name"])), place)


def actor_ids(actors: pd.DataFrame, *, list_name: str = "") -> pd.Series:
    """Return the identifier of each row of ``tables.ACTORS``, on the index of ``actors``."""
    ids = [actor_id(row, list_name=list_name) for row in actors.to_dict("records")]
    return pd.Series(ids, index=actors.index, dtype=object)


def other_names(known: pd.Series, given: pd.Series) -> list[tuple[str, str]]:
    """Return the (known, given) names that share an identifier and have nothing else in common.

    Parameters
    ----------
    known, given
        Names by identifier; an identifier may stand in one only.

    Examples
    --------
    >>> known = pd.Series({"1": "Épicerie du Coin", "2": "Atelier vélo"})
    >>> other_names(known, pd.Series({"1": "L'épicerie du coin", "2": "Chorale des lilas"}))
    [('Atelier vélo', 'Chorale des lilas')]
    """
    shared = known.index.intersection(given.index)
    pairs = [(str(known[key]), str(given[key])) for key in shared]
    return [pair for pair in pairs if not _share_a_word(*pair)]


def _share_a_word(one: str, other: str) -> bool:
    words, others = ({word for word in re.split(r"\W+", normalise(name)) if len(word) > 3} for name in (one, other))
    return bool(words & others) or normalise(one) == normalise(other)

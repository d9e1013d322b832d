"""What may be stored: JSON types, and text that both databases can hold."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "�"


def storable(text: str) -> str:
    """Return ``text`` with U+FFFD for what no database keeps: NUL, which PostgreSQL refuses, and lone surrogates.

    Examples
    --------
    >>> storable("caf\\x00é 🚲")
    'caf�é 🚲'
    """
    return _UNSTORABLE.sub(_REPLACEMENT, text) if _UNSTORABLE.search(text) else str(text)


def plain(value: Any) -> Any:
    """Return ``value`` as JSON gives it back: enumerations as their text, tuples as lists.

    Raises
    ------
    TypeError
        When ``value`` is not made of JSON types.
    ValueError
        When a number is not finite, which JSON cannot say.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} is not a JSON number")
        return float(value)
    if isinstance(value, Mapping):
        return {storable(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} is not a JSON type")


def utc_text(moment: datetime) -> str:
    """Return a moment as ISO 8601 in universal time.

    Raises
    ------
    ValueError
        When ``moment`` has no time zone: guessing one would move it.

    Examples
    --------
    >>> utc_text(datetime.fromisoformat("2026-03-14T15:09:26+01:00"))
    '2026-03-14T14:09:26+00:00'
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC).isoformat()

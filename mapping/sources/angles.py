"""Read coordinates as people and machines write them: decimals, degrees and minutes, two numbers in one cell."""

import json
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapping.sources.cells import clean_text

_BLANKS = re.compile(r"[\s\u00a0\u202f]+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_STRAY_COMMA = re.compile(r"([+-]?\d{1,3}\.\d+),\d{0,4}", re.ASCII)
_HALF = (
    r"(?P<sign{n}>[+-]?)(?P<deg{n}>\d{{1,3}}(?:[.,]\d+)?)\s*°?\s*"
    r"(?:(?P<min{n}>\d{{1,2}}(?:[.,]\d+)?)\s*['′’]\s*)?"
    r"(?:(?P<sec{n}>\d{{1,2}}(?:[.,]\d+)?)\s*(?:\"|″|''|’’|”)\s*)?(?P<side{n}>[NSEWO]?)"
)
_ANGLE = re.compile(_HALF.format(n=""), re.ASCII | re.IGNORECASE)
_TWO_ANGLES = re.compile(_HALF.format(n="1") + r"[\s,;]+" + _HALF.format(n="2"), re.ASCII | re.IGNORECASE)
_POINT = re.compile(
    r"(?:SRID=\d+;)?\s*POINT\s*(?:Z|M|ZM)?\s*\(\s*([-+\d.eE]+)\s+([-+\d.eE]+)[^)]*\)", re.ASCII | re.IGNORECASE
)
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_OTHER_LETTERS = re.compile(r"[^\d\s.,;|+\-()\[\]{}]")


@dataclass(frozen=True, slots=True)
class Angles:
    """One column of numbers: NaN where the cell is empty or unreadable; which were mended, which are unreadable."""

    values: NDArray[np.float64]
    mended: NDArray[np.bool_]
    unreadable: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pairs:
    """One column of pairs, in the order of the cell; ``ordered`` where a format says that longitude comes first."""

    first: NDArray[np.float64]
    second: NDArray[np.float64]
    ordered: NDArray[np.bool_]
    unreadable: NDArray[np.bool_]


def read_angle(text: str) -> tuple[float, bool]:
    """Return (number, mended): NaN for an empty cell; ``mended`` when something had to be left out.

    Raises
    ------
    ValueError
        When no number can be read.

    Examples
    --------
    >>> read_angle("2,36"), read_angle("41.93414,8"), read_angle("48° 55' 30\\" N")
    ((2.36, False), (41.93414, True), (48.925, False))
    """
    cleaned = clean_text(text)
    if not cleaned:
        return float("nan"), False
    tight = _BLANKS.sub("", cleaned)
    if _NUMBER.fullmatch(tight.replace(",", ".")):
        return float(tight.replace(",", ".")), False
    if stray := _STRAY_COMMA.fullmatch(tight):
        return float(stray[1]), True
    if angle := _ANGLE.fullmatch(cleaned):
        return _from_match(angle, ""), False
    raise ValueError(text)


def read_pair(text: str) -> tuple[float, float, bool]:
    """Return (first, second, ordered) of a cell that holds a position; NaN for an empty cell.

    Raises
    ------
    ValueError
        When two numbers cannot be read.

    Examples
    --------
    >>> read_pair("48.93, 2.36"), read_pair("POINT (2.36 48.93)"), read_pair("48,93 2,36")
    ((48.93, 2.36, False), (2.36, 48.93, True), (48.93, 2.36, False))
    """
    cleaned = clean_text(text)
    if not cleaned:
        return float("nan"), float("nan"), False
    if point := _POINT.fullmatch(cleaned):
        return float(point[1]), float(point[2]), True
    if cleaned.startswith("{"):
        return (*_from_geojson(cleaned), True)
    if _OTHER_LETTERS.search(cleaned):
        both = _TWO_ANGLES.fullmatch(cleaned)
        if both is None:
            raise ValueError(text)
        return _from_match(both, "1"), _from_match(both, "2"), False
    first, second = _two_numbers(cleaned.strip("()[]{} "))
    return first, second, False


def read_angles(texts: pd.Series) -> Angles:
    """Return the numbers of a column of text."""
    values = pd.to_numeric(texts.str.replace(",", ".", regex=False), errors="coerce").to_numpy(float, copy=True)
    mended, unreadable = np.zeros(len(texts), dtype=bool), np.zeros(len(texts), dtype=bool)
    cells = texts.to_numpy(object)
    for row in np.flatnonzero(~np.isfinite(values)):
        try:
            values[row], mended[row] = read_angle(cells[row])
        except ValueError:
            values[row], unreadable[row] = np.nan, True
    return Angles(values, mended, unreadable)


def read_pairs(texts: pd.Series) -> Pairs:
    """Return the pairs of numbers of a column of text."""
    first, second = np.full(len(texts), np.nan), np.full(len(texts), np.nan)
    ordered, unreadable = np.zeros(len(texts), dtype=bool), np.zeros(len(texts), dtype=bool)
    for row, cell in enumerate(texts.to_numpy(object)):
        try:
            first[row], second[row], ordered[row] = read_pair(cell)
        except ValueError:
            unreadable[row] = True
    return Pairs(first, second, ordered, unreadable)


def _from_match(match: re.Match[str], half: str) -> float:
    def part(name: str) -> float:
        return float((match[name + half] or "0").replace(",", "."))

    minutes, seconds = part("min"), part("sec")
    if minutes >= 60 or seconds >= 60:
        raise ValueError(match.string)
    value = part("deg") + minutes / 60 + seconds / 3600
    negative = (match["sign" + half] == "-") ^ (match["side" + half].upper() in {"S", "W", "O"})
    return -value if negative else value


def _from_geojson(text: str) -> tuple[float, float]:
    try:
        content = json.loads(text)
        lon, lat = content["coordinates"][:2] if "coordinates" in content else (content["lon"], content["lat"])
        return float(lon), float(lat)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(text) from error


def _two_numbers(text: str) -> tuple[float, float]:
    if re.search(r"[;|]", text):
        parts = [part.strip().replace(",", ".") for part in re.split(r"[;|]", text) if part.strip()]
    elif "." in text:
        parts = _PLAIN_NUMBER.findall(text)
    elif len(text.split()) >= 2 and not re.search(r",\s|\s,", text):
        parts = [part.replace(",", ".") for part in text.split()]
    else:
        parts = [part.strip() for part in text.split(",") if part.strip()]
        if len(parts) == 4:
            parts = [".".join(parts[:2]), ".".join(parts[2:])]
        if len(parts) == 3:
            raise ValueError(text)
    # KoboToolbox adds the altitude and the precision after the position.
    if not 2 <= len(parts) <= 4:
        raise ValueError(text)
    return float(parts[0]), float(parts[1])

"""Make an address, a postcode and a city of one cell, or of five."""

import re
from dataclasses import dataclass

import pandas as pd

from mapping.i18n import _
from mapping.sources.cells import clean_text
from mapping.sources.columns import key_of, synonyms_of
from mapping.sources.guesses import Confidence, Guess, lines

PARTS = ("address_number", "address_repeat", "address_type", "address", "address_more")
"""Fields of an address in several columns, in the order in which they are written."""

_WHOLE = re.compile(
    r"^(?P<address>.*?)[\s,;–—-]*\b(?:F-)?(?P<postcode>(?:0[1-9]|[1-8]\d|9[0-8])\s?\d{3})\b[\s,;–—-]+(?P<city>[^\d].*)$",
    re.DOTALL,
)
_CEDEX = re.compile(r"\s+cedex\b.*$", re.IGNORECASE)
_HOUSE_NUMBER = re.compile(r"\d{1,5}(?:\.0)?\s*(?:bis|ter|quater|[a-z])?(?:\s*[-/]\s*\d{1,5})?", re.IGNORECASE)
_SAMPLE_ROWS = 400
_MANY = 30


@dataclass(frozen=True, slots=True)
class Address:
    """Number and street, postcode, city; ``""`` for what a cell does not hold."""

    address: str
    postcode: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The three columns of text of a table, and what was made to have them."""

    address: pd.Series
    postcode: pd.Series
    city: pd.Series
    columns: dict[str, str]
    guesses: tuple[Guess, ...]
    notes: tuple[str, ...]


def split_address(text: str) -> Address:
    """Return the parts of an address written in one cell; all of it is the address when no postcode stands in it.

    Examples
    --------
    >>> split_address("12 rue des Lilas 93200 Saint-Denis")
    Address(address='12 rue des Lilas', postcode='93200', city='Saint-Denis')
    >>> split_address("1 Rue Haute, 51200, Épernay, Marne, Grand Est, FRA").city
    'Épernay'
    """
    whole = " ".join(clean_text(text).split())
    match = _WHOLE.match(whole)
    if match is None:
        return Address(whole)
    city = _CEDEX.sub("", match["city"].split(",")[0]).strip(" -–—;")
    return Address(match["address"].strip(" ,;-–—"), match["postcode"].replace(" ", ""), city)


def read_addresses(frame: pd.DataFrame, columns: dict[str, str], *, given: frozenset[str]) -> Addresses:
    """Return the address, the postcode and the city of every row.

    Parameters
    ----------
    frame
        A table of text.
    columns
        Field → column, as far as names tell.
    given
        Fields that a person set: nothing else is added to them.

    Returns
    -------
    Addresses
        What is in a column of its own is never replaced by what was read in the address.
    """
    parts = {} if "address" in given else _parts(frame, columns)
    text = _joined(frame, parts) if parts else _column(frame, columns, "address")
    postcode, city = _column(frame, columns, "postcode"), _column(frame, columns, "city")
    notes = []
    if parts:
        names = " + ".join(f"« {column} »" for column in parts.values())
        notes.append(_("adresse écrite en plusieurs colonnes : {names}").format(names=names))
    holding = text.str.contains(r"\b\d{2}\s?\d{3}\b", regex=True)
    split = {cell: split_address(cell) for cell in text[holding].unique()}
    found = text[holding].map(split)
    found = found[[bool(part.postcode) for part in found]]
    if len(found):
        text = text.copy()
        text.loc[found.index] = [part.address for part in found]
        postcode = _filled(postcode, pd.Series([part.postcode for part in found], index=found.index, dtype="str"))
        city = _filled(city, pd.Series([part.city for part in found], index=found.index, dtype="str"))
        notes.append(
            _("code postal et commune lus dans « {column} » ({lines})").format(
                lines=lines(len(found)), column=parts.get("address") or columns.get("address", "")
            )
        )
    return Addresses(text, postcode, city, parts, _guesses(parts), tuple(notes))


def _column(frame: pd.DataFrame, columns: dict[str, str], field: str) -> pd.Series:
    if field in columns:
        return frame[columns[field]]
    return pd.Series([""] * len(frame), index=frame.index, dtype="str")


def _parts(frame: pd.DataFrame, columns: dict[str, str]) -> dict[str, str]:
    """Return the columns of an address in pieces, in order; none unless a street and something before it are there."""
    if "address" not in columns:
        return {}
    used = {column for field, column in columns.items() if field != "address"}
    by_key = {key_of(name): name for name in reversed(frame.columns) if name not in used}
    found = {}
    for field in PARTS:
        keys = synonyms_of("actors", field)
        column = columns["address"] if field == "address" else next((by_key[k] for k in keys if k in by_key), "")
        if column and (field == "address" or column != columns["address"]):
            found[field] = column
    number = found.get("address_number")
    if number and not _are_house_numbers(frame[number], frame[columns["address"]]):
        del found["address_number"]
    return found if len(found) > 1 else {}


def _are_house_numbers(column: pd.Series, streets: pd.Series) -> bool:
    """Say whether a column holds house numbers, not the numbers of the rows: those never come twice."""
    cells = [text for cell in column.head(_SAMPLE_ROWS) if (text := clean_text(cell))]
    if not cells or sum(bool(_HOUSE_NUMBER.fullmatch(cell)) for cell in cells) < 0.8 * len(cells):
        return False
    if len(cells) > _MANY and len(set(cells)) == len(cells):
        return False
    return float(streets.head(_SAMPLE_ROWS).str.match(r"\s*\d").mean()) < 0.3


def _joined(frame: pd.DataFrame, parts: dict[str, str]) -> pd.Series:
    cells = [[clean_text(cell) for cell in frame[column]] for column in parts.values()]
    texts = [" ".join(re.sub(r"^(\d+)\.0$", r"\1", part) for part in row if part) for row in zip(*cells)]
    return pd.Series(texts, index=frame.index, dtype="str")


def _filled(column: pd.Series, found: pd.Series) -> pd.Series:
    """Return ``column`` with what was found where it is empty."""
    empty = [not clean_text(cell) for cell in column.loc[found.index]]
    filled = column.copy()
    filled.loc[found.index[empty]] = found[empty]
    return filled


def _guesses(parts: dict[str, str]) -> tuple[Guess, ...]:
    reason = _("morceau d'adresse, d'après son nom")
    return tuple(Guess(field, column, reason, Confidence.LIKELY) for field, column in parts.items())

"""What a diagnostic says of each quartier, as sentences that a resident reads, in every language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from mapping.domain.nomenclature import Filiere
from mapping.domain.readings import resident_sentences
from mapping.exports.bundle import Bundle
from mapping.exports.html.book import Book
from mapping.i18n import _

_RESIDENTS = ("people_asking", "people_heard", "state", "published")


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one need: the numbers of its sentences in the book."""

    filiere: str
    label: int
    look: int
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ZoneSaid:
    """One quartier; ``name`` is as it is written everywhere."""

    code: str
    name: str
    needs: tuple[Said, ...]


def zones_said(bundle: Bundle, book: Book, looks: Mapping[str, int]) -> list[ZoneSaid]:
    """Return what is said of each quartier, in the order of the zones and of the needs.

    Parameters
    ----------
    bundle
        What the page is made from; sentences about what residents said follow its ``perception``, where the small
        numbers are left out of a public one.
    book
        Where the sentences are put.
    looks
        Number of the drawing of each need.
    """
    rows = _rows(bundle)
    return [
        ZoneSaid(
            code,
            name,
            tuple(
                _said(bundle, book, name, filiere, rows[code, filiere.id], looks[filiere.id])
                for filiere in bundle.snapshot.workshop.filieres
                if (code, filiere.id) in rows
            ),
        )
        for code, name in zip(bundle.snapshot.zones["code"], bundle.snapshot.zones["name"], strict=True)
    ]


def _said(bundle: Bundle, book: Book, name: str, filiere: Filiere, row: Mapping[str, Any], look: int) -> Said:
    def told() -> list[str]:
        return resident_sentences(
            name, row, participants=bundle.participants, label=_(filiere.label), public=bundle.public
        )

    numbers = tuple(book.say(partial(_nth, told, position)) for position in range(len(told())))
    return Said(filiere.id, book.tell(filiere.label), look, numbers)


def _nth(told: Any, position: int) -> str:
    return str(told()[position])


def _rows(bundle: Bundle) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the gaps with what residents know, by code and need."""
    table = bundle.gaps
    perception = bundle.readings.get("perception")
    if perception is not None:
        kept = [name for name in _RESIDENTS if name in perception.columns and name != "people_asking"]
        table = table.merge(perception[["code_qp", "filiere", *kept]], on=["code_qp", "filiere"], how="left")
    return {(str(row["code_qp"]), str(row["filiere"])): _plain(row) for row in table.to_dict("records")}


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}

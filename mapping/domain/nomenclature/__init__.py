"""The nomenclature: legal forms, schemes, filières, and the crosswalk from outside codes to them.

The tables are data files of this package; every line of the crosswalk names its source.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType


class Axis(StrEnum):
    """What an identifier describes."""

    LEGAL_FORM = "legal_form"
    SCHEME = "scheme"
    FILIERE = "filiere"


class CodeSystem(StrEnum):
    """Where an outside code comes from."""

    INSEE_LEGAL_CATEGORY = "insee_categorie_juridique"
    NAF = "naf_rev2"
    DATA_INCLUSION = "data_inclusion_typologie"
    OSM = "osm_tag"


class Strength(StrEnum):
    """How far a correspondence may be trusted; a ``hint`` is shown to a person, never applied alone."""

    EXACT = "exact"
    BROAD = "broad"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Filiere:
    """A need covered. ``color`` is ``#rrggbb``; ``icon`` is the name of a Font Awesome 6 solid glyph."""

    id: str
    label: str
    question: str
    color: str
    icon: str


@dataclass(frozen=True, slots=True)
class Term:
    """A legal form or a scheme."""

    id: str
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Correspondence:
    """One line of the crosswalk."""

    system: CodeSystem
    code: str
    axis: Axis
    target: str
    strength: Strength
    source: str


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


@lru_cache
def default_filieres() -> tuple[Filiere, ...]:
    """Return the twelve filières that a new workshop starts with, in their order.

    Examples
    --------
    >>> len(default_filieres()), default_filieres()[0].id
    (12, 'se_nourrir')
    """
    return tuple(
        Filiere(row["id"], row["label"], row["question"], row["color"], row["icon"]) for row in _rows("filieres.csv")
    )


@lru_cache
def legal_forms() -> Mapping[str, Term]:
    """Return the legal forms by identifier.

    Examples
    --------
    >>> legal_forms()["association"].label
    'Association'
    """
    return MappingProxyType({row["id"]: Term(**row) for row in _rows("legal_forms.csv")})


@lru_cache
def schemes() -> Mapping[str, Term]:
    """Return the schemes by identifier.

    Examples
    --------
    >>> schemes()["regie_de_quartier"].label
    'Régie de quartier'
    """
    return MappingProxyType({row["id"]: Term(**row) for row in _rows("schemes.csv")})


@lru_cache
def crosswalk() -> tuple[Correspondence, ...]:
    """Return every correspondence, in the order of the file."""
    return tuple(
        Correspondence(
            CodeSystem(row["system"]),
            row["code"],
            Axis(row["axis"]),
            row["target"],
            Strength(row["strength"]),
            row["source"],
        )
        for row in _rows("crosswalk.csv")
    )


def correspondences(system: CodeSystem, code: str) -> tuple[Correspondence, ...]:
    """Return what an outside code means here; NAF codes also match the longest prefix that the table knows.

    Parameters
    ----------
    system
        Where the code comes from.
    code
        The code as that system writes it ("9220", "38.32Z", "ACI", "shop=second_hand").

    Examples
    --------
    >>> [line.target for line in correspondences(CodeSystem.INSEE_LEGAL_CATEGORY, "9220")]
    ['association']
    """
    lines = [line for line in crosswalk() if line.system is system]
    exact = tuple(line for line in lines if line.code == code)
    if exact or system is not CodeSystem.NAF:
        return exact
    prefixes = [line for line in lines if code.startswith(line.code)]
    longest = max((len(line.code) for line in prefixes), default=0)
    return tuple(line for line in prefixes if len(line.code) == longest)

"""The three pillars of the contrat de ville, and which one each filière is read under."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from mapping.i18n import _

OTHER = "autre"
PILLARS = ("cohesion", "cadre_de_vie", "economie", OTHER)
"""Identifiers in the order of the contrat de ville; the last is for filières that a workshop added."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line of the table: a filière, its pillar and the reason."""

    filiere: str
    pillar: str
    why: str


@lru_cache
def pillar_table() -> tuple[Assignment, ...]:
    """Return every line of ``nomenclature/pillars.csv``."""
    text = files("mapping.domain.nomenclature").joinpath("pillars.csv").read_text(encoding="utf-8")
    return tuple(Assignment(**row) for row in csv.DictReader(text.splitlines()))


def pillar_of(filiere: str) -> str:
    """Return the identifier of the pillar that a filière is read under.

    Examples
    --------
    >>> pillar_of("travailler"), pillar_of("besoin_de_l_atelier")
    ('economie', 'autre')
    """
    return next((row.pillar for row in pillar_table() if row.filiere == filiere), OTHER)


def pillar_label(pillar: str) -> str:
    """Return the official name of a pillar.

    Examples
    --------
    >>> pillar_label("economie")
    'Développement économique et emploi'
    """
    return {
        "cohesion": _("Cohésion sociale"),
        "cadre_de_vie": _("Cadre de vie et renouvellement urbain"),
        "economie": _("Développement économique et emploi"),
        OTHER: _("Besoins hors des trois piliers"),
    }[pillar]

"""The matrix of gaps in words: a row per quartier, a column per need, and never a colour alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mapping.domain.models import Verdict
from mapping.domain.nomenclature import Filiere
from mapping.domain.snapshot import Snapshot
from mapping.domain.verdicts import verdict_label
from mapping.i18n import _, ngettext
from mapping.maps.palette import HATCH_LINE, HATCHED, VERDICT_COLORS, text_color_on


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer: its verdict, the word for it, and the counts behind it."""

    verdict: str
    word: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One quartier."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table, and the same verdicts by filière then code for the map."""

    columns: tuple[Filiere, ...]
    rows: tuple[Row, ...]
    caption: str
    verdicts: Mapping[str, Mapping[str, str]]


def matrix(snapshot: Snapshot, gaps: pd.DataFrame) -> Matrix:
    """Return the gaps (``tables.GAPS``) by quartier and filière, in the order of the zones and of the workshop."""
    columns = snapshot.workshop.filieres
    cells = {(row.code_qp, row.filiere): row for row in gaps.itertuples()}
    empty = Cell("", "")
    rows = tuple(
        Row(name, tuple(_cell(cells[code, f.id]) if (code, f.id) in cells else empty for f in columns))
        for code, name in zip(snapshot.zones["code"], snapshot.zones["name"])
    )
    verdicts: dict[str, dict[str, str]] = {filiere.id: {} for filiere in columns}
    for code, filiere, verdict in zip(gaps["code_qp"], gaps["filiere"], gaps["verdict"]):
        verdicts.setdefault(filiere, {})[code] = verdict
    caption = _(
        "« À côté » : rien dans le quartier, mais un lieu à {band} m au plus de sa limite. « Données insuffisantes » : "
        "on ne sait pas, ce n'est pas la même chose qu'absent."
    ).format(band=f"{snapshot.workshop.band_m:g}")
    return Matrix(columns, rows if cells else (), caption, verdicts)


def verdict_styles() -> str:
    """Return one CSS rule per verdict: the colours of the palette, hatched where nothing can be said."""
    return "\n".join(_rule(verdict, color) for verdict, color in VERDICT_COLORS.items())


def _cell(row: Any) -> Cell:
    inside, near, asking = int(row.inside), int(row.band_300m), _told(row.people_asking)
    lines = (
        ngettext("{n} lieu dedans", "{n} lieux dedans", inside).format(n=inside) if inside else "",
        ngettext("{n} lieu tout près", "{n} lieux tout près", near).format(n=near) if near else "",
        ngettext("{n} personne le demande", "{n} personnes le demandent", asking).format(n=asking) if asking else "",
    )
    return Cell(row.verdict, verdict_label(row.verdict), tuple(line for line in lines if line))


def _told(people: float) -> int:
    """Return how many people ask, 0 where they are too few to be told."""
    return int(people) if people > 0 else 0


def _rule(verdict: Verdict, color: str) -> str:
    look = f"background-color: {color}; color: {text_color_on(color)};"
    if verdict in HATCHED:
        look += f" background-image: repeating-linear-gradient(135deg, {HATCH_LINE}55 0 2px, transparent 2px 9px);"
    return f".v-{verdict.value} {{ {look} }}"

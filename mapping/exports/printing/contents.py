"""What a printed map holds before it is laid on paper, and what several subjects share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import geopandas as gpd
import pandas as pd

from mapping.domain.models import Verdict
from mapping.domain.nomenclature import Filiere
from mapping.domain.verdicts import verdict_label
from mapping.exports.bundle import Bundle
from mapping.exports.printing.marks import (
    Drawn,
    Mark,
    actor_marks,
    contribution_marks,
    filieres_of,
    kinds_of,
)
from mapping.i18n import ngettext
from mapping.maps.drawing import Stroke
from mapping.maps.legend import Entry, filiere_entries, sign_entries, verdict_strokes
from mapping.maps.palette import VERDICT_COLORS


class MapSubject(StrEnum):
    """What a printed map is about."""

    TERRITORY = "territory"
    QPV = "qpv"
    FILIERE = "filiere"
    NEEDS = "needs"
    REPRESENTATIONS = "representations"
    GAPS = "gaps"
    SCENARIO = "scenario"


@dataclass(frozen=True, slots=True)
class View:
    """One window of a map: the zones that it must hold, with their verdicts, and what is drawn over them."""

    codes: tuple[str, ...]
    caption: str = ""
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    outlines: tuple[Drawn, ...] = ()
    levels: gpd.GeoDataFrame | None = None
    counts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Content:
    """A map before it is laid on paper.

    ``fixed`` are the entries of the legend that do not depend on what is seen. ``colors`` says that the colour of a
    sign means a need, and ``is_named`` that each place bears its name. ``own`` is a sign that ``fixed`` explains.
    """

    title: str
    subtitle: str
    views: tuple[View, ...]
    fixed: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()
    colors: bool = True
    is_named: bool = True
    own: tuple[Stroke, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What map somebody asks for."""

    subject: MapSubject
    code: str = ""
    filiere: str = ""
    scenario_id: str = ""


def zone_name(bundle: Bundle, code: str) -> str:
    """Return the name of a zone, or its code when it has none."""
    zones = bundle.snapshot.zones
    return str(zones.loc[zones["code"] == code, "name"].iloc[0]).strip() or code


def communes_of(bundle: Bundle, codes: Sequence[str]) -> str:
    """Return the communes of some zones, at most three of them by name."""
    zones = bundle.snapshot.zones
    cells = zones.loc[zones["code"].isin(list(codes)), "commune_names"]
    names = list(dict.fromkeys(name for cell in cells for name in str(cell).split("|") if name and name != "nan"))
    if len(names) > 3:
        return ngettext("{n} commune", "{n} communes", len(names)).format(n=len(names))
    return ", ".join(names)


def codes_of(bundle: Bundle, asked: Asked) -> tuple[str, ...]:
    """Return the zones that a map is about: the one asked for, else all."""
    return (asked.code,) if asked.code else tuple(map(str, bundle.snapshot.zones["code"]))


def filiere_of(bundle: Bundle, name: str) -> Filiere:
    """Return a filière of the workshop."""
    return next(filiere for filiere in bundle.snapshot.workshop.filieres if filiere.id == name)


def subtitle_of(bundle: Bundle, asked: Asked, *more: str) -> str:
    """Return what a map shows, then where."""
    where = (zone_name(bundle, asked.code), communes_of(bundle, [asked.code])) if asked.code else ()
    workshop = bundle.snapshot.workshop.title
    everything = communes_of(bundle, codes_of(bundle, asked))
    return " · ".join(part for part in (*more, *(where or (workshop, everything))) if part)


def all_marks(bundle: Bundle, *, filiere: str = "", neutral: bool = False) -> tuple[Mark, ...]:
    """Return the actors, then what residents added."""
    snapshot = bundle.snapshot
    filieres = snapshot.workshop.filieres
    return (
        *actor_marks(snapshot.actors, filieres, filiere=filiere, neutral=neutral),
        *contribution_marks(snapshot.contributions, filieres, filiere=filiere, neutral=neutral),
    )


def legend_of(bundle: Bundle, content: Content, marks: Sequence[Mark], outlines: Sequence[Drawn]) -> list[Entry]:
    """Return what explains the signs that are seen: always their shape, and their colour where it says a need."""
    pending = any(mark.pending for mark in marks) or any(drawn.pending for drawn in outlines)
    signs = [mark for mark in marks if mark.strokes != content.own]
    entries = [*content.fixed, *sign_entries(kinds_of(signs, outlines), pending=pending)]
    known = {filiere.id: filiere for filiere in bundle.snapshot.workshop.filieres}
    entries += filiere_entries(filieres_of(signs, known), others=any(mark.filiere is None for mark in signs))
    return entries if content.colors else [*content.fixed, *sign_entries(kinds_of(signs, outlines), pending=pending)]


def level_looks(shares: Sequence[float]) -> dict[float, tuple[str, float]]:
    """Return the fill and the width of the outline of each share of agreement: darker and thicker inwards.

    Examples
    --------
    >>> level_looks([0.5, 0.25, 0.5])
    {0.25: ('#f7ebf1', 1.0), 0.5: ('#dcb3cb', 1.9)}
    """
    steps = [VERDICT_COLORS[verdict] for verdict in (Verdict.PRESENT, Verdict.NEARBY, Verdict.FAR)]
    return {
        share: (steps[min(rank, len(steps) - 1)], round(1.0 + 0.9 * rank, 1))
        for rank, share in enumerate(sorted(set(shares)))
    }


def verdicts_of(table: pd.DataFrame, filiere: str, column: str) -> dict[str, Verdict]:
    """Return the verdict of each zone for one filière."""
    rows = table[table["filiere"] == filiere]
    return {str(code): Verdict(verdict) for code, verdict in zip(rows["code_qp"], rows[column], strict=True)}


def verdict_legend(*shown: Mapping[str, Verdict]) -> list[Entry]:
    """Return the entries of the verdicts that are seen, in their order."""
    seen = {verdict for verdicts in shown for verdict in verdicts.values()}
    return [Entry(verdict_strokes(verdict), verdict_label(verdict)) for verdict in VERDICT_COLORS if verdict in seen]

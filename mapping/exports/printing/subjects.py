"""The maps that can be printed, and what each of them shows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import geopandas as gpd
import pandas as pd

from mapping.domain.errors import NomenclatureError, WorkshopError
from mapping.domain.models import ContributionKind, Verdict
from mapping.domain.nomenclature import Filiere
from mapping.domain.scenarios import Scenario
from mapping.domain.verdicts import verdict_label
from mapping.exports.bundle import Bundle
from mapping.exports.printing.marks import (
    Drawn,
    Mark,
    actor_marks,
    contribution_marks,
    contribution_outlines,
    filieres_of,
    kinds_of,
)
from mapping.exports.public import public_id
from mapping.i18n import _, ngettext
from mapping.maps.drawing import Stroke
from mapping.maps.legend import Entry, filiere_entries, sign_entries, verdict_strokes
from mapping.maps.palette import INK, PAPER, VERDICT_COLORS, SignKind


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


def content_of(bundle: Bundle, asked: Asked) -> Content:
    """Return what a map shows.

    Raises
    ------
    WorkshopError
        When the zone or the scenario is not in the workshop, or the workshop has no zone.
    NomenclatureError
        When the filière is not one of the workshop's.
    """
    _check(bundle, asked)
    made = _MAKERS[asked.subject](bundle, asked)
    return made


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


def _check(bundle: Bundle, asked: Asked) -> None:
    codes = [str(code) for code in bundle.snapshot.zones["code"]]
    if not codes:
        raise WorkshopError(_("L'atelier n'a encore aucun quartier : il n'y a pas de carte à imprimer."))
    if asked.code and asked.code not in codes:
        raise WorkshopError(_("Quartier « {code} » inconnu dans cet atelier.").format(code=asked.code))
    if asked.subject is MapSubject.QPV and not asked.code:
        raise WorkshopError(_("Dites de quel quartier il s'agit (option --qpv CODE)."))
    known = [filiere.id for filiere in bundle.snapshot.workshop.filieres]
    required = asked.subject in (MapSubject.FILIERE, MapSubject.GAPS)
    if (required or asked.filiere) and asked.filiere not in known:
        raise NomenclatureError(
            _("Besoin « {got} » inconnu dans cet atelier. Choisissez parmi : {known}.").format(
                got=asked.filiere, known=", ".join(known)
            )
        )


def _codes(bundle: Bundle, asked: Asked) -> tuple[str, ...]:
    return (asked.code,) if asked.code else tuple(map(str, bundle.snapshot.zones["code"]))


def _filiere(bundle: Bundle, name: str) -> Filiere:
    return next(filiere for filiere in bundle.snapshot.workshop.filieres if filiere.id == name)


def _subtitle(bundle: Bundle, asked: Asked, *more: str) -> str:
    where = (zone_name(bundle, asked.code), communes_of(bundle, [asked.code])) if asked.code else ()
    workshop = bundle.snapshot.workshop.title
    everything = communes_of(bundle, _codes(bundle, asked))
    return " · ".join(part for part in (*more, *(where or (workshop, everything))) if part)


def _all_marks(bundle: Bundle, *, filiere: str = "", neutral: bool = False) -> tuple[Mark, ...]:
    snapshot = bundle.snapshot
    filieres = snapshot.workshop.filieres
    return (
        *actor_marks(snapshot.actors, filieres, filiere=filiere, neutral=neutral),
        *contribution_marks(snapshot.contributions, filieres, filiere=filiere, neutral=neutral),
    )


def _routes(bundle: Bundle, *, filiere: str = "") -> tuple[Drawn, ...]:
    """Return routes and the squares of sensitive places; who draws which neighbourhood is not everybody's business."""
    kinds = [kind for kind in ContributionKind if kind is not ContributionKind.LIVED_AREA]
    snapshot = bundle.snapshot
    return tuple(
        contribution_outlines(snapshot.contributions, snapshot.workshop.filieres, filiere=filiere, kinds=kinds)
    )


def legend_of(bundle: Bundle, content: Content, marks: Sequence[Mark], outlines: Sequence[Drawn]) -> list[Entry]:
    """Return what explains the signs that are seen: always their shape, and their colour where it says a need."""
    pending = any(mark.pending for mark in marks) or any(drawn.pending for drawn in outlines)
    signs = [mark for mark in marks if mark.strokes != content.own]
    entries = [*content.fixed, *sign_entries(kinds_of(signs, outlines), pending=pending)]
    known = {filiere.id: filiere for filiere in bundle.snapshot.workshop.filieres}
    entries += filiere_entries(filieres_of(signs, known), others=any(mark.filiere is None for mark in signs))
    return entries if content.colors else [*content.fixed, *sign_entries(kinds_of(signs, outlines), pending=pending)]


def _territory(bundle: Bundle, asked: Asked) -> Content:
    marks, outlines = _all_marks(bundle), _routes(bundle)
    zones = len(bundle.snapshot.zones)
    told = ngettext("{n} quartier", "{n} quartiers", zones).format(n=zones)
    return Content(
        bundle.snapshot.workshop.title,
        _subtitle(bundle, asked, told) if asked.code else f"{told} · {communes_of(bundle, _codes(bundle, asked))}",
        (View(_codes(bundle, asked), marks=marks, outlines=outlines),),
        is_named=False,
    )


def _qpv(bundle: Bundle, asked: Asked) -> Content:
    marks, outlines = _all_marks(bundle), _routes(bundle)
    return Content(
        zone_name(bundle, asked.code),
        " · ".join(part for part in (communes_of(bundle, [asked.code]), bundle.snapshot.workshop.title) if part),
        (View((asked.code,), marks=marks, outlines=outlines),),
    )


def _one_filiere(bundle: Bundle, asked: Asked) -> Content:
    filiere = _filiere(bundle, asked.filiere)
    marks, outlines = _all_marks(bundle, filiere=filiere.id), _routes(bundle, filiere=filiere.id)
    return Content(
        filiere.label,
        _subtitle(bundle, asked, _("Lieux et besoins")),
        (View(_codes(bundle, asked), marks=marks, outlines=outlines),),
    )


def _needs(bundle: Bundle, asked: Asked) -> Content:
    snapshot = bundle.snapshot
    kinds = [ContributionKind.NEED]
    marks = tuple(
        contribution_marks(snapshot.contributions, snapshot.workshop.filieres, filiere=asked.filiere, kinds=kinds)
    )
    gaps = bundle.gaps if not asked.filiere else bundle.gaps[bundle.gaps["filiere"] == asked.filiere]
    needs = gaps.groupby("code_qp")["needs"].sum()
    told = {
        str(code): ngettext("{n} besoin", "{n} besoins", int(number)).format(n=int(number))
        for code, number in needs.items()
        if number > 0
    }
    outlines = tuple(
        contribution_outlines(snapshot.contributions, snapshot.workshop.filieres, filiere=asked.filiere, kinds=kinds)
    )
    what = _filiere(bundle, asked.filiere).label if asked.filiere else ""
    empty = () if marks or outlines else (_("Aucun besoin n'a encore été exprimé."),)
    return Content(
        _("Ce qui manque, selon les habitants"),
        _subtitle(bundle, asked, what),
        (View(_codes(bundle, asked), marks=marks, outlines=outlines, counts=told),),
        notes=empty,
    )


def _representations(bundle: Bundle, asked: Asked) -> Content:
    levels = agreement(bundle)
    entries: list[Entry] = []
    if levels is not None:
        for row, (fill, width) in zip(levels.itertuples(), level_looks(len(levels)), strict=True):
            told = _("Au moins {people} personnes ({share} % de celles qui ont dessiné)").format(
                people=int(row.people), share=round(float(row.share) * 100)
            )
            swatch = Stroke("M3 5h26v22h-26z", fill=fill, stroke=INK, width=width)
            entries.append(Entry((swatch,), told))
    note = _("Pas assez de dessins de quartiers vécus pour en montrer un sans désigner personne.")
    return Content(
        _("Notre quartier, tel qu'on le vit"),
        _subtitle(bundle, asked, _("Ce que les habitants appellent leur quartier")),
        (View(_codes(bundle, asked), levels=levels),),
        tuple(entries),
        () if levels is not None else (note,),
    )


def agreement(bundle: Bundle) -> gpd.GeoDataFrame | None:
    """Return the levels of agreement of the neighbourhoods that residents drew, widest first, or None."""
    for layer in bundle.representations.values():
        if {"share", "people"} <= set(layer.columns) and len(layer):
            return layer.sort_values("share", kind="stable").reset_index(drop=True)
    return None


def level_looks(count: int) -> list[tuple[str, float]]:
    """Return the fill and the width of the outline of each level, widest first: darker and thicker inwards."""
    steps = [VERDICT_COLORS[verdict] for verdict in (Verdict.PRESENT, Verdict.NEARBY, Verdict.FAR)]
    return [(steps[min(rank, len(steps) - 1)], 1.0 + 0.9 * rank) for rank in range(count)]


def _gaps(bundle: Bundle, asked: Asked) -> Content:
    filiere = _filiere(bundle, asked.filiere)
    marks = _all_marks(bundle, filiere=filiere.id, neutral=True)
    verdicts = verdicts_of(bundle.gaps, filiere.id, "verdict")
    return Content(
        _("Ce qui manque : {need}").format(need=filiere.label),
        _subtitle(bundle, asked, filiere.question),
        (View(_codes(bundle, asked), verdicts=verdicts, marks=marks),),
        tuple(_verdict_legend(verdicts)),
        colors=False,
    )


def verdicts_of(table: pd.DataFrame, filiere: str, column: str) -> dict[str, Verdict]:
    """Return the verdict of each zone for one filière."""
    rows = table[table["filiere"] == filiere]
    return {str(code): Verdict(verdict) for code, verdict in zip(rows["code_qp"], rows[column], strict=True)}


def _verdict_legend(*shown: Mapping[str, Verdict]) -> list[Entry]:
    seen = {verdict for verdicts in shown for verdict in verdicts.values()}
    return [Entry(verdict_strokes(verdict), verdict_label(verdict)) for verdict in VERDICT_COLORS if verdict in seen]


def _scenario(bundle: Bundle, asked: Asked) -> Content:
    scenario = next((one for one in bundle.scenarios if one.id == asked.scenario_id), None)
    if scenario is None:
        raise WorkshopError(_("Scénario « {id} » introuvable.").format(id=asked.scenario_id))
    table = bundle.readings.get("scenarios", pd.DataFrame(columns=["id", "filiere"]))
    table = table[table["id"] == scenario.id]
    touched = list(dict.fromkeys([*(str(name) for name in table["filiere"]), *(o.filiere for o in scenario.opened)]))
    name = asked.filiere or (touched[0] if touched else bundle.snapshot.workshop.filieres[0].id)
    filiere = _filiere(bundle, name)
    before = verdicts_of(bundle.gaps, name, "verdict")
    rows = table[table["filiere"] == name]
    after = before | (verdicts_of(rows, name, "verdict_after") if len(rows) else {})
    now = _all_marks(bundle, filiere=name, neutral=True)
    # A public file knows the contributions by other identifiers.
    closed = {*scenario.closed, *(public_id(bundle.snapshot.workshop, one) for one in scenario.closed)}
    opened = _opened(scenario, filiere)
    then = (*(mark for mark in now if mark.place_id not in closed), *opened)
    told = [Entry(opening_strokes(), _("Lieu qui ouvrirait"))] if opened else []
    gone = len(scenario.closed)
    closing = ngettext("{n} lieu fermerait.", "{n} lieux fermeraient.", gone).format(n=gone)
    others = [_filiere(bundle, other).label for other in touched if other != name]
    also = _("Ce scénario change aussi : {needs}.").format(needs=", ".join(others))
    return Content(
        _("Et si… {name}").format(name=scenario.name),
        _subtitle(bundle, asked, filiere.label),
        (
            View(_codes(bundle, asked), _("Aujourd'hui"), before, now),
            View(_codes(bundle, asked), _("Et si…"), after, then),
        ),
        (*_verdict_legend(before, after), *told),
        tuple(note for note, is_told in ((closing, gone), (also, others)) if is_told),
        colors=False,
        own=opening_strokes(),
    )


def opening_strokes() -> tuple[Stroke, ...]:
    """Return the sign of a place that would open: a square turned on its corner, which nothing else is."""
    diamond = "M16 1l15 15l-15 15l-15-15z"
    plus = "M16 8v16M8 16h16"
    return (Stroke(diamond, fill=INK, stroke=PAPER, width=2), Stroke(plus, stroke=PAPER, width=3.5))


def _opened(scenario: Scenario, filiere: Filiere) -> list[Mark]:
    strokes = opening_strokes()
    return [
        Mark(opening.lon, opening.lat, SignKind.PLACE, strokes, filiere=filiere)
        for opening in scenario.opened
        if opening.filiere == filiere.id
    ]


_MAKERS: Mapping[MapSubject, Callable[[Bundle, Asked], Content]] = {
    MapSubject.TERRITORY: _territory,
    MapSubject.QPV: _qpv,
    MapSubject.FILIERE: _one_filiere,
    MapSubject.NEEDS: _needs,
    MapSubject.REPRESENTATIONS: _representations,
    MapSubject.GAPS: _gaps,
    MapSubject.SCENARIO: _scenario,
}

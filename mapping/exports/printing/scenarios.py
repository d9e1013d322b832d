"""The map of a scenario: the verdicts of today beside those that it would give."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import shapely

from mapping.domain.errors import WorkshopError
from mapping.domain.models import Verdict
from mapping.domain.nomenclature import Filiere
from mapping.domain.scenarios import Scenario
from mapping.exports.bundle import Bundle
from mapping.exports.printing.contents import (
    Asked,
    Content,
    View,
    all_marks,
    filiere_of,
    subtitle_of,
    verdict_legend,
    verdicts_of,
)
from mapping.exports.printing.marks import Mark
from mapping.exports.public import public_id
from mapping.i18n import _, ngettext
from mapping.maps.drawing import Stroke
from mapping.maps.legend import Entry
from mapping.maps.palette import INK, PAPER, SignKind


def scenario_content(bundle: Bundle, asked: Asked) -> Content:
    """Return what the map of a kept scenario shows.

    Raises
    ------
    WorkshopError
        When the workshop does not keep it.
    """
    scenario = next((one for one in bundle.scenarios if one.id == asked.scenario_id), None)
    if scenario is None:
        raise WorkshopError(_("Scénario « {id} » introuvable.").format(id=asked.scenario_id))
    table = bundle.readings.get("scenarios", pd.DataFrame(columns=["id", "filiere"]))
    table = table[table["id"] == scenario.id]
    touched = list(dict.fromkeys([*(str(name) for name in table["filiere"]), *(o.filiere for o in scenario.opened)]))
    name = asked.filiere or (touched[0] if touched else bundle.snapshot.workshop.filieres[0].id)
    filiere = filiere_of(bundle, name)
    before = verdicts_of(bundle.gaps, name, "verdict")
    rows = table[table["filiere"] == name]
    after = before | (verdicts_of(rows, name, "verdict_after") if len(rows) else {})
    now = all_marks(bundle, filiere=name, neutral=True)
    # A public file knows the contributions by other identifiers.
    closed = {*scenario.closed, *(public_id(bundle.snapshot.workshop, one) for one in scenario.closed)}
    opened = _opened(scenario, filiere)
    then = (*(mark for mark in now if mark.place_id not in closed), *opened)
    told = [Entry(opening_strokes(), _("Lieu qui ouvrirait"))] if opened else []
    gone = len(scenario.closed)
    closing = ngettext("{n} lieu fermerait.", "{n} lieux fermeraient.", gone).format(n=gone)
    touched_marks = [*opened, *(mark for mark in now if mark.place_id in closed)]
    codes = (asked.code,) if asked.code else _around(bundle, before, after, touched_marks)
    others = [filiere_of(bundle, other).label for other in touched if other != name]
    also = _("Ce scénario change aussi : {needs}.").format(needs=", ".join(others))
    return Content(
        _("Et si… {name}").format(name=scenario.name),
        subtitle_of(bundle, asked, filiere.label),
        (View(codes, _("Aujourd'hui"), before, now), View(codes, _("Et si…"), after, then)),
        (*verdict_legend(before, after), *told),
        tuple(note for note, is_told in ((closing, gone), (also, others)) if is_told),
        colors=False,
        is_named=False,
        own=opening_strokes(),
    )


def _around(
    bundle: Bundle, before: Mapping[str, Verdict], after: Mapping[str, Verdict], touched: Sequence[Mark]
) -> tuple[str, ...]:
    """Return the zones whose verdict changes and those nearest to what opens or closes, or all of them."""
    zones = bundle.snapshot.zones
    codes = zones["code"].astype(str).to_numpy(object)
    kept = {code for code in codes if before.get(code) != after.get(code)}
    # Degrees of latitude and longitude differ, which changes nothing to which zone holds or is beside a place.
    tree = shapely.STRtree(np.array(zones.geometry.array, dtype=object))
    for mark in touched:
        kept |= set(codes[[int(tree.nearest(shapely.Point(mark.lon, mark.lat)))]])
    return tuple(code for code in codes if code in kept) or tuple(codes)


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

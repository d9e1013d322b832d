"""What a printed map shows: signs at positions, lines and outlines, each from the tables of the workshop."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from mapping.domain.models import LIVE_STATUSES, ContributionKind, Status
from mapping.domain.nomenclature import Filiere
from mapping.domain.tables import split_values
from mapping.exports.labels import texts
from mapping.maps.drawing import Stroke, sign_strokes
from mapping.maps.palette import OUTSIDE_FILIERES, SIGN_OF_CONTRIBUTION, SignKind


@dataclass(frozen=True, slots=True)
class Mark:
    """One sign at a WGS 84 position, with its name when it may be written."""

    lon: float
    lat: float
    sign: SignKind
    strokes: tuple[Stroke, ...]
    name: str = ""
    filiere: Filiere | None = None
    pending: bool = False
    place_id: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line or an outline in WGS 84."""

    geometry: BaseGeometry
    sign: SignKind
    color: str
    pending: bool


def actor_marks(
    actors: pd.DataFrame, filieres: Sequence[Filiere], *, filiere: str = "", neutral: bool = False
) -> list[Mark]:
    """Return a mark for each placed actor, of one filière or of all; ``neutral`` leaves the colours out."""
    known = {one.id: one for one in filieres}
    located = actors[np.isfinite(actors["lon"].astype(float)) & np.isfinite(actors["lat"].astype(float))]
    found = []
    columns = (texts(located[name]) for name in ("actor_id", "name", "filieres"))
    for place_id, name, cell, lon, lat in zip(*columns, located["lon"].tolist(), located["lat"].tolist(), strict=True):
        served = [value for value in split_values(cell) if value in known]
        if filiere and filiere not in served:
            continue
        shown = known.get(filiere or (served[0] if served else ""))
        strokes = sign_strokes(SignKind.OFFICIAL, shown, neutral=neutral)
        found.append(Mark(lon, lat, SignKind.OFFICIAL, strokes, name, shown, place_id=place_id))
    return found


def contribution_marks(
    contributions: gpd.GeoDataFrame,
    filieres: Sequence[Filiere],
    *,
    filiere: str = "",
    kinds: Collection[ContributionKind] = tuple(ContributionKind),
    neutral: bool = False,
) -> list[Mark]:
    """Return a mark for each live contribution that is a point.

    A place or premises that was accepted bears its name; what residents say that they lack is nobody's name.
    """
    known = {one.id: one for one in filieres}
    live = contributions["status"].isin([*LIVE_STATUSES]) & contributions["kind"].isin([*kinds])
    shown = contributions[live & (contributions.geom_type == "Point")]
    if filiere:
        shown = shown[shown["filiere"] == filiere]
    found = []
    columns = (texts(shown[name]) for name in ("id", "kind", "filiere", "text", "status"))
    for place_id, kind, served, text, status, point in zip(*columns, shown.geometry, strict=True):
        sign, pending = SIGN_OF_CONTRIBUTION[ContributionKind(kind)], status == Status.PENDING
        named = sign in (SignKind.PLACE, SignKind.PREMISES) and not pending
        strokes = sign_strokes(sign, known.get(served), pending=pending, neutral=neutral)
        mark = Mark(point.x, point.y, sign, strokes, text if named else "", known.get(served), pending, place_id)
        found.append(mark)
    return found


def contribution_outlines(
    contributions: gpd.GeoDataFrame,
    filieres: Sequence[Filiere],
    *,
    filiere: str = "",
    kinds: Collection[ContributionKind] = tuple(ContributionKind),
) -> list[Drawn]:
    """Return the live contributions that are lines or areas; a sensitive place is the square that holds it."""
    known = {one.id: one for one in filieres}
    live = contributions["status"].isin([*LIVE_STATUSES]) & contributions["kind"].isin([*kinds])
    shown = contributions[live & (contributions.geom_type != "Point")]
    if filiere:
        shown = shown[shown["filiere"] == filiere]
    columns = (texts(shown[name]) for name in ("kind", "filiere", "status"))
    return [
        Drawn(
            geometry,
            SIGN_OF_CONTRIBUTION[ContributionKind(kind)],
            known[served].color if served in known and status != Status.PENDING else OUTSIDE_FILIERES,
            status == Status.PENDING,
        )
        for kind, served, status, geometry in zip(*columns, shown.geometry, strict=True)
        if geometry is not None and not geometry.is_empty
    ]


def kinds_of(marks: Iterable[Mark], outlines: Iterable[Drawn] = ()) -> list[SignKind]:
    """Return the kinds of signs that are drawn, in the order of the legend."""
    seen = {mark.sign for mark in marks} | {drawn.sign for drawn in outlines}
    return [kind for kind in SignKind if kind in seen]


def filieres_of(marks: Iterable[Mark], known: Mapping[str, Filiere]) -> list[Filiere]:
    """Return the filières that are drawn, in the order of the workshop."""
    seen = {mark.filiere.id for mark in marks if mark.filiere}
    return [filiere for name, filiere in known.items() if name in seen]

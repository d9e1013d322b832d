"""What residents call their neighbourhood, by quartier, group and séance: for the map, in a list, in words."""

from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from mapping.analysis.representations import (
    CELL_M,
    Coverage,
    against_the_line,
    compare,
    coverage,
    levels,
    places_within,
    voices,
)
from mapping.domain.models import LIVE_STATUSES, ContributionKind
from mapping.domain.privacy import sensitive_rows
from mapping.domain.snapshot import Snapshot
from mapping.domain.workshop_settings import AVOIDED
from mapping.i18n import _, ngettext
from mapping.services.select import from_room

LOW, HIGH = 0.25, 0.5
"""Shares of people under which a part of a quartier is left out, and from which a part outside is taken in."""
ROUTE_LEVELS = (0.0, 0.25, 0.5)
"""Any part that enough people go through, then a quarter of them, then half."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group: what half of its people call their neighbourhood, WGS 84; empty when they are too few."""

    name: str
    people: int
    levels: gpd.GeoDataFrame
    half: gpd.GeoDataFrame


@dataclass(frozen=True, slots=True)
class Representations:
    """Everything the page shows; what fewer than ``min_people`` people drew is nowhere in it."""

    zone: str
    zone_name: str
    people: int
    cell_m: float
    min_people: int
    levels: gpd.GeoDataFrame
    differences: gpd.GeoDataFrame
    groups: tuple[Group, ...]
    comparisons: pd.DataFrame
    places: pd.DataFrame
    routes: gpd.GeoDataFrame
    avoided: gpd.GeoDataFrame
    route_people: int
    avoided_people: int


def zones_drawn(snapshot: Snapshot) -> list[str]:
    """Return the codes of the quartiers that somebody's neighbourhood touches, the most drawn first."""
    areas = _areas(_drawings(snapshot))
    counts = {
        code: int(areas.geometry.intersects(outline).sum())
        for code, outline in zip(snapshot.zones["code"], snapshot.zones.geometry, strict=True)
    }
    return sorted((code for code, count in counts.items() if count), key=lambda code: (-counts[code], code))


def representations(
    snapshot: Snapshot,
    zone: str,
    sessions: Collection[str] = (),
    groups: Collection[str] = (),
    *,
    cell_m: float = CELL_M,
) -> Representations:
    """Lay over one another the neighbourhoods that touch a quartier.

    Parameters
    ----------
    zone
        Code of the quartier; those whose outline does not touch it speak of somewhere else.
    sessions, groups
        Only what some séances and some groups drew; all of them when empty.
    cell_m
        Side of a cell of the grid, in metres.
    """
    least = snapshot.workshop.parameters.min_people
    official = snapshot.zones[snapshot.zones["code"] == zone]
    near = official.geometry.iloc[0]
    drawings = from_room(_drawings(snapshot), sessions=sessions, groups=groups)
    drawings = drawings[drawings.geometry.intersects(near)]
    areas = _areas(drawings)
    said = voices(areas)
    covered = coverage(said, cell_m=cell_m)
    by_group = {
        name: coverage(voices(rows, epsg=said.epsg), cell_m=covered.cell_m)
        for name, rows in areas[areas["group_name"] != ""].groupby("group_name")
    }
    routes = _overlay(
        drawings[(drawings["kind"] == ContributionKind.ROUTE) & (drawings["category"] != AVOIDED)], cell_m
    )
    avoided = _overlay(drawings[drawings["category"] == AVOIDED], cell_m)
    return Representations(
        zone=zone,
        zone_name=str(official["name"].iloc[0]),
        people=covered.total,
        cell_m=covered.cell_m,
        min_people=least,
        levels=levels(covered, min_people=least),
        differences=against_the_line(covered, official, low=LOW, high=HIGH, min_people=least),
        groups=tuple(_group(str(name), found, least) for name, found in by_group.items()),
        comparisons=compare({str(name): found for name, found in by_group.items()}, share=HIGH, min_people=least),
        places=places_within(said, snapshot.landmarks, min_people=least),
        routes=levels(routes, shares=ROUTE_LEVELS, min_people=least),
        avoided=levels(avoided, shares=ROUTE_LEVELS, min_people=least),
        route_people=routes.total,
        avoided_people=avoided.total,
    )


def sentences(found: Representations) -> list[str]:
    """Return what the map shows, in words, the most shared first."""
    if found.people < found.min_people:
        return [
            _("Moins de {n} personnes ont dessiné leur quartier ici : rien n'est montré.").format(n=found.min_people)
        ]
    said = [
        ngettext(
            "{n} personne a dessiné son quartier autour de {zone}.",
            "{n} personnes ont dessiné leur quartier autour de {zone}.",
            found.people,
        ).format(n=found.people, zone=found.zone_name)
    ]
    said += [
        _("{n} personnes sur {total} incluent « {place} » dans leur quartier.").format(
            n=row["people"], total=row["total"], place=row["name"]
        )
        for row in found.places.to_dict("records")
    ]
    return said + _line_sentences(found) + _group_sentences(found) + _other_sentences(found)


def _line_sentences(found: Representations) -> list[str]:
    said = []
    for row in found.differences.drop(columns="geometry").to_dict("records"):
        if row["kind"] == "left_out":
            said.append(
                _("{share} % de la surface de {zone} n'est dans le quartier que de peu de personnes.").format(
                    share=round(row["share"] * 100), zone=found.zone_name
                )
            )
        else:
            said.append(
                _("La moitié des personnes au moins y ajoutent {ha} hectares hors de la limite officielle.").format(
                    ha=_one_decimal(row["area_m2"] / 10_000)
                )
            )
    return said


def _group_sentences(found: Representations) -> list[str]:
    said = [
        _("« {one} » et « {other} » ont en commun {share} % de ce qu'ils appellent leur quartier.").format(
            one=row["one"], other=row["other"], share=round(row["iou"] * 100)
        )
        for row in found.comparisons.dropna(subset=["iou"]).to_dict("records")
    ]
    few = [group.name for group in found.groups if group.people < found.min_people]
    if few:
        said.append(
            _("Trop peu de personnes pour montrer : {groups}.").format(groups=", ".join(f"« {name} »" for name in few))
        )
    return said


def _other_sentences(found: Representations) -> list[str]:
    said = []
    if not found.routes.empty:
        said.append(
            _("{n} personnes ont dessiné un trajet ; la carte montre où au moins {least} passent.").format(
                n=found.route_people, least=found.min_people
            )
        )
    if not found.avoided.empty:
        said.append(
            _(
                "{n} personnes ont dit un endroit qu'elles évitent ; la carte montre où au moins {least} sont d'accord."
            ).format(n=found.avoided_people, least=found.min_people)
        )
    return said


def _drawings(snapshot: Snapshot) -> gpd.GeoDataFrame:
    """Return what may be laid over: live, and not of a sensitive category, whose true shape nobody is shown."""
    held = snapshot.contributions
    kept = held["status"].isin([*LIVE_STATUSES]) & ~sensitive_rows(held, snapshot.workshop)
    return held[kept]


def _areas(drawings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return drawings[(drawings["kind"] == ContributionKind.LIVED_AREA) & (drawings["category"] != AVOIDED)]


def _overlay(drawings: gpd.GeoDataFrame, cell_m: float) -> Coverage:
    return coverage(voices(drawings), cell_m=cell_m)


def _group(name: str, found: Coverage, least: int) -> Group:
    return Group(name, found.total, levels(found, min_people=least), levels(found, shares=(HIGH,), min_people=least))


def _one_decimal(number: float) -> str:
    return f"{number:.1f}".replace(".", ",")

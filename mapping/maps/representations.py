"""Lived neighbourhoods on a map: shades of agreement, what the official line leaves out, one outline per group."""

from collections.abc import Sequence
from string import ascii_uppercase
from typing import Any

import folium
import geopandas as gpd
from shapely.geometry.base import BaseGeometry

from mapping.i18n import _
from mapping.maps.drawing import Stroke
from mapping.maps.legend import Entry
from mapping.maps.palette import AGREEMENT_COLORS, GROUP_LINES, HATCH_LINE, INK, PAPER, TAKEN_IN
from mapping.maps.scripted import CartoCall
from mapping.maps.shapes import polygon_parts

Layer = folium.FeatureGroup
"""What a page gives to its map, without knowing the library that draws it."""

_SWATCH = "M3 5h26v22h-26z"
_HATCHES = "M3 13l8-8M3 22l17-17M7 27l22-22M16 27l13-13M25 27l4-4"
_LINE = "M2 16h28"


def agreement_layer(levels: gpd.GeoDataFrame) -> Layer:
    """Return the levels of agreement as shades, the official lines on top.

    Parameters
    ----------
    levels
        ``share`` and ``geometry`` (WGS 84), the widest level first.
    """
    return _group(agreement_rows(levels))


def agreement_rows(levels: gpd.GeoDataFrame) -> list[list[Any]]:
    """Return what ``Carto.surfaces`` draws for the levels of agreement: JSON types only."""
    return [
        _row(geometry, fill=_shade(share)) for share, geometry in zip(levels["share"], levels.geometry, strict=True)
    ]


def line_layer(differences: gpd.GeoDataFrame) -> Layer:
    """Return what the official line holds and few draw (hatched), and what most draw outside it (filled)."""
    rows = [
        _row(geometry, fill=TAKEN_IN if kind == "taken_in" else PAPER, hatched=kind == "left_out")
        for kind, geometry in zip(differences["kind"], differences.geometry, strict=True)
    ]
    return _group(rows)


def groups_layer(areas: Sequence[BaseGeometry]) -> Layer:
    """Return one outline per group, each with its letter, in the order given; an empty one is not drawn."""
    rows = [
        _row(area, fill=_line(rank)[0], dash=_line(rank)[1], letter=letter_of(rank))
        for rank, area in enumerate(areas)
        if not area.is_empty
    ]
    return _group(rows)


def letter_of(rank: int) -> str:
    """Return the letter of a group on the map and in the list.

    Examples
    --------
    >>> letter_of(0), letter_of(27)
    ('A', 'B2')
    """
    turn, place = divmod(rank, len(ascii_uppercase))
    return ascii_uppercase[place] + (str(turn + 1) if turn else "")


def agreement_entries() -> list[Entry]:
    """Return the legend of the shades, the widest level first."""
    return [
        Entry((_swatch(color),), _("Au moins {share} % des personnes").format(share=round(share * 100)))
        for share, color in AGREEMENT_COLORS.items()
    ] + [_official()]


def line_entries() -> list[Entry]:
    """Return the legend of the differences with the official line."""
    hatched = (_swatch(PAPER), Stroke(_HATCHES, stroke=HATCH_LINE, width=2.5))
    return [
        Entry(hatched, _("Dans la limite officielle, mais peu de personnes le dessinent")),
        Entry((_swatch(TAKEN_IN),), _("Hors de la limite officielle, mais la plupart le dessinent")),
        _official(),
    ]


def group_entries(names: Sequence[str]) -> list[Entry]:
    """Return the legend of the groups, in the order of ``groups_layer``."""
    entries = []
    for rank, name in enumerate(names):
        color, dash = _line(rank)
        steps = tuple(float(step) / 2 for step in dash.split())
        entries.append(Entry((Stroke(_LINE, stroke=color, width=4, dash=steps),), f"{letter_of(rank)} : {name}"))
    return [*entries, _official()]


def _group(rows: list[list[Any]]) -> Layer:
    group = folium.FeatureGroup(control=False)
    group.add_child(CartoCall("surfaces", rows, INK))
    return group


def _row(geometry: BaseGeometry, *, fill: str, hatched: bool = False, dash: str = "", letter: str = "") -> list[Any]:
    return [polygon_parts(geometry), fill, hatched, dash, letter]


def _shade(share: float) -> str:
    reached = [color for level, color in AGREEMENT_COLORS.items() if level <= share + 1e-9]
    return reached[-1] if reached else next(iter(AGREEMENT_COLORS.values()))


def _line(rank: int) -> tuple[str, str]:
    return GROUP_LINES[rank % len(GROUP_LINES)]


def _swatch(color: str) -> Stroke:
    return Stroke(_SWATCH, fill=color, stroke=HATCH_LINE, width=1.5)


def _official() -> Entry:
    return Entry((Stroke(_LINE, stroke=INK, width=2.2),), _("Limite officielle"))

"""Lived neighbourhoods, routes and avoided places that invented groups draw around one official QPV."""

import uuid
from math import cos, pi, sin
from random import Random
from typing import Protocol

from shapely import to_wkt
from shapely.geometry import LineString, Point, Polygon

from mapping.domain.demonstration import SUFFIX

COLUMNS = ("id", "kind", "text", "people", "placement", "language", "group_name", "category", "geometry")
QUARTIER = "QN09331M"
CORNERS = 9
DECIMALS = 5
GROUPS = (
    # Name, where its members look (metres east and north of the middle), how far, how many outlines.
    ("Table 1 (exemple)", (-320.0, 120.0), 480.0, 5),
    ("Table 2 (exemple)", (160.0, -40.0), 520.0, 4),
    ("Parents d'élèves (exemple)", (-180.0, 260.0), 400.0, 4),
)
ROUTES_EACH = 3
AVOIDED = (("Table 1 (exemple)", 3), ("Parents d'élèves (exemple)", 2))
AVOIDED_AT = (260.0, 200.0)
"""Metres east and north of the middle."""

Row = dict[str, str]
Drawing = LineString | Polygon


class _Ground(Protocol):
    zones: dict[str, Polygon]

    def degrees(self, shape: Drawing) -> Drawing: ...


def neighbourhoods(ground: _Ground, rng: Random) -> list[Row]:
    """Return what invented groups draw: one row a person."""
    middle = ground.zones[QUARTIER].centroid
    rows = []
    for name, (east, north), reach, outlines in GROUPS:
        for _person in range(outlines):
            centre = Point(middle.x + east + rng.uniform(-60, 60), middle.y + north + rng.uniform(-60, 60))
            rows.append(_row(ground, rng, "lived_area", "Mon quartier", name, "", _outline(rng, centre, reach)))
        for _person in range(ROUTES_EACH):
            start = Point(middle.x + east - reach, middle.y + rng.uniform(-40, 40))
            steps = [(start.x + step * reach / 3, start.y + rng.uniform(-50, 50)) for step in range(7)]
            rows.append(_row(ground, rng, "route", "Mon chemin de tous les jours", name, "", LineString(steps)))
    for name, people in AVOIDED:
        for _person in range(people):
            centre = Point(middle.x + AVOIDED_AT[0] + rng.uniform(-20, 20), middle.y + AVOIDED_AT[1])
            rows.append(_row(ground, rng, "lived_area", "J'évite le soir", name, "avoided", _outline(rng, centre, 90)))
    return rows


def _outline(rng: Random, centre: Point, reach: float) -> Polygon:
    turns = [2 * pi * corner / CORNERS for corner in range(CORNERS)]
    far = [reach * rng.uniform(0.75, 1.25) for _corner in range(CORNERS)]
    return Polygon([(centre.x + r * cos(turn), centre.y + r * sin(turn)) for r, turn in zip(far, turns, strict=True)])


def _row(ground: _Ground, rng: Random, kind: str, text: str, group: str, category: str, shape: Drawing) -> Row:
    return {
        "id": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "kind": kind,
        "text": f"{text} {SUFFIX}",
        "people": "1",
        "placement": "exact",
        "language": "fr",
        "group_name": group,
        "category": category,
        "geometry": to_wkt(ground.degrees(shape), rounding_precision=DECIMALS),
    }

"""What is laid on a base map and changes all the time: points, lines, verdicts, the zone one speaks of."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import folium

from mapping.domain.models import Verdict
from mapping.maps.palette import HATCH_LINE, HATCHED, INK, VERDICT_COLORS
from mapping.maps.points import MapPoint, PointLayer
from mapping.maps.reach import ReachLine
from mapping.maps.scripted import CartoCall
from mapping.maps.shapes import MapShape, ShapeLayer


def feature_group(
    points: Iterable[MapPoint] = (),
    *,
    shapes: Iterable[MapShape] = (),
    verdicts: Mapping[str, Verdict] | None = None,
    zone: str = "",
    selected: str = "",
    reach: Sequence[ReachLine] = (),
    interactive: bool = True,
) -> folium.FeatureGroup:
    """Return what to give to ``st_folium`` as ``feature_group_to_add``, or to add to a map.

    Parameters
    ----------
    points, shapes
        From ``points`` and ``shapes``.
    verdicts
        The verdict of each zone by code, for one filière: zones are filled, and points keep their pictograms but not
        their colours.
    zone
        Code of the zone to outline.
    reach
        How far one walks, drawn over the verdicts and under the points.
    selected
        Id of the point or line to show as chosen, with its bubble open.
    interactive
        When false, every click goes to the map: for a page where one places something new.
    """
    group = folium.FeatureGroup(control=False)
    if verdicts:
        group.add_child(CartoCall("verdicts", verdict_payload(verdicts), HATCH_LINE))
    if reach:
        group.add_child(CartoCall("reach", [[line.label, line.dash, list(line.rings)] for line in reach], INK))
    if zone:
        group.add_child(CartoCall("highlight", zone, INK))
    drawn = list(shapes)
    if drawn:
        group.add_child(ShapeLayer(drawn, selected=selected, interactive=interactive, neutral=bool(verdicts)))
    group.add_child(PointLayer(points, selected=selected, interactive=interactive, neutral=bool(verdicts)))
    return group


def verdict_payload(verdicts: Mapping[str, Verdict]) -> list[list[Any]]:
    """Return the rows of ``Carto.verdicts``: code, colour, whether hatched; outlines are those of the base map."""
    return [[code, VERDICT_COLORS[verdict], verdict in HATCHED] for code, verdict in verdicts.items()]

"""Tiles of a street map as an analyst draws them: ``GeoDataFrame.plot`` on a figure of matplotlib, without names.

Same layers, colours, widths and order as ``mapping.maps.basemap.picture``; the spatial index of each frame finds what a
tile shows.
"""

from collections.abc import Mapping
from io import BytesIO

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from mapping.maps.basemap.mercator import TILE_PX
from mapping.maps.basemap.style import (
    AREAS,
    BUILDING,
    CASING_PX,
    GROUND_COLOR,
    OTHER_WAY,
    RAIL,
    WATERWAY,
    WAYS,
    value_at,
)

WORLD_M = 40075016.68557849
MARGIN_PX = 24
STYLES = list(dict.fromkeys(WAYS.values()))
"""Looks of streets, from the bottom up: one call of ``plot`` for each, fewer than one for each class."""
Spot = tuple[int, int, int]
"""Zoom, x, y of a tile."""


def way_name(highway: str) -> str:
    """Return the name of the frame that holds the streets of a class: one for each look."""
    return f"way {STYLES.index(WAYS.get(highway, WAYS[OTHER_WAY]))}"


def plotted_tile(layers: Mapping[str, gpd.GeoDataFrame], spot: Spot) -> bytes:
    """Return a PNG of a tile, from frames in spherical Mercator metres named as ``style`` does and by ``way_name``."""
    zoom, x, y = spot
    side_m = WORLD_M / 2**zoom
    west, north = x * side_m - WORLD_M / 2, WORLD_M / 2 - y * side_m
    margin_m = side_m / TILE_PX * MARGIN_PX
    box = shapely.box(west - margin_m, north - side_m - margin_m, west + side_m + margin_m, north + margin_m)
    # At 72 dots per inch, a point of matplotlib is a pixel.
    figure = Figure(figsize=(TILE_PX / 72, TILE_PX / 72), dpi=72, facecolor=GROUND_COLOR)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    near = {name: frame.iloc[frame.sindex.query(box, sort=True)] for name, frame in layers.items()}
    _ground(axes, {name: frame for name, frame in near.items() if len(frame)}, zoom)
    _streets(axes, {name: frame for name, frame in near.items() if len(frame)}, zoom)
    axes.set_xlim(west, west + side_m)
    axes.set_ylim(north - side_m, north)
    out = BytesIO()
    figure.savefig(out, format="png")
    return out.getvalue()


def _ground(axes: Axes, near: Mapping[str, gpd.GeoDataFrame], zoom: int) -> None:
    for area in AREAS:
        if area.kind in near:
            _plot(axes, near[area.kind], color=area.fill, edgecolor=area.edge or "none", linewidth=0.8)
    if "waterway" in near:
        _plot(axes, near["waterway"], color=WATERWAY.fill, linewidth=value_at(WATERWAY.widths, zoom))
    if "building" in near:
        edge = BUILDING.edge if zoom >= 15.5 else "none"
        _plot(axes, near["building"], color=BUILDING.fill, edgecolor=edge, linewidth=0.8)
    if "rail" in near:
        width = value_at(RAIL.widths, zoom)
        _plot(axes, near["rail"], color=RAIL.fill, linewidth=width)
        _plot(axes, near["rail"], color=GROUND_COLOR, linewidth=width * 0.55, linestyle=(0, (5, 5)))


def _streets(axes: Axes, near: Mapping[str, gpd.GeoDataFrame], zoom: int) -> None:
    drawn = [
        (way, near[f"way {rank}"], value_at(way.widths, zoom))
        for rank, way in enumerate(STYLES)
        if f"way {rank}" in near and value_at(way.widths, zoom) > 0
    ]
    for way, lines, width in drawn:
        if way.casing and width > 1.4:
            casing_px = width + 2 * min(CASING_PX, width / 4)
            _plot(axes, lines, color=way.casing, linewidth=casing_px, capstyle="round")
    for way, lines, width in drawn:
        color = way.casing if way.casing and width <= 1.4 else way.fill
        if way.dash:
            _plot(axes, lines, color=color, linewidth=width, linestyle=(0, way.dash))
        else:
            _plot(axes, lines, color=color, linewidth=width, capstyle="round")


def _plot(axes: Axes, frame: gpd.GeoDataFrame, **look: object) -> None:
    frame.plot(ax=axes, aspect=None, autolim=False, **look)

"""Small maps of one zone, one for each need: drawings that need no script and read in black and white."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapping.domain.crs import metric_epsg, project_points, require_wgs84
from mapping.domain.models import Verdict
from mapping.domain.tables import split_values
from mapping.maps.palette import GROUND, HATCH_LINE, HATCHED, INK, PAPER, VERDICT_COLORS
from mapping.maps.popups import escape

WIDTH, HEIGHT = 150, 96
_MARGIN = 6
_DOT = 4.0


@dataclass(frozen=True, slots=True)
class SmallMap:
    """One drawing: an SVG, and what it shows in words."""

    svg: str
    alt: str

    @property
    def data_uri(self) -> str:
        """The drawing as a ``data:`` address."""
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode("utf-8")).decode("ascii")

    @property
    def picture(self) -> str:
        """The drawing as an ``<img>``, for a page that takes SVG out of the HTML it is given."""
        return f'<img src="{self.data_uri}" alt="{escape(self.alt)}" width="{WIDTH}" height="{HEIGHT}">'


@dataclass(frozen=True, slots=True)
class Ground:
    """One zone as it is drawn: its path, and how positions become pixels."""

    path: str
    epsg: int
    west_m: float
    north_m: float
    pixels_per_m: float
    left: float
    top: float

    def pixels(self, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the (x, y) of WGS 84 positions in the drawing."""
        return self.from_metres(project_points(lon, lat, epsg=self.epsg))

    def from_metres(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the (x, y) in the drawing of positions in metres."""
        x = self.left + (xy[:, 0] - self.west_m) * self.pixels_per_m
        y = self.top + (self.north_m - xy[:, 1]) * self.pixels_per_m
        return np.column_stack([x, y])


def small_maps_html(captions: Iterable[tuple[SmallMap, str, str]]) -> str:
    """Return drawings side by side, each over its title and a word, as a list for ``st.html``; texts are escaped."""
    items = "".join(
        f"<li>{drawn.picture}<strong>{escape(title)}</strong><span>{escape(word)}</span></li>"
        for drawn, title, word in captions
    )
    return f'<ul class="carto-small-maps">{items}</ul>'


def small_map(ground: Ground, places: pd.DataFrame, filiere: str, verdict: Verdict, *, alt: str) -> SmallMap:
    """Draw a zone in the colour of its verdict, hatched where nothing can be said, with the places of one need.

    Parameters
    ----------
    ground
        That of `ground_of`.
    places
        ``tables.PLACES``: those of the lists are full, those of residents are rings, as on every map.
    filiere
        The need: only its places are drawn, those outside the frame are not.
    verdict
        Its verdict for this zone.
    alt
        What the drawing shows, in words.
    """
    served = places[np.array([filiere in split_values(str(cell)) for cell in places["filieres"]], dtype=bool)]
    marks = "".join(_marks(ground, served))
    hatches = f'<path d="{ground.path}" fill="url(#h)"/>' if verdict in HATCHED else ""
    return SmallMap(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<defs><pattern id="h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<line x1="0" y1="0" x2="0" y2="6" stroke="{HATCH_LINE}" stroke-width="2.5"/></pattern></defs>'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>'
        f'<path d="{ground.path}" fill="{VERDICT_COLORS[verdict]}" fill-rule="evenodd"/>{hatches}'
        f'<path d="{ground.path}" fill="none" stroke="{HATCH_LINE}" stroke-width="1.4"/>{marks}</svg>',
        alt,
    )


def ground_of(zones: gpd.GeoDataFrame, code: str, *, band_m: float) -> Ground:
    """Return how to draw one zone and the band around it.

    Raises
    ------
    CrsError
        When the zones are not in WGS 84.
    """
    require_wgs84(zones)
    shape = zones.geometry[zones["code"] == code].iloc[0]
    spot = shape.representative_point()
    epsg = metric_epsg(spot.x, spot.y)
    metres = gpd.GeoSeries([shape], crs=zones.crs).to_crs(epsg).iloc[0]
    west, south, east, north = metres.bounds
    west, south, east, north = west - band_m, south - band_m, east + band_m, north + band_m
    scale = min((WIDTH - 2 * _MARGIN) / (east - west), (HEIGHT - 2 * _MARGIN) / (north - south))
    left, top = (WIDTH - (east - west) * scale) / 2, (HEIGHT - (north - south) * scale) / 2
    ground = Ground("", epsg, west, north, scale, left, top)
    # Half a pixel: nothing finer can be seen.
    rings = [ring for part in _polygons(metres.simplify(0.5 / scale)) for ring in (part.exterior, *part.interiors)]
    path = "".join(_path(ground.from_metres(shapely.get_coordinates(ring))) for ring in rings)
    return Ground(path, epsg, west, north, scale, left, top)


def _polygons(shape: shapely.Geometry) -> Sequence[shapely.Polygon]:
    return [part for part in shapely.get_parts(shape).tolist() if part.geom_type == "Polygon"]


def _path(spots: NDArray[np.float64]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots[:-1]) + "Z"


def _marks(ground: Ground, places: pd.DataFrame) -> Iterable[str]:
    located = places[(places["lon"].notna() & places["lat"].notna()).to_numpy(bool)]
    spots = ground.pixels(located["lon"].to_numpy(float), located["lat"].to_numpy(float))
    for (x, y), origin in zip(spots, located["origin"], strict=True):
        if not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
            continue
        full = origin == "official"
        inside, line, width = (INK, PAPER, 1.2) if full else (PAPER, INK, 2.0)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}" fill="{inside}" stroke="{line}" stroke-width="{width}"/>'

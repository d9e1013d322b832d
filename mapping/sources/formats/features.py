"""Things with a place, as the geographic formats give them: attributes as text and a geometry in WGS 84."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapping.domain.crs import WGS84, split_by_metric_crs
from mapping.i18n import _
from mapping.sources.formats.raw import POSITION_COLUMNS, RawTable, number_text, text_frame

GEOMETRY_COLUMN = "geometry_wkt"
MOST_ACROSS_M = 500.0
"""An outline smaller than this is a building or a plot, and a point on it says where it is; a larger one is a zone."""


@dataclass(frozen=True, slots=True)
class Features:
    """Records and their geometries, one for one, in the CRS ``crs`` (WGS 84 where the format knows no other)."""

    records: Sequence[Mapping[str, str]]
    geometries: Sequence[shapely.Geometry | None]
    faults: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    licence: str = ""
    crs: str = ""

    @property
    def layer_crs(self) -> str | int:
        """The CRS of the geometries, as geopandas takes it."""
        return self.crs or WGS84

    def layer(self) -> gpd.GeoDataFrame:
        """Return them as a layer; see `geofiles.read_layer`."""
        names = dict.fromkeys(name for record in self.records for name in record)
        columns = {name: [record.get(name, "") for record in self.records] for name in names if name != "geometry"}
        return gpd.GeoDataFrame(columns, geometry=list(self.geometries), crs=self.layer_crs)


def with_positions(table: RawTable, frame: gpd.GeoDataFrame, *, with_geometry: bool) -> RawTable:
    """Return a table of attributes with the positions of its rows.

    Parameters
    ----------
    table
        Attributes of the features.
    frame
        Their geometries in WGS 84, in the same order.
    with_geometry
        Give the geometries as WKT too, in ``geometry_wkt``: any shape is then welcome.

    Returns
    -------
    RawTable
        With ``lon`` and ``lat``, degrees. A line, or an outline more than `MOST_ACROSS_M` across, keeps a point on
        it, and its row is ``misplaced`` unless ``with_geometry``.
    """
    attributes = table.frame
    taken = {*POSITION_COLUMNS, GEOMETRY_COLUMN} & set(attributes.columns)
    attributes = attributes.rename(columns={name: _("{name} (attribut)").format(name=name) for name in taken})
    flat = frame.geometry.force_2d()
    points = flat.representative_point()
    texts = ([number_text(x) for x in points.x], [number_text(y) for y in points.y])
    columns = dict(zip(POSITION_COLUMNS, texts))
    if with_geometry:
        columns[GEOMETRY_COLUMN] = ["" if wkt is None else str(wkt) for wkt in flat.to_wkt()]
    positions = text_frame(columns, list(attributes.index))
    misplaced = {} if with_geometry else _misplaced(flat, attributes.index)
    joined = pd.concat([attributes, positions], axis=1)
    return RawTable(joined, table.faults, misplaced, table.notes, table.licence)


def _misplaced(shapes: gpd.GeoSeries, rows: pd.Index) -> dict[int, str]:
    """Return, for each row whose geometry is not a point and does not stand for one, what it is."""
    families = [str(family or "") for family in shapes.geom_type.astype(object).where(shapes.notna(), "")]
    others = [place for place, family in enumerate(families) if family not in ("", "Point")]
    if not others:
        return {}
    wide = dict(zip(others, _across_m(shapes.iloc[others])))
    reasons: dict[int, str] = {}
    for place in others:
        if "Line" in families[place] or families[place] == "LinearRing":
            reasons[int(rows[place])] = _("une ligne est donnée là où un point est attendu")
        elif not wide[place] <= MOST_ACROSS_M:
            reasons[int(rows[place])] = _(
                "un contour de {across} m est donné là où un point est attendu ; placez un point"
            ).format(across="?" if math.isnan(wide[place]) else f"{wide[place]:.0f}")
    return reasons


def _across_m(shapes: gpd.GeoSeries) -> list[float]:
    """Return the diagonal of each extent in metres, NaN where a geometry is nowhere."""
    places = gpd.GeoDataFrame({"place": range(len(shapes))}, geometry=shapes.to_numpy(), crs=shapes.crs)
    across = [math.nan] * len(shapes)
    inside = places[_in_degrees(places)]
    for _epsg, metric in split_by_metric_crs(inside):
        west, south, east, north = metric.geometry.bounds.to_numpy().T
        for place, metres in zip(metric["place"], np.hypot(east - west, north - south)):
            across[place] = float(metres)
    return across


def _in_degrees(places: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    bounds = places.geometry.bounds.to_numpy()
    with np.errstate(invalid="ignore"):
        inside = (np.abs(bounds[:, [0, 2]]) <= 180).all(axis=1) & (np.abs(bounds[:, [1, 3]]) <= 90).all(axis=1)
    return np.asarray(inside, dtype=bool)

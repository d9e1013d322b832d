"""Cells of Insee's grid: which are around a territory, and their squares drawn from their identifiers."""

import re
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError as ProjError

from mapping.domain.crs import WGS84, split_by_metric_crs, to_wgs84
from mapping.domain.errors import FileError
from mapping.domain.layers import GRID
from mapping.domain.models import RejectedRow
from mapping.i18n import _

SUMS: Mapping[str, tuple[str, ...]] = {
    "children": ("ind_0_3", "ind_4_5", "ind_6_10", "ind_11_17"),
    "over_65": ("ind_65_79", "ind_80p"),
}
"""Field of ``layers.GRID`` → columns of Insee that it adds up."""

_CELL_M = 200
_EXTENTS: Mapping[str, tuple[float, float, float, float]] = {
    "met": (-5.6, 41.0, 10.0, 51.5),
    "reun": (54.9, -21.7, 56.1, -20.6),
    "mart": (-61.3, 14.3, -60.7, 15.0),
}
"""Territory → west, south, east, north in degrees; Guadeloupe is north of Martinique, at the same longitudes."""

_ID = re.compile(r"^CRS(?P<crs>\d{4,5})RES200mN(?P<north>-?\d{1,8})E(?P<east>-?\d{1,8})$", re.IGNORECASE)
_OPTIONAL = ("men", "men_pauv", *SUMS)


def grid_parts(zones: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Return the territories of Insee's grid in which there are zones (WGS 84); none where it publishes no grid."""
    points = zones.geometry.representative_point()
    return tuple(
        part
        for part, (west, south, east, north) in _EXTENTS.items()
        if (points.x.between(west, east) & points.y.between(south, north)).any()
    )


def no_grid() -> str:
    """Return what is said where Insee publishes no grid."""
    return _(
        "L'Insee ne publie pas de carroyage ici : il couvre la France métropolitaine, La Réunion et la Martinique."
    )


class Neighbourhood:
    """The zones and ``margin_m`` metres around them, in the CRS of whichever identifiers come."""

    def __init__(self, zones: gpd.GeoDataFrame, *, margin_m: float) -> None:
        around = [
            to_wgs84(gpd.GeoDataFrame(geometry=[local.geometry.buffer(margin_m).union_all()], crs=local.crs))
            for _epsg, local in split_by_metric_crs(zones)
        ]
        self._around = pd.concat(around).geometry
        self._bounds: dict[str | int, tuple[float, float, float, float]] = {}
        self.area = self._around.union_all()
        shapely.prepare(self.area)

    def bounds(self, crs: str | int) -> tuple[float, float, float, float]:
        """Return (west, south, east, north) in the units of ``crs``.

        Raises
        ------
        FileError
            When there is no such CRS.
        """
        if crs not in self._bounds:
            try:
                west, south, east, north = (float(edge) for edge in self._around.to_crs(crs).total_bounds)
            except ProjError as error:
                raise FileError(_("Carroyage : système de coordonnées « {crs} » inconnu.").format(crs=crs)) from error
            self._bounds[crs] = (west, south, east, north)
        return self._bounds[crs]


def is_near(identifiers: pd.Series, near: Neighbourhood) -> pd.Series:
    """Say which cells may touch the neighbourhood; an identifier that cannot be read is kept, to be given back."""
    parts = _parts(identifiers)
    kept = parts["crs"].isna()
    for crs, group in parts.dropna().groupby("crs"):
        west, south, east, north = near.bounds(int(str(crs)))
        x, y = group["east"].astype(float), group["north"].astype(float)
        inside = x.between(west - _CELL_M, east) & y.between(south - _CELL_M, north)
        kept.loc[inside.index[inside]] = True
    return kept


def draw_cells(
    frame: pd.DataFrame, columns: Mapping[str, str], near: Neighbourhood
) -> tuple[gpd.GeoDataFrame, tuple[RejectedRow, ...]]:
    """Return ``layers.GRID`` for the rows that touch the neighbourhood, and the rows that cannot be used.

    Parameters
    ----------
    frame
        Cells as text, on the row numbers of the file.
    columns
        Field of ``layers.GRID`` → column, or columns to add up joined by a comma.
    """
    squares = _squares(frame[columns["cell_id"]])
    unknown = shapely.is_missing(squares)
    wanted = unknown | shapely.intersects(near.area, squares)
    asked, drawn = frame[wanted], squares[wanted]
    numbers = {field: _sum(asked, columns[field]) for field in ("ind", *_OPTIONAL, "imputed") if field in columns}
    faults = _faults(asked, columns, pd.Series(unknown[wanted], index=asked.index), numbers["ind"])
    sound = ~asked.index.isin(list(faults))
    kept = asked.index[sound]
    blank = pd.Series(np.nan, index=asked.index)
    cells = gpd.GeoDataFrame(
        {
            "cell_id": asked.loc[kept, columns["cell_id"]].str.strip(),
            "ind": numbers["ind"].loc[kept],
            **{field: numbers.get(field, blank).loc[kept] for field in _OPTIONAL},
            "imputed": numbers.get("imputed", blank).loc[kept].eq(1),
        },
        geometry=drawn[sound],
        crs=WGS84,
    )
    given_back = asked.loc[list(faults)].to_dict("records")
    rejected = [
        RejectedRow(row, problem, {str(name): str(value) for name, value in values.items()})
        for (row, problem), values in zip(faults.items(), given_back)
    ]
    return cells[GRID.names].reset_index(drop=True), tuple(rejected)


def _parts(identifiers: pd.Series) -> pd.DataFrame:
    return identifiers.str.strip().str.extract(_ID)


def _squares(identifiers: pd.Series) -> NDArray[np.object_]:
    """Return the square of each cell in WGS 84, None where the identifier cannot be read."""
    parts = _parts(identifiers).reset_index(drop=True)
    squares = np.full(len(parts), None, dtype=object)
    for crs, group in parts.dropna().groupby("crs"):
        x, y = group["east"].to_numpy(float), group["north"].to_numpy(float)
        drawn = gpd.GeoSeries(shapely.box(x, y, x + _CELL_M, y + _CELL_M), crs=int(str(crs)))
        squares[group.index.to_numpy()] = drawn.to_crs(WGS84).to_numpy()
    return squares


def _sum(frame: pd.DataFrame, columns: str) -> pd.Series:
    texts = frame[columns.split(", ")]
    numbers = texts.apply(lambda cells: pd.to_numeric(cells.str.strip().str.replace(",", "."), errors="coerce"))
    return pd.Series(numbers.sum(axis="columns", skipna=False), index=frame.index, dtype="float64")


def _faults(frame: pd.DataFrame, columns: Mapping[str, str], unknown: pd.Series, ind: pd.Series) -> dict[int, str]:
    """Return row → why it cannot be used."""
    identifiers = frame[columns["cell_id"]]
    repeated = identifiers.str.strip().duplicated()
    faults: dict[int, str] = {}
    for row in frame.index[unknown | repeated | ~(ind >= 0) | ~np.isfinite(ind)]:
        if unknown[row]:
            text = _("identifiant « {got} » : CRS3035RES200mN…E… est attendu").format(got=identifiers[row][:60])
        elif repeated[row]:
            text = _("carreau « {got} » donné deux fois").format(got=identifiers[row])
        else:
            text = _("habitants « {got} » : un nombre positif est attendu").format(got=frame.at[row, columns["ind"]])
        faults[int(row)] = text
    return faults

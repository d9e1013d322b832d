"""What residents call their neighbourhood, laid over one another: where they agree, with the QPV line and between them.

Everything is counted in people on one fixed grid, whose lines are the multiples of the side of a cell in the legal
metric system of the place, so that two groups are compared cell by cell. Nothing under ``min_people`` is given back:
one person's outline is nobody else's business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from mapping.analysis.lattice import Cells, box_count, cells_of, joined
from mapping.analysis.people import heads, persons
from mapping.domain.crs import WGS84, metric_codes, require_wgs84

CELL_M = 50.0
MOST_CELLS = 250_000
LEVELS = (0.25, 0.5, 0.75)
"""Shares of the people who drew something, at which an agreement is shown."""
HECTARE_M2 = 10_000.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many people cover each cell of the grid.

    ``cells`` and ``people`` go together; ``total`` is how many people drew something, ``drawings`` how many drawings
    that makes, ``elsewhere`` those left out because they are in another metric system than most.
    """

    epsg: int
    cell_m: float
    cells: Cells
    people: NDArray[np.int64]
    total: int
    drawings: int
    elsewhere: int = 0

    @property
    def share(self) -> NDArray[np.float64]:
        """The share (0 to 1) of the people who cover each cell."""
        return self.people / max(self.total, 1)


@dataclass(frozen=True, slots=True)
class Voices:
    """Who draws what: one geometry a person, in metres of ``epsg``, with how many people it stands for."""

    epsg: int
    shapes: tuple[BaseGeometry, ...]
    people: NDArray[np.int64]
    drawings: int
    elsewhere: int = 0

    @property
    def total(self) -> int:
        """How many people drew something."""
        return int(self.people.sum())


def voices(drawings: gpd.GeoDataFrame, *, epsg: int | None = None) -> Voices:
    """Return one geometry a person: several drawings of one person are one, with the most people it spoke for.

    Parameters
    ----------
    drawings
        Rows of ``tables.CONTRIBUTIONS`` in WGS 84: outlines, routes or points.
    epsg
        Metric system to measure in; by default that in which most drawings are.

    Raises
    ------
    CrsError
        When ``drawings`` is not said to be in WGS 84.
    """
    require_wgs84(drawings)
    kept = drawings[~(drawings.geometry.is_empty | drawings.geometry.isna())]
    if kept.empty:
        return Voices(epsg or 0, (), np.zeros(0, np.int64), 0)
    inner = kept.geometry.representative_point()
    codes = metric_codes(inner.x.to_numpy(), inner.y.to_numpy())
    chosen = epsg if epsg is not None else int(pd.Series(codes).mode().iloc[0])
    here = kept[codes == chosen]
    metres = shapely.make_valid(
        shapely.force_2d(np.array(here.to_crs(chosen).geometry.array, dtype=object)),
        method="structure",
        keep_collapsed=False,
    )
    said = pd.DataFrame({"person": persons(here), "people": heads(here), "shape": metres})
    grouped = said.groupby("person", sort=False)
    shapes = tuple(shapely.union_all(list(group)) for _person, group in grouped["shape"])
    return Voices(chosen, shapes, grouped["people"].max().to_numpy(np.int64), len(here), len(kept) - len(here))


def coverage(said: Voices, *, cell_m: float = CELL_M) -> Coverage:
    """Return how many people cover each cell.

    An outline covers the cells whose middle it holds, its limit included; a line or a point, those it touches.

    Parameters
    ----------
    cell_m
        Side of a cell, in metres; doubled until the grid holds less than ``MOST_CELLS``, and said in the result.
    """
    while sum(box_count(shape, cell_m) for shape in said.shapes) > MOST_CELLS:
        cell_m *= 2
    found = [cells_of(shape, cell_m=cell_m) for shape in said.shapes]
    stacked = np.concatenate([*found, np.zeros((0, 2), np.int64)])
    weights = np.repeat(said.people, [len(cells) for cells in found]) if found else np.zeros(0, np.int64)
    cells, positions = np.unique(stacked, axis=0, return_inverse=True)
    people = np.bincount(positions.ravel(), weights=weights, minlength=len(cells)).astype(np.int64)
    return Coverage(said.epsg, cell_m, cells, people, said.total, said.drawings, said.elsewhere)


def needed(covered: Coverage, share: float, *, min_people: int) -> int:
    """Return from how many people a cell is in a level: the share of all, and never fewer than ``min_people``.

    Examples
    --------
    >>> nine = Coverage(2154, 50.0, np.zeros((0, 2), np.int64), np.zeros(0, np.int64), 9, 9)
    >>> needed(nine, 0.5, min_people=3), needed(nine, 0.25, min_people=3), needed(nine, 0.25, min_people=4)
    (5, 3, 4)
    """
    return max(min_people, ceil(share * covered.total - 1e-9))


def levels(covered: Coverage, *, shares: Sequence[float] = LEVELS, min_people: int) -> gpd.GeoDataFrame:
    """Return the levels of agreement as polygons, the widest first: each holds the next.

    Returns
    -------
    GeoDataFrame
        WGS 84: ``share`` (0 to 1), ``people`` (from how many), ``area_m2``, ``geometry``; no row for an empty level.
    """
    rows, shapes = [], []
    for share in shares:
        least = needed(covered, share, min_people=min_people)
        kept = covered.cells[covered.people >= least]
        if len(kept):
            rows.append({"share": share, "people": least, "area_m2": len(kept) * covered.cell_m**2})
            shapes.append(joined(kept, covered.cell_m))
    frame = gpd.GeoDataFrame(
        pd.DataFrame(rows, columns=["share", "people", "area_m2"]), geometry=shapes, crs=covered.epsg or WGS84
    )
    return frame.to_crs(WGS84)


def against_the_line(
    covered: Coverage, zones: gpd.GeoDataFrame, *, low: float = 0.25, high: float = 0.5, min_people: int
) -> gpd.GeoDataFrame:
    """Return where what people draw differs from the official line.

    Parameters
    ----------
    zones
        ``tables.ZONES`` in WGS 84; only those in which ``low`` of the people cover something are looked at.
    low, high
        A cell inside the line is left out when fewer than ``low`` of the people cover it; a cell outside every zone
        is taken in when ``high`` of them do.

    Returns
    -------
    GeoDataFrame
        WGS 84: ``code`` (of the zone; empty for what is taken in), ``kind`` (``left_out``, ``taken_in``), ``share``
        (of the zone left out), ``area_m2``, ``geometry``.
    """
    columns = ["code", "kind", "share", "area_m2"]
    empty = gpd.GeoDataFrame(pd.DataFrame(columns=columns), geometry=[], crs=WGS84)
    if not covered.total or zones.empty:
        return empty
    outlines = shapely.make_valid(np.array(zones.to_crs(covered.epsg).geometry.array, dtype=object))
    middles = (covered.cells + 0.5) * covered.cell_m
    by_cell = {tuple(cell): int(people) for cell, people in zip(covered.cells.tolist(), covered.people, strict=True)}
    least = needed(covered, low, min_people=min_people)
    rows, shapes = [], []
    inside_any = np.zeros(len(covered.cells), dtype=bool)
    for code, outline in zip(zones["code"], outlines, strict=True):
        shapely.prepare(outline)
        inside = shapely.intersects_xy(outline, middles[:, 0], middles[:, 1])
        inside_any |= inside
        if not (inside & (covered.people >= least)).any():
            continue
        own = cells_of(outline, cell_m=covered.cell_m)
        left = np.array([cell for cell in own.tolist() if by_cell.get(tuple(cell), 0) < least], np.int64).reshape(-1, 2)
        if len(left):
            area = len(left) * covered.cell_m**2
            rows.append({"code": code, "kind": "left_out", "share": len(left) / len(own), "area_m2": area})
            shapes.append(joined(left, covered.cell_m).intersection(outline))
    taken = covered.cells[~inside_any & (covered.people >= needed(covered, high, min_people=min_people))]
    if len(taken):
        rows.append({"code": "", "kind": "taken_in", "share": np.nan, "area_m2": len(taken) * covered.cell_m**2})
        shapes.append(joined(taken, covered.cell_m))
    if not rows:
        return empty
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry=shapes, crs=covered.epsg).to_crs(WGS84)


def compare(groups: Mapping[str, Coverage], *, share: float = 0.5, min_people: int) -> pd.DataFrame:
    """Return how alike the neighbourhoods of each pair of groups are.

    Each group is the cells that ``share`` of its people cover; a group under ``min_people`` is not compared.

    Returns
    -------
    DataFrame
        ``one``, ``other``, ``iou`` (surface in common over surface of both, 0 to 1, NaN when both are empty),
        ``both_ha``, ``only_one_ha``, ``only_other_ha`` (hectares); the most different first.

    Raises
    ------
    ValueError
        When the grids differ: what does not lie on the same cells cannot be compared.
    """
    if len({(one.epsg, one.cell_m) for one in groups.values() if one.total}) > 1:
        raise ValueError("groups must be on one grid")
    areas = {
        name: {tuple(cell) for cell in one.cells[one.people >= needed(one, share, min_people=min_people)].tolist()}
        for name, one in groups.items()
        if one.total >= min_people
    }
    side = {one.cell_m for one in groups.values() if one.total}
    hectares = (side.pop() if side else 0.0) ** 2 / HECTARE_M2
    rows = []
    for (one, first), (other, second) in combinations(areas.items(), 2):
        common, union = len(first & second), len(first | second)
        rows.append(
            {
                "one": one,
                "other": other,
                "iou": common / union if union else np.nan,
                "both_ha": common * hectares,
                "only_one_ha": len(first - second) * hectares,
                "only_other_ha": len(second - first) * hectares,
            }
        )
    columns = ["one", "other", "iou", "both_ha", "only_one_ha", "only_other_ha"]
    return pd.DataFrame(rows, columns=columns).sort_values("iou", kind="stable").reset_index(drop=True)


def places_within(said: Voices, places: pd.DataFrame, *, min_people: int) -> pd.DataFrame:
    """Return how many people hold each named place in their neighbourhood, exactly (not by cells).

    Parameters
    ----------
    places
        ``name``, ``lon``, ``lat`` (WGS 84, degrees).

    Returns
    -------
    DataFrame
        ``name``, ``people``, ``total``; the most shared first, none under ``min_people``.
    """
    columns = ["name", "people", "total"]
    if not said.shapes or places.empty:
        return pd.DataFrame(columns=columns)
    points = gpd.GeoSeries(gpd.points_from_xy(places["lon"], places["lat"]), crs=WGS84).to_crs(said.epsg)
    x, y = points.x.to_numpy(), points.y.to_numpy()
    held = np.array([shapely.intersects_xy(shape, x, y) for shape in said.shapes])
    table = pd.DataFrame({"name": places["name"].to_numpy(), "people": said.people @ held, "total": said.total})
    shown = table[table["people"] >= min_people]
    return shown.sort_values(["people", "name"], ascending=[False, True]).reset_index(drop=True)[columns]

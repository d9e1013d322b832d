"""One table that a French spreadsheet opens by itself: actors and contributions together."""

import csv
from pathlib import Path
from typing import TextIO

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapping.domain.demonstration import notice
from mapping.domain.snapshot import Snapshot
from mapping.domain.spreadsheet import neutralise
from mapping.exports.files import replacing
from mapping.exports.records import actors_table, contributions_table, private_names
from mapping.exports.shapes import DECIMALS
from mapping.i18n import _

COLUMNS = (
    "type",
    "identifiant",
    "nom",
    "texte",
    "besoins",
    "categorie",
    "statut_juridique",
    "dispositif",
    "siret",
    "adresse",
    "code_postal",
    "commune",
    "code_insee",
    "site_web",
    "code_quartier",
    "quartier",
    "longitude",
    "latitude",
    "geometrie",
    "position",
    "identifiant_repere",
    "personnes",
    "statut_validation",
    "langue",
    "source",
    "licence",
    "date_source",
    "fictif",
    "avertissement",
)
"""The columns of every table; those of ``private_names()`` follow when there is something private to tell."""


def write_csv(snapshot: Snapshot, out: Path) -> None:
    """Write actors then contributions as CSV: semicolons, UTF-8 with its mark, CRLF, decimal commas.

    These are what a spreadsheet set to French expects. Texts that it would run as a formula begin with an apostrophe.

    Raises
    ------
    FileError
        When the file cannot be written; what was there before is left as it was.
    """
    table = _table(snapshot)
    with replacing(out) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        _write(table, file)


def _table(snapshot: Snapshot) -> pd.DataFrame:
    actors = actors_table(snapshot).assign(type=_("acteur"))
    contributions = contributions_table(snapshot)
    private = [name for name in private_names().values() if name in contributions.columns]
    parts = [part.assign(**positions(part)).drop(columns="geometry") for part in (actors, contributions)]
    table = pd.DataFrame(pd.concat(parts, ignore_index=True)).reindex(columns=[*COLUMNS, *private])
    table["fictif"] = [_("oui") if fictional else _("non") for fictional in table["fictif"]]
    table["avertissement"] = notice() if snapshot.workshop.is_demonstration else ""
    return table


def positions(table: gpd.GeoDataFrame) -> dict[str, object]:
    """Return the columns of one point on each geometry, the point itself where it is one, and of its outline."""
    points = shapely.point_on_surface(np.array(table.geometry.array, dtype=object))
    return {"longitude": shapely.get_x(points), "latitude": shapely.get_y(points), "geometrie": outlines(table)}


def outlines(table: gpd.GeoDataFrame) -> list[str]:
    """Return as WKT what a longitude and a latitude cannot say; empty for a point and where there is no position."""
    shapes = np.array(table.geometry.array, dtype=object)
    said = shapely.to_wkt(shapes, rounding_precision=DECIMALS)
    return ["" if shape is None or shape.geom_type == "Point" else wkt for shape, wkt in zip(shapes, said)]


def _write(table: pd.DataFrame, file: TextIO) -> None:
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.itertuples(index=False, name=None))


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return neutralise(value)
    if pd.isna(value):
        return ""
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".").replace(".", ",")

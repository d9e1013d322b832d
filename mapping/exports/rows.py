"""The layers that every map file holds, row by row."""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from mapping.domain.snapshot import Snapshot
from mapping.exports.records import actors_table, contributions_table
from mapping.exports.territory import zones_table
from mapping.i18n import _
from mapping.maps.popups import escape

Row = dict[str, Any]
LAYER_COLUMN = "couche"
"""Says of each feature what it is, where a file holds them all."""


def map_layers(snapshot: Snapshot, gaps: pd.DataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of a map by name: quartiers, acteurs, contributions."""
    return {
        "quartiers": zones_table(snapshot, gaps),
        "acteurs": actors_table(snapshot),
        "contributions": contributions_table(snapshot),
    }


def rows_of(table: gpd.GeoDataFrame) -> Iterator[tuple[Row, BaseGeometry | None]]:
    """Yield each row, what is missing being None, with its geometry."""
    columns = pd.DataFrame(table.drop(columns="geometry"))
    rows = columns.astype(object).where(columns.notna(), None).to_dict("records")
    for row, shape in zip(rows, table.geometry, strict=True):
        yield {str(name): value for name, value in row.items()}, shape


def said(value: Any) -> str:
    """Return a value as French text: oui or non, no decimals where there are none.

    Examples
    --------
    >>> said(True), said(1000.0), said(None)
    ('oui', '1000', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    return f"{value:g}" if isinstance(value, float) and value.is_integer() and abs(value) < 1e6 else str(value)


def inert(text: str) -> str:
    """Return text that a reader of HTML shows as it is between two elements, apostrophes left as they are read.

    Examples
    --------
    >>> inert("<b> l'atelier & co")
    "&lt;b&gt; l'atelier &amp; co"
    """
    return escape(text).replace("&#x27;", "'").replace("&quot;", '"')


def title_of(layer: str, row: Row) -> str:
    """Return how a thing is called on a map: its name, or the first words of a contribution."""
    if layer != "contributions":
        return str(row["nom"])
    words = " ".join(str(row["texte"]).split())
    short = words if len(words) <= 60 else f"{words[:59].rstrip()}…"
    return short or str(row["type"]).capitalize()


def lines_of(layer: str, row: Row) -> list[str]:
    """Return what the bubble of a thing says under its name, one line each, without markup."""
    if layer == "quartiers":
        told = [
            (_("Habitants"), said(row["population"])),
            (_("Lieux"), said(row["lieux"])),
            (_("Besoins absents"), said(row["besoins_absents"])),
            (_("Personnes demandant"), said(row["personnes_demandant"])),
        ]
    elif layer == "acteurs":
        told = [
            (_("À quoi ça sert"), row["besoins"].replace("|", ", ")),
            (_("Ce qu'on y fait"), row["texte"]),
            (_("Ce que c'est"), row["dispositif"] or row["statut_juridique"]),
            (_("Adresse"), " ".join(part for part in (row["adresse"], row["code_postal"], row["commune"]) if part)),
            (_("Quartier"), row["quartier"].replace("|", ", ")),
        ]
    else:
        told = [
            (_("Ce que c'est"), row["type"]),
            (_("À quoi ça sert"), row["besoins"].replace("|", ", ")),
            (_("Dit par un habitant"), row["texte"]),
            (_("Personnes"), said(row["personnes"])),
            (_("Position"), row["position"]),
            (_("Quartier"), row["quartier"].replace("|", ", ")),
            (_("Validation"), row["statut_validation"]),
        ]
    lines = [f"{label} : {text}" for label, text in told if text]
    return [*lines, _("Exemple inventé pour une démonstration")] if row["fictif"] else lines

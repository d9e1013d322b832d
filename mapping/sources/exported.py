"""Read back the files that the project itself writes: what residents said is found among the rest, as it was.

``mapping/exports`` writes French columns and words; here they become fields and identifiers again.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from mapping.domain.crs import WGS84, to_wgs84
from mapping.i18n import _
from mapping.sources.columns import key_of
from mapping.sources.filetypes import FileType, file_type
from mapping.sources.formats.features import GEOMETRY_COLUMN, with_positions
from mapping.sources.formats.raw import RawTable
from mapping.sources.formats.workbook import read_workbook
from mapping.sources.geofiles import read_named_layers
from mapping.sources.tabular import attributes_as_text, read_table

_LAYERS = ("contributions_points", "contributions_lignes", "contributions_surfaces")
_SHEET = "Contributions"
_MARKS = frozenset({"type", "identifiant", "texte", "personnes", "position", "statut_validation"})
_FIELDS = {
    "identifiant": "id",
    "type": "kind",
    "texte": "text",
    "personnes": "people",
    "position": "placement",
    "identifiant_repere": "near_id",
    "statut_validation": "status",
    "motif": "reason",
    "langue": "language",
    "envoye_le": "submitted_at",
    "seance": "session_id",
    "groupe": "group_name",
    "categorie": "category",
    "code_de_retrait": "author_key",
}
_ACTOR = "acteur"
_VEILED = "l_endroit_exact_n_est_pas_montre"


def read_exported(path: Path) -> RawTable | None:
    """Return the contributions of a file that `mapping.exports` wrote, or None when it is of somebody else.

    Structures and quartiers are left out, and counted in a note. The position of a sensitive place is the area that
    was shown: where it truly is stays in the workshop that it came from.

    Raises
    ------
    FileError
        When the file cannot be read.
    """
    table = _table(path)
    if table is None or not set(table.frame.columns) >= _MARKS:
        return None
    kept = _spoken(table.frame)
    others = len(table.frame) - int(kept.sum())
    notes = (_note(int(kept.sum()), others), *table.notes)
    faults = {row: fault for row, fault in table.faults.items() if kept.get(row, False)}
    return replace(table, frame=_renamed(table.frame[kept]), faults=faults, notes=notes)


def _table(path: Path) -> RawTable | None:
    kind = file_type(path)
    if kind is FileType.GEOPACKAGE:
        layers = read_named_layers(path, _LAYERS)
        if not layers:
            return None
        told = pd.concat(map(to_wgs84, layers), ignore_index=True)
        frame = gpd.GeoDataFrame(told, geometry=[_alone(shape) for shape in told.geometry], crs=WGS84)
        return with_positions(RawTable(attributes_as_text(frame)), frame, with_geometry=True)
    if kind is FileType.WORKBOOK:
        return read_workbook(path, sheet=_SHEET)
    return read_table(path, with_geometry=True)


def _alone(shape: Any) -> Any:
    """Return the part of a shape of one part: a layer holds one kind, which makes several of each."""
    parts = [] if shape is None else list(getattr(shape, "geoms", []))
    return parts[0] if len(parts) == 1 else shape


def _spoken(frame: pd.DataFrame) -> pd.Series:
    layers = frame["couche"] if "couche" in frame.columns else pd.Series("contributions", index=frame.index)
    return layers.isin(["contributions", ""]) & (frame["type"] != _ACTOR)


def _note(kept: int, others: int) -> str:
    return _(
        "Fichier écrit par Cartoquartier : {kept} contributions lues, {others} autres lignes laissées (structures, "
        "quartiers)."
    ).format(kept=kept, others=others)


def _renamed(frame: pd.DataFrame) -> pd.DataFrame:
    needs = "filieres" if "filieres" in frame.columns else "besoins"
    fields = _FIELDS | {needs: "filiere"}
    if GEOMETRY_COLUMN not in frame.columns:
        fields |= {"geometrie": GEOMETRY_COLUMN}
    taken = set(fields.values()) - set(fields)
    table = frame.drop(columns=[name for name in taken if name in frame.columns]).rename(columns=fields)
    veiled = table["placement"].map(key_of).str.endswith(_VEILED)
    return table.assign(placement=table["placement"].mask(veiled, "exact"))

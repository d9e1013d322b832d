"""Choose a list to bring in; what was understood of it is shown by ``list_steps``."""

from dataclasses import dataclass

import streamlit as st

from mapping.domain.models import DatasetKind
from mapping.i18n import _

_ACCEPTED = [
    "csv", "tsv", "txt", "xlsx", "xlsm", "ods", "json", "geojson", "umap", "gpkg", "zip", "kml", "kmz", "gpx", "pbf",
    "mbtiles",
]  # fmt: skip
_KINDS = (
    DatasetKind.ACTORS,
    DatasetKind.BOUNDARIES,
    DatasetKind.POPULATION,
    DatasetKind.LANDMARKS,
    DatasetKind.CONTRIBUTIONS,
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent: its name, its bytes, what the person says it holds, an identifier of this sending."""

    name: str
    content: bytes
    kind: DatasetKind | None
    token: str


def add_list() -> Upload | None:
    """Show the chooser; return the file that was sent, if any."""
    st.markdown("#### " + _("Ajouter une liste"))
    upload = st.file_uploader(
        _("Fichier (tableur, CSV, JSON, GeoJSON, GeoPackage, KML, GPX, ZIP, OSM)"), type=_ACCEPTED, key="liste_fichier"
    )
    kind = st.selectbox(
        _("Ce que contient le fichier"), [None, *_KINDS], format_func=kind_label, key="liste_genre", index=0
    )
    if upload is None:
        return None
    return Upload(upload.name, upload.getvalue(), kind, str(upload.file_id))


def kind_label(kind: DatasetKind | None) -> str:
    """Return what a kind of file is called, as it is shown to a person."""
    labels = {
        None: _("Deviner"),
        DatasetKind.ACTORS: _("Des structures"),
        DatasetKind.BOUNDARIES: _("Des contours de quartiers"),
        DatasetKind.POPULATION: _("Des nombres d'habitants"),
        DatasetKind.LANDMARKS: _("Des repères"),
        DatasetKind.CONTRIBUTIONS: _("Des contributions"),
        DatasetKind.BASEMAP: _("Un fond de carte"),
        DatasetKind.STREETS: _("Des rues"),
        DatasetKind.BUILDINGS: _("Des bâtiments"),
        DatasetKind.GRID: _("Une grille de population"),
    }
    return labels.get(kind, str(kind))

"""A card a file: what it is for, and the button that makes it."""

from functools import partial

import streamlit as st

from mapping.i18n import _
from mapping.services.formats import ExportFormat
from mapping.services.restitute import suggested_name
from mapping.ui import data

_MIME = {
    ExportFormat.HTML: "text/html",
    ExportFormat.GEOJSON: "application/geo+json",
    ExportFormat.CSV: "text/csv",
    ExportFormat.GPKG: "application/geopackage+sqlite3",
}


def file_cards(*, public: bool) -> None:
    """Show one card for each format; a file is made when its button is pressed."""
    columns = st.columns(2)
    for position, file_format in enumerate(ExportFormat):
        with columns[position % 2].container(border=True, height="stretch"):
            title, text, icon = _words(file_format)
            st.subheader(f"{icon} {title}")
            st.write(text)
            st.download_button(
                _("Télécharger"),
                data=partial(data.file_bytes, file_format, public=public),
                file_name=suggested_name(
                    data.snapshot().workshop, file_format=file_format, public=public, day=data.now().date()
                ),
                mime=_MIME[file_format],
                # Another button for the other public: pressing one just after the choice never gives the wrong file.
                key=f"telecharger_{file_format}_{public}",
                on_click="ignore",
            )


def _words(file_format: ExportFormat) -> tuple[str, str, str]:
    return {
        ExportFormat.HTML: (
            _("Page web"),
            _(
                "La carte, la liste et les manques dans un seul fichier, à envoyer ou à mettre sur une clé USB. "
                "Elle s'ouvre sans internet."
            ),
            ":material/public:",
        ),
        ExportFormat.CSV: (
            _("Tableau"),
            _("Les structures et les ajouts des habitants, pour un tableur."),
            ":material/table:",
        ),
        ExportFormat.GPKG: (
            _("Données pour QGIS"),
            _("Quartiers, structures, ajouts et manques, en couches (GeoPackage)."),
            ":material/layers:",
        ),
        ExportFormat.GEOJSON: (
            _("Données pour uMap et autres cartes"),
            _("Les mêmes, en un fichier GeoJSON."),
            ":material/data_object:",
        ),
    }[file_format]

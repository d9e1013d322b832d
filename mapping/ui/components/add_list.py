"""Bring a file into the workshop from the page, and give back the rows to correct."""

import tempfile
from pathlib import Path

import pandas as pd
import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.domain.models import DatasetKind, ImportReport
from mapping.i18n import _
from mapping.services.prepare import import_file
from mapping.services.reports import rejected_bytes
from mapping.ui import data
from mapping.ui.format import plain

_ACCEPTED = ["csv", "tsv", "txt", "json", "geojson", "gpkg", "zip"]


def add_list() -> None:
    """Show the upload, then the account of the import."""
    st.markdown("#### " + _("Ajouter une liste"))
    with st.form("preparer_liste", clear_on_submit=False):
        kind = st.selectbox(_("Ce que contient le fichier"), [None, *DatasetKind], format_func=_kind_label)
        upload = st.file_uploader(_("Fichier (CSV, GeoJSON, GeoPackage, ZIP)"), type=_ACCEPTED)
        sent = st.form_submit_button(_("Ajouter à l'atelier"), type="primary")
    if sent and upload is None:
        st.error(_("Choisissez d'abord un fichier."))
    elif sent and upload is not None:
        _import(upload.name, upload.getvalue(), kind)


def _import(name: str, content: bytes, kind: DatasetKind | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # Only the last part of the name: what a browser sends must not choose a folder.
        path = Path(folder) / Path(name.replace("\\", "/")).name
        path.write_bytes(content)
        try:
            report = import_file(data.store(), path, kind=kind)
        except CartoquartierError as error:
            st.error(plain(str(error)))
            return
    _account(report, name)


def _account(report: ImportReport, name: str) -> None:
    st.success(
        _("{imported} ajoutés, {updated} déjà connus, {geocode} sans position, {bad} à corriger.").format(
            imported=report.imported, updated=report.updated, geocode=report.to_geocode, bad=len(report.rejected)
        )
    )
    if report.outside:
        st.info(_("{n} sont hors du territoire : gardés, et marqués.").format(n=report.outside))
    if report.rejected:
        st.dataframe(
            pd.DataFrame(
                {
                    _("Ligne"): [bad.row for bad in report.rejected],
                    _("Problème"): [bad.problem for bad in report.rejected],
                }
            ),
            hide_index=True,
        )
        st.download_button(
            _("Télécharger les lignes à corriger"),
            data=rejected_bytes(report),
            file_name=f"a-corriger-{Path(name).stem}.csv",
            mime="text/csv",
            on_click="ignore",
        )


def _kind_label(kind: DatasetKind | None) -> str:
    return {
        None: _("Deviner"),
        DatasetKind.ACTORS: _("Des structures"),
        DatasetKind.BOUNDARIES: _("Des contours de quartiers"),
        DatasetKind.POPULATION: _("Des nombres d'habitants"),
        DatasetKind.LANDMARKS: _("Des repères"),
        DatasetKind.CONTRIBUTIONS: _("Des contributions"),
        DatasetKind.STREETS: _("Des rues"),
        DatasetKind.BUILDINGS: _("Des bâtiments"),
        DatasetKind.BASEMAP: _("Un fond de carte"),
        DatasetKind.GRID: _("Des habitants par carreau de 200 m"),
    }[kind]

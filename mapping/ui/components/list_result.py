"""Third step: what came of the import, and what comes back to correct."""

from pathlib import Path

import pandas as pd
import streamlit as st

from mapping.domain.models import ImportReport
from mapping.i18n import _
from mapping.services.reports import rejected_bytes
from mapping.ui.format import number

_SHOWN = 200


def result(report: ImportReport, name: str) -> None:
    """Show the account of an import."""
    to_check = report.to_geocode + len(report.rejected)
    st.success(
        _("{imported} ajoutés, {updated} déjà connus, {check} à vérifier.").format(
            imported=number(report.imported), updated=number(report.updated), check=number(to_check)
        )
    )
    if report.to_geocode:
        st.info(_("{n} sont gardés sans position : à placer sur la carte.").format(n=number(report.to_geocode)))
    if report.possible_duplicates:
        st.info(
            _("{n} paires se ressemblent peut-être trop : regardez « Doublons », plus bas.").format(
                n=number(report.possible_duplicates)
            )
        )
    if report.outside:
        st.info(_("{n} sont hors du territoire : gardés, et marqués.").format(n=number(report.outside)))
    if report.rejected:
        _given_back(report, name)


def _given_back(report: ImportReport, name: str) -> None:
    shown = report.rejected[:_SHOWN]
    st.markdown(_("{n} lignes reviennent à corriger.").format(n=number(len(report.rejected))))
    st.dataframe(
        pd.DataFrame({_("Ligne"): [bad.row for bad in shown], _("Problème"): [bad.problem for bad in shown]}),
        hide_index=True,
    )
    st.download_button(
        _("Télécharger les lignes à corriger"),
        data=rejected_bytes(report),
        file_name=f"a-corriger-{Path(name).stem}.csv",
        mime="text/csv",
        on_click="ignore",
    )

"""One quartier on one screen: its figures in words, then each need with the sentence that justifies its verdict."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from mapping.domain.snapshot import Snapshot
from mapping.domain.verdicts import reason, verdict_label
from mapping.i18n import _, ngettext
from mapping.services.diagnose import Diagnosis
from mapping.services.inhabitants import trust
from mapping.ui.components.choices import filiere_label
from mapping.ui.format import number, plain


def gap_sheet(snapshot: Snapshot, diagnosis: Diagnosis, code: str, filiere: str) -> None:
    """Show the sheet of a zone; the chosen need comes first."""
    summary = diagnosis.qpv[diagnosis.qpv["code"] == code].iloc[0]
    st.subheader(plain(summary["name"]))
    st.write(_figures(summary, len(snapshot.workshop.filieres)))
    st.caption(trust(summary["population_method"], summary["imputed_share"]))
    label = filiere_label(snapshot.workshop)
    sentence = partial(
        reason,
        band_m=snapshot.workshop.band_m,
        parameters=diagnosis.parameters,
        walk_method=str(summary["walk_method"]),
        walk_basis=str(summary["walk_basis"]),
    )
    rows = diagnosis.gaps[diagnosis.gaps["code_qp"] == code]
    chosen = rows[rows["filiere"] == filiere].iloc[0]
    st.info(f"**{plain(label(filiere))} : {verdict_label(chosen['verdict']).lower()}.** " + plain(sentence(chosen)))
    others = rows[rows["filiere"] != filiere]
    with st.expander(_("Les autres besoins")):
        for _index, row in others.iterrows():
            head = f"**{plain(label(row['filiere']))} : {verdict_label(row['verdict']).lower()}.**"
            st.markdown(f"{head} {plain(sentence(row))}")


def _figures(summary: "pd.Series[Any]", filieres: int) -> str:
    inside, band = int(summary["actors_inside"]), int(summary["actors_band"])
    inhabitants = float(summary["population"])
    people = (
        _("nombre d'habitants inconnu") if pd.isna(inhabitants) else _("{n} habitants").format(n=number(inhabitants))
    )
    parts = [
        people,
        ngettext("{n} lieu dans le quartier", "{n} lieux dans le quartier", inside).format(n=inside),
        ngettext("{n} à côté", "{n} à côté", band).format(n=band),
        _("{n} besoins couverts sur {total}").format(n=summary["filieres_present"], total=filieres),
        ngettext("{n} demande", "{n} demandes", int(summary["needs"])).format(n=summary["needs"]),
    ]
    return " · ".join(parts)

"""« En une phrase »: what the chosen cell says to a resident, then why, and how sure it is."""

from typing import Any

import pandas as pd
import streamlit as st

from mapping.domain.readings import resident_sentences
from mapping.domain.snapshot import Snapshot
from mapping.domain.verdicts import reason, verdict_label
from mapping.i18n import _
from mapping.services.diagnose import Diagnosis
from mapping.services.said import participants
from mapping.ui.components.choices import filiere_label
from mapping.ui.components.matrix_readings import Marks
from mapping.ui.format import plain


def one_sentence(snapshot: Snapshot, diagnosis: Diagnosis, marks: Marks, code: str, filiere: str) -> None:
    """Show the sentences of one quartier and one need."""
    row = cell_of(diagnosis, code, filiere)
    name = str(zone_row(diagnosis, code)["name"])
    label = filiere_label(snapshot.workshop)(filiere)
    st.markdown("#### " + _("En une phrase"))
    said = resident_sentences(name, row, participants=participants(snapshot), label=label)
    st.markdown(f"**{plain(' '.join(said))}**")
    lines = [f"{verdict_label(row['verdict'])} : " + plain(why(diagnosis, code, filiere))]
    lines += ["~ " + plain(sentence) for sentence in doubts(marks, code, filiere)]
    st.markdown("  \n".join(f":small[{line}]" for line in lines))


def cell_of(diagnosis: Diagnosis, code: str, filiere: str) -> "pd.Series[Any]":
    """Return the columns of the gaps and of the perception for one zone and one need."""
    gaps, said = diagnosis.gaps, diagnosis.perception
    row = gaps[(gaps["code_qp"] == code) & (gaps["filiere"] == filiere)].iloc[0]
    heard = said[(said["code"] == code) & (said["filiere"] == filiere)]
    fresh = heard.drop(columns=[name for name in heard.columns if name in row.index])
    return pd.concat([row, fresh.iloc[0]]) if len(fresh) else row


def zone_row(diagnosis: Diagnosis, code: str) -> "pd.Series[Any]":
    """Return the row of a zone in the summary of the quartiers."""
    return diagnosis.qpv[diagnosis.qpv["code"] == code].iloc[0]


def why(diagnosis: Diagnosis, code: str, filiere: str) -> str:
    """Return the sentences that justify a verdict."""
    summary = zone_row(diagnosis, code)
    return reason(
        cell_of(diagnosis, code, filiere),
        band_m=diagnosis.parameters.band_m,
        parameters=diagnosis.parameters,
        walk_method=str(summary["walk_method"]),
        walk_basis=str(summary["walk_basis"]),
    )


def doubts(marks: Marks, code: str, filiere: str) -> list[str]:
    """Return what makes a verdict less than sure: other thresholds, places on the edge."""
    found = []
    flips = marks.fragile.get((code, filiere))
    if flips:
        found.append(_("Fragile : {flips}").format(flips=flips))
    cells = marks.edges.cells
    edge = cells[(cells["code"] == code) & (cells["filiere"] == filiere) & cells["en_limite"].astype(bool)]
    if len(edge):
        told = edge.iloc[0]
        found.append(
            _("En limite : « {outside} » si les lieux du bord sont dehors, « {inside} » s'ils sont dedans.").format(
                outside=verdict_label(told["verdict_if_outside"]), inside=verdict_label(told["verdict_if_inside"])
            )
        )
    return found

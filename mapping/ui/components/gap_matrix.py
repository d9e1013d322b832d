"""The matrix: a row a quartier, a column a need; sortable, and a cell touched selects it everywhere."""

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.elements.lib.column_types import ColumnConfig

from mapping.domain.models import Verdict
from mapping.domain.snapshot import Snapshot
from mapping.domain.verdicts import verdict_label
from mapping.i18n import _
from mapping.maps.palette import VERDICT_COLORS, text_color_on
from mapping.services.diagnose import Diagnosis
from mapping.ui import state
from mapping.ui.components.choices import filiere_label

_VERDICT = "verdict"
_READINGS = (_VERDICT, "inside", "band_300m", "per_1000", "needs")
_ROW_HEIGHT_PX = 35


def gap_matrix(snapshot: Snapshot, diagnosis: Diagnosis) -> None:
    """Show one reading of the gaps for all zones and needs, and remember the cell that is touched."""
    reading = st.segmented_control(
        _("Ce que montre le tableau"),
        _READINGS,
        default=_VERDICT,
        required=True,
        format_func=_reading_label,
        key="analyser_lecture",
    )
    table = matrix(snapshot, diagnosis, reading)
    event = st.dataframe(
        _coloured(table) if reading == _VERDICT else table,
        hide_index=True,
        height=min(len(table) + 1, 12) * _ROW_HEIGHT_PX + 3,
        key=f"analyser_tableau_{reading}",
        on_select="rerun",
        selection_mode="single-cell",
        column_config=_columns(snapshot, reading),
        placeholder=_short_label(Verdict.INSUFFICIENT_DATA),
        alt=_("Tableau des manques par quartier et par besoin"),
    )
    for row, column in event["selection"]["cells"]:
        _remember(snapshot, row, column)


def matrix(snapshot: Snapshot, diagnosis: Diagnosis, reading: str) -> pd.DataFrame:
    """Return ``Quartier``, ``Habitants``, then a column a need with the reading asked for, on the rows of the zones."""
    filieres = [filiere.id for filiere in snapshot.workshop.filieres]
    wide = diagnosis.gaps.pivot(index="code_qp", columns="filiere", values=reading)
    wide = wide.loc[diagnosis.qpv["code"], filieres].reset_index(drop=True)
    if reading == "per_1000":
        wide = wide.round(2)
    if reading == _VERDICT:
        wide = wide.map(_short_label)
    wide.columns = pd.Index([filiere_label(snapshot.workshop)(name) for name in wide.columns])
    wide.insert(0, _("Quartier"), diagnosis.qpv["name"])
    wide.insert(1, _("Habitants"), diagnosis.qpv["population"])
    return wide


def _short_label(verdict: str) -> str:
    """Return a label that fits a cell; the legend under the map gives the long one."""
    return _("Données ?") if verdict == Verdict.INSUFFICIENT_DATA else verdict_label(verdict)


def _reading_label(reading: str) -> str:
    return {
        _VERDICT: _("En un mot"),
        "inside": _("Lieux dans le quartier"),
        "band_300m": _("Lieux à côté"),
        "per_1000": _("Lieux pour 1 000 habitants"),
        "needs": _("Demandes"),
    }[reading]


def _columns(snapshot: Snapshot, reading: str) -> dict[str, ColumnConfig]:
    figures = "localized" if reading == "per_1000" else None
    columns: dict[str, ColumnConfig] = {
        _("Quartier"): st.column_config.TextColumn(pinned=True, width="medium"),
        _("Habitants"): st.column_config.NumberColumn(format="localized"),
    }
    if figures:
        columns |= {
            filiere.label: st.column_config.NumberColumn(format=figures) for filiere in snapshot.workshop.filieres
        }
    return columns


def _coloured(table: pd.DataFrame) -> Styler:
    css = {
        _short_label(verdict): f"background-color: {color}; color: {text_color_on(color)}"
        for verdict, color in VERDICT_COLORS.items()
    }
    return table.style.map(lambda cell: css.get(cell, ""))


def _remember(snapshot: Snapshot, row: int, column: str) -> None:
    state.select_zone(str(snapshot.zones["code"].iloc[row]))
    for filiere in snapshot.workshop.filieres:
        if filiere.label == column:
            state.select_filiere(filiere.id)

"""The matrix: a row a quartier, a column a need; sorted as asked, and a cell touched selects it everywhere."""

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.elements.lib.column_types import ColumnConfig

from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.maps.palette import VERDICT_COLORS, text_color_on
from mapping.services.diagnose import Diagnosis
from mapping.ui import state
from mapping.ui.components.choices import filiere_label
from mapping.ui.components.matrix_readings import FRAGILE, READINGS, VERDICT, Marks, cells, reading_label, short_label
from mapping.ui.components.matrix_sort import SORTS, order, sort_column, sort_label

ROW_HEIGHT_PX = 32
_FEWEST_PX, _MOST_PX = 68, 92


def gap_matrix(snapshot: Snapshot, diagnosis: Diagnosis, marks: Marks, *, height_px: int) -> None:
    """Show one reading of the gaps for all zones and needs, and remember the cell that is touched."""
    shown, sorted_by = st.columns(2)
    reading = shown.selectbox(
        _("Ce que montre le tableau"),
        READINGS,
        format_func=lambda name: _("Montrer : {reading}").format(reading=reading_label(name)),
        key="analyser_lecture",
        label_visibility="collapsed",
    )
    sort = sorted_by.selectbox(
        _("Ordre des quartiers"),
        SORTS,
        format_func=lambda name: _("Trié par : {sort}").format(sort=sort_label(name)),
        key="analyser_ordre",
        label_visibility="collapsed",
    )
    codes = order(diagnosis, marks, sort)
    table = matrix(snapshot, diagnosis, marks, reading=reading, sort=sort)
    event = st.dataframe(
        _coloured(table) if reading == VERDICT else table,
        hide_index=True,
        height=min((len(table) + 1) * ROW_HEIGHT_PX + 3, height_px),
        row_height=ROW_HEIGHT_PX,
        # Another key mounts the table again, on the cell that was chosen elsewhere.
        key=f"analyser_tableau_{reading}_{sort}_{state.analyse_round()}",
        on_select="rerun",
        selection_mode="single-cell",
        selection_default={"selection": {"cells": [_chosen(snapshot, codes)]}},
        column_config=_columns(snapshot, reading),
        placeholder="?",
        alt=_("Tableau des manques par quartier et par besoin"),
    )
    for row, column in event["selection"]["cells"]:
        _remember(snapshot, codes, row, column)


def matrix(snapshot: Snapshot, diagnosis: Diagnosis, marks: Marks, *, reading: str, sort: str) -> pd.DataFrame:
    """Return ``Quartier``, what the order is made of, then a column a need with the reading asked for."""
    filieres = [filiere.id for filiere in snapshot.workshop.filieres]
    codes = order(diagnosis, marks, sort)
    long = pd.DataFrame({"code": diagnosis.gaps["code_qp"], "filiere": diagnosis.gaps["filiere"]})
    wide = long.assign(cell=pd.Series(cells(diagnosis, marks, reading), index=long.index)).pivot(
        index="code", columns="filiere", values="cell"
    )
    wide = wide.loc[codes, filieres].reset_index(drop=True)
    wide.columns = pd.Index([filiere_label(snapshot.workshop)(name) for name in wide.columns])
    names = dict(zip(diagnosis.qpv["code"], diagnosis.qpv["name"], strict=True))
    wide.insert(0, _("Quartier"), [names[code] for code in codes])
    title, values = sort_column(diagnosis, marks, sort)
    wide.insert(1, title, [values[code] for code in codes])
    return wide


def _columns(snapshot: Snapshot, reading: str) -> dict[str, ColumnConfig]:
    width = _FEWEST_PX if reading in ("inside", "people_asking", "walk_median_min", "share_within_10min") else _MOST_PX
    columns: dict[str, ColumnConfig] = {
        _("Quartier"): st.column_config.TextColumn(pinned=True, width=150),
        _("Habitants"): st.column_config.NumberColumn(format="localized", width=90),
    }
    if reading == "share_within_10min":
        share = st.column_config.NumberColumn(format="%.0f %%", width=width)
        return columns | {filiere.label: share for filiere in snapshot.workshop.filieres}
    return columns | {filiere.label: st.column_config.Column(width=width) for filiere in snapshot.workshop.filieres}


def _coloured(table: pd.DataFrame) -> Styler:
    css = {
        short_label(verdict): f"background-color: {color}; color: {text_color_on(color)}"
        for verdict, color in VERDICT_COLORS.items()
    }
    return table.style.map(lambda cell: css.get(str(cell).removesuffix(FRAGILE), ""), subset=table.columns[2:])


def _chosen(snapshot: Snapshot, codes: list[str]) -> tuple[int, str]:
    zone, first = state.selected_zone(codes[0]), snapshot.workshop.filieres[0].id
    label = filiere_label(snapshot.workshop)(state.selected_filiere(first))
    return (codes.index(zone) if zone in codes else 0), label


def _remember(snapshot: Snapshot, codes: list[str], row: int, column: str) -> None:
    if row < len(codes):
        state.select_zone(codes[row])
    for filiere in snapshot.workshop.filieres:
        if filiere.label == column:
            state.select_filiere(filiere.id)

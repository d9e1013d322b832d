"""What Analyser shows: the matrix and its map, a sheet, words, comparisons; and the choice between them."""

import streamlit as st

from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.services.diagnose import Diagnosis
from mapping.ui import state
from mapping.ui.components.choices import filiere_label, zone_label
from mapping.ui.components.compare_dates import compare_dates
from mapping.ui.components.compare_zones import compare_zones
from mapping.ui.components.gap_map import SHEET, gap_map
from mapping.ui.components.gap_matrix import gap_matrix
from mapping.ui.components.gap_sheet import gap_sheet
from mapping.ui.components.gap_table import gap_table
from mapping.ui.components.in_words import in_words
from mapping.ui.components.legend import verdict_legend
from mapping.ui.components.matrix_readings import Marks
from mapping.ui.components.missing import missing
from mapping.ui.components.one_sentence import one_sentence
from mapping.ui.components.thresholds import thresholds

TABLE, WORDS, ZONES, DATES = "tableau", "mots", "quartiers", "dates"
VIEWS = (TABLE, SHEET, WORDS, ZONES, DATES)
_MATRIX_PX, _MAP_PX = 420, 250


def view_choice() -> str:
    """Show what can be seen, and return what is chosen here or by touching the map."""
    shown = state.analyse_view(TABLE)
    chosen = st.segmented_control(
        _("Ce que montre la page"),
        VIEWS,
        default=shown,
        required=True,
        format_func=_view_label,
        key=f"analyser_vue_{state.analyse_round()}",
        label_visibility="collapsed",
    )
    state.show_view(str(chosen or shown))
    return str(chosen or shown)


def _view_label(view: str) -> str:
    return {
        TABLE: _("Tableau et carte"),
        SHEET: _("Fiche d'un quartier"),
        WORDS: _("En mots"),
        ZONES: _("Deux quartiers"),
        DATES: _("Deux dates"),
    }[view]


def show_chosen(view: str, snapshot: Snapshot, diagnosis: Diagnosis, marks: Marks) -> None:
    """Show one view."""
    match view:
        case "fiche":
            zone, need = st.columns(2)
            with zone:
                code = _zone(snapshot)
            with need:
                filiere = _need(snapshot)
            with st.container(gap=None):
                gap_sheet(snapshot, diagnosis, marks, code, filiere)
        case "mots":
            in_words(snapshot, diagnosis, _zone(snapshot))
        case "quartiers":
            compare_zones(snapshot, diagnosis)
        case "dates":
            compare_dates(snapshot)
        case _:
            _table_and_map(snapshot, diagnosis, marks)


def _table_and_map(snapshot: Snapshot, diagnosis: Diagnosis, marks: Marks) -> None:
    left, right = st.columns([15, 8])
    with left:
        gap_matrix(snapshot, diagnosis, marks, height_px=_MATRIX_PX)
    with right:
        need, minutes = st.columns([5, 3], vertical_alignment="center")
        with need:
            filiere = _need(snapshot)
        with minutes:
            walks = st.toggle(_("5·10·15 min"), key="analyser_minutes")
        gap_map(snapshot, diagnosis, filiere, height_px=_MAP_PX, walks=walks)
        with st.container(height=180, border=False):
            code = state.selected_zone(str(snapshot.zones["code"].iloc[0]))
            one_sentence(snapshot, diagnosis, marks, code, filiere)
    with left:
        verdict_legend(diagnosis.gaps["verdict"], fragile=bool(marks.fragile))
        missing(diagnosis, marks)
    thresholds(snapshot)
    with st.expander(_("Tous les chiffres de ce besoin"), icon=":material/table:"):
        gap_table(diagnosis, filiere)


def _need(snapshot: Snapshot) -> str:
    ids = [filiere.id for filiere in snapshot.workshop.filieres]
    chosen = state.selected_filiere(ids[0])
    shown = chosen if chosen in ids else ids[0]
    picked = st.selectbox(
        _("Besoin"),
        ids,
        index=ids.index(shown),
        format_func=lambda name: _("Besoin : {need}").format(need=filiere_label(snapshot.workshop)(name)),
        label_visibility="collapsed",
        key=f"analyser_besoin_choisi_{shown}",
    )
    if picked != shown:
        state.choose_elsewhere(filiere=picked)
        st.rerun()
    return picked


def _zone(snapshot: Snapshot) -> str:
    codes = snapshot.zones["code"].tolist()
    chosen = state.selected_zone(codes[0])
    shown = chosen if chosen in codes else codes[0]
    picked = str(
        st.selectbox(
            _("Quartier"),
            codes,
            index=codes.index(shown),
            format_func=zone_label(snapshot),
            label_visibility="collapsed",
            key=f"analyser_quartier_choisi_{shown}",
        )
    )
    if picked != shown:
        state.choose_elsewhere(zone=picked)
        st.rerun()
    return picked

"""Two quartiers side by side, then what differs in words: only what the intervals allow to say."""

from typing import Any

import pandas as pd
import streamlit as st

from mapping.domain.snapshot import Snapshot
from mapping.domain.verdicts import verdict_label
from mapping.i18n import _
from mapping.services.comparing import compare_zones as compare
from mapping.services.comparing import difference
from mapping.services.diagnose import Diagnosis
from mapping.ui import state
from mapping.ui.components.choices import filiere_label, zone_label
from mapping.ui.components.matrix_readings import rate_words
from mapping.ui.format import plain

_NAME_CHARACTERS = 16


def compare_zones(snapshot: Snapshot, diagnosis: Diagnosis) -> None:
    """Ask for two quartiers and show them side by side."""
    codes = snapshot.zones["code"].tolist()
    if len(codes) < 2:
        st.info(_("Cet atelier n'a qu'un quartier : il en faut deux pour comparer. Comparez plutôt deux dates."))
        return
    first, second = st.columns(2)
    one = first.selectbox(
        _("Quartier"),
        codes,
        index=codes.index(state.selected_zone(codes[0])) if state.selected_zone(codes[0]) in codes else 0,
        format_func=zone_label(snapshot),
        key="comparer_un",
    )
    others = [code for code in codes if code != one]
    other = second.selectbox(_("Comparé à"), others, format_func=zone_label(snapshot), key="comparer_autre")
    both = compare(diagnosis.gaps, one, other)
    names = [zone_label(snapshot)(code) for code in (one, other)]
    _told(snapshot, both, *[_short(name, 32) for name in names])
    st.dataframe(
        _table(snapshot, both, *names),
        hide_index=True,
        placeholder="?",
        height=(len(both) + 1) * 35 + 3,
        alt=_("Deux quartiers côte à côte, une ligne par besoin"),
    )


def _told(snapshot: Snapshot, both: pd.DataFrame, one: str, other: str) -> None:
    label = filiere_label(snapshot.workshop)
    told = [difference(row, one, other, label(str(row["filiere"]))) for _index, row in both.iterrows()]
    sentences = [sentence for sentence in told if sentence]
    if not sentences:
        st.success(_("Rien ne les distingue au-delà de ce que les intervalles permettent de dire."))
        return
    with st.container(height=190):
        st.markdown("\n".join("- " + plain(sentence) for sentence in sentences))


def _table(snapshot: Snapshot, both: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """Return the two zones, column beside column; a name that both bear is told apart by its place."""
    names = {"one": _short(one), "other": _short(other) if _short(other) != _short(one) else f"{_short(other)} (2)"}
    table = pd.DataFrame({_("Besoin"): both["filiere"].map(filiere_label(snapshot.workshop))})
    for title, column in (
        (_("en un mot"), "verdict"),
        (_("pour 1 000"), "per_1000"),
        (_("minutes"), "walk_median_min"),
        (_("demandes"), "people_asking"),
    ):
        for side, name in names.items():
            table[f"{name} : {title}"] = _column(both, column, side)
    return table


def _short(name: str, most: int = _NAME_CHARACTERS) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip(" -") + "…"


def _column(both: pd.DataFrame, column: str, side: str) -> "pd.Series[Any]":
    values = both[f"{column}_{side}"]
    if column == "verdict":
        return values.map(verdict_label)
    if column == "per_1000":
        rates = both[[f"{name}_{side}" for name in ("per_1000", "per_1000_low", "per_1000_high")]]
        return pd.Series([rate_words(row) for row in rates.to_numpy(float)], index=both.index, dtype=object)
    return values.round() if column == "walk_median_min" else values

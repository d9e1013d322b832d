"""The scenarios that are kept: side by side, removed and put back, taken away."""

from functools import partial

import pandas as pd
import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.domain.scenarios import Scenario
from mapping.i18n import _, ngettext
from mapping.services.moderate import undo
from mapping.services.scenario import remove, saved
from mapping.services.what_if import compared, csv_bytes, geojson_bytes, still_possible
from mapping.ui import data, state
from mapping.ui.components.choices import filiere_label
from mapping.ui.format import plain


def kept_scenarios() -> None:
    """Show the scenarios that are kept, those chosen side by side, and the files to take away."""
    _undo_removal()
    kept = saved(data.store())
    if not kept:
        return
    st.subheader(_("Les scénarios gardés"))
    possible = {scenario.id: scenario for scenario in still_possible(data.situation(), kept)}
    for scenario in kept:
        if scenario.id not in possible:
            st.warning(
                _("« {name} » nomme un lieu ou un besoin qui n'est plus dans l'atelier.").format(
                    name=plain(scenario.name)
                )
            )
    chosen = st.pills(
        _("Comparer"),
        list(possible),
        selection_mode="multi",
        default=list(possible),
        format_func=lambda identifier: plain(possible[identifier].name) if identifier in possible else "",
        key=f"et_si_comparer_{len(kept)}",
    )
    _side_by_side([possible[identifier] for identifier in chosen if identifier in possible])
    _remove({scenario.id: scenario for scenario in kept})


def _side_by_side(scenarios: list[Scenario]) -> None:
    if not scenarios:
        return
    table = data.read(compared, tuple(scenarios))
    st.dataframe(
        in_words(table),
        hide_index=True,
        placeholder="",
        column_config={_("Scénario"): st.column_config.TextColumn(pinned=True)},
        alt=_("Les scénarios côte à côte"),
    )
    st.caption(
        _("Personnes : celles qui gagnent (ou perdent, avec un moins) un lieu à portée. Vide : on ne le sait pas.")
    )
    as_table, as_map = st.columns(2)
    name = _("scenarios")
    as_table.download_button(
        _("Emporter le tableau (CSV)"),
        data=partial(csv_bytes, data.situation(), tuple(scenarios)),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/table:",
        on_click="ignore",
        width="stretch",
        key="et_si_csv",
    )
    as_map.download_button(
        _("Emporter les points (GeoJSON)"),
        data=partial(geojson_bytes, data.situation(), tuple(scenarios)),
        file_name=f"{name}.geojson",
        mime="application/geo+json",
        icon=":material/map:",
        on_click="ignore",
        width="stretch",
        key="et_si_geojson",
    )


def in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table of `compare` with French names and whole people."""
    label = filiere_label(data.snapshot().workshop)
    return pd.DataFrame(
        {
            _("Scénario"): table["name"],
            _("Besoin"): table["filiere"].map(label),
            _("Personnes"): table["people"].round(),
            _("Enfants"): table["children"].round(),
            _("65 ans et plus"): table["over_65"].round(),
            _("Ménages pauvres"): table["men_pauv"].round(),
            _("Verdicts changés"): table["zones_changed"],
            _("Minutes avant"): table["walk_median_before_min"].round(1),
            _("Minutes après"): table["walk_median_after_min"].round(1),
        }
    )


def _remove(kept: dict[str, Scenario]) -> None:
    with st.expander(_("Retirer un scénario")):
        identifier = st.selectbox(
            _("Lequel ?"),
            list(kept),
            index=None,
            format_func=lambda each: kept[each].name if each in kept else "",
            placeholder=_("Choisir"),
            key="et_si_retirer_choix",
        )
        if st.button(_("Retirer"), disabled=identifier is None, key="et_si_retirer") and identifier in kept:
            event = remove(data.store(), identifier)
            state.remember_what_if(removed=event.id)
            st.rerun()


def _undo_removal() -> None:
    removed = state.what_if("removed")
    if not removed:
        return
    told, button = st.columns([4, 1], vertical_alignment="center")
    told.success(ngettext("{n} scénario retiré.", "{n} scénarios retirés.", 1).format(n=1))
    if button.button(_("Annuler"), icon=":material/undo:", width="stretch", key="et_si_annuler"):
        try:
            undo(data.store(), removed)
        except CartoquartierError as error:
            st.error(plain(str(error)))
            return
        state.remember_what_if(removed="")
        st.rerun()

"""The map of lived neighbourhoods, one view at a time, with its legend; the same in words and in a table."""

import shapely
import streamlit as st
from streamlit_folium import st_folium

from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.maps.base import base_map
from mapping.maps.legend import Entry, legend_html
from mapping.maps.representations import (
    Layer,
    agreement_entries,
    agreement_layer,
    group_entries,
    groups_layer,
    line_entries,
    line_layer,
)
from mapping.services.representations import Representations, sentences
from mapping.ui import data
from mapping.ui.format import number, plain

HEIGHT_PX = 420
_TOGETHER, _LINE, _GROUPS, _ROUTES, _AVOIDED = "ensemble", "limite", "groupes", "trajets", "evites"


def representations_link() -> None:
    """Show the way to the page of lived neighbourhoods."""
    if st.button(_("Jusqu'où va notre quartier ?"), icon=":material/join_inner:", key="carte_vecus"):
        st.switch_page("pages/representations.py")


def choose_view() -> str:
    """Show the views there are and return the one chosen."""
    labels = {
        _TOGETHER: _("Où on est d'accord"),
        _LINE: _("Avec la limite officielle"),
        _GROUPS: _("Groupe par groupe"),
        _ROUTES: _("Trajets"),
        _AVOIDED: _("Endroits évités"),
    }
    chosen = st.segmented_control(
        _("Montrer"),
        list(labels),
        default=_TOGETHER,
        required=True,
        format_func=labels.__getitem__,
        label_visibility="collapsed",
        key="vecus_vue",
    )
    return str(chosen)


def show_view(snapshot: Snapshot, found: Representations, view: str) -> None:
    """Show what the shades of one view mean, then its map: both are seen without scrolling."""
    layer, entries = _view(found, view)
    st.html(legend_html(entries, inline=True))
    zone = snapshot.zones[snapshot.zones["code"] == found.zone]
    west, south, east, north = (float(side) for side in zone.total_bounds)
    st_folium(
        base_map(snapshot.zones, bounds=(west, south, east, north), basemap=data.basemap()),
        key="vecus_carte",
        height=HEIGHT_PX,
        use_container_width=True,
        returned_objects=(),
        feature_group_to_add=layer,
    )
    st.caption(
        _("Carreaux de {side} m. Ce que moins de {n} personnes ont dessiné n'est pas montré.").format(
            side=number(found.cell_m), n=found.min_people
        )
    )


def in_words(found: Representations) -> None:
    """Show what the map says, as sentences, then the surface of each level as a table."""
    for sentence in sentences(found):
        st.markdown(f"- {plain(sentence)}")
    if found.levels.empty:
        return
    table = found.levels[["share", "people", "area_m2"]]
    st.dataframe(
        {
            _("Part des personnes"): [f"≥ {share:.0%}".replace("%", " %") for share in table["share"]],
            _("Soit au moins"): table["people"].tolist(),
            _("Hectares"): [number(area / 10_000, decimals=1) for area in table["area_m2"]],
        },
        hide_index=True,
        alt=_("Surface de chaque niveau d'accord"),
    )


def _view(found: Representations, view: str) -> tuple[Layer, list[Entry]]:
    if view == _LINE:
        return line_layer(found.differences), line_entries()
    if view == _GROUPS:
        halves = [shapely.union_all(group.half.geometry.to_numpy()) for group in found.groups]
        return groups_layer(halves), group_entries([group.name for group in found.groups])
    levels = {_ROUTES: found.routes, _AVOIDED: found.avoided}.get(view, found.levels)
    return agreement_layer(levels), agreement_entries()

"""Put a structure in its place without internet: an address found here, a landmark, a quartier."""

import streamlit as st

from mapping.domain.models import Placement
from mapping.i18n import _
from mapping.services.place_actors import place_by_hand
from mapping.services.select import Somewhere, named_landmarks, named_zones
from mapping.ui import data
from mapping.ui.components.find_place import ask_address, can_find_addresses
from mapping.ui.components.queue import write


def by_hand(actor_id: str) -> None:
    """Show the switch that opens the choice of a place, and write the one chosen."""
    if not st.toggle(_("Placer à la main"), key=f"placer_main_{actor_id}"):
        return
    choices = _choices()
    how = st.segmented_control(
        _("Où ?"),
        list(choices),
        default=next(iter(choices)),
        required=True,
        format_func=_label,
        key=f"placer_ou_{actor_id}",
    )
    place = _chosen(how, choices[how], key=f"placer_{actor_id}_{how}")
    if how is not Placement.ADDRESS:
        st.caption(_("Position approximative : le milieu du quartier, ou le repère."))
    if not st.button(_("Placer ici"), type="primary", icon=":material/pin_drop:", key=f"placer_ici_{actor_id}"):
        return
    if place is None:
        st.error(_("Il manque l'endroit : choisissez-le dans la liste."))
        return
    write(lambda: place_by_hand(data.store(), actor_id, place, placement=how))


def _choices() -> dict[Placement, list[Somewhere]]:
    snapshot = data.snapshot()
    found: dict[Placement, list[Somewhere]] = {Placement.ADDRESS: []} if can_find_addresses() else {}
    found |= {Placement.ZONE: list(named_zones(snapshot)), Placement.LANDMARK: list(named_landmarks(snapshot))}
    return {how: places for how, places in found.items() if places or how is Placement.ADDRESS}


def _chosen(how: Placement, places: list[Somewhere], *, key: str) -> Somewhere | None:
    if how is Placement.ADDRESS:
        return ask_address(key=key)
    return st.selectbox(
        _label(how),
        places,
        index=None,
        format_func=lambda somewhere: somewhere.label,
        placeholder=_("Choisir ou écrire les premières lettres"),
        key=f"{key}_lieu",
    )


def _label(how: Placement) -> str:
    return {
        Placement.ADDRESS: _("À cette adresse"),
        Placement.ZONE: _("Dans ce quartier"),
        Placement.LANDMARK: _("Près de ce repère"),
    }[how]

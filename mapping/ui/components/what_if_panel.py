"""Imagine: a point dropped on the map or chosen by name, places that close; what that changes is said beside it."""

from functools import partial

import streamlit as st
from streamlit_folium import st_folium

from mapping.domain.errors import CartoquartierError
from mapping.domain.models import ContributionKind, Verdict, Workshop
from mapping.domain.scenarios import Opening
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.maps.base import base_map
from mapping.maps.clicks import RETURNED, GroundClick, new_click
from mapping.maps.layers import feature_group
from mapping.maps.palette import SignKind
from mapping.maps.points import MapPoint, actor_points, contribution_points
from mapping.maps.popups import bubble
from mapping.maps.ranks import RankLayer
from mapping.services.scenario import Outcome, imagine
from mapping.services.select import Selection, Somewhere, named_landmarks, named_zones, select
from mapping.services.what_if import closable, named_premises
from mapping.ui import data, state
from mapping.ui.components.choices import filiere_label
from mapping.ui.components.find_place import ask_address, can_find_addresses
from mapping.ui.components.legend import verdict_legend
from mapping.ui.components.what_if_result import what_if_result
from mapping.ui.format import plain

HEIGHT_PX = 400
_IMAGINED = "et_si_lieu"


def chosen_need(workshop: Workshop) -> str:
    """Show the needs and return the one chosen, the same as on the page of the gaps."""
    ids = [filiere.id for filiere in workshop.filieres]
    chosen = state.selected_filiere(ids[0])
    picked = st.selectbox(
        _("Pour quel besoin ?"),
        ids,
        index=ids.index(chosen) if chosen in ids else 0,
        format_func=filiere_label(workshop),
    )
    state.select_filiere(picked)
    return picked


@st.fragment
def what_if_panel(filiere: str) -> None:
    """Show the map, the choices without it, and what changes; only this part of the page runs again."""
    snapshot = data.snapshot()
    drawn, told = st.columns([3, 2])
    with told:
        closed = _without_map(snapshot, filiere)
    with drawn:
        st.write(_("**Touchez la carte** là où le lieu ouvrirait ; touchez ailleurs pour le déplacer."))
        outcome = _outcome(filiere, closed)
        verdicts = _verdicts(filiere, outcome)
        _map(snapshot, filiere, verdicts, closed)
        verdict_legend(verdicts.values())
    with told:
        what_if_result(filiere, outcome, _opened(filiere), closed)


def _without_map(snapshot: Snapshot, filiere: str) -> tuple[str, ...]:
    """Let a position be chosen by name, and places be closed; return those that close."""
    by_name, closing = st.columns(2)
    with by_name.popover(_("Choisir sans la carte"), icon=":material/list:", width="stretch"):
        st.selectbox(
            _("Un local, un repère, un quartier"),
            _named(snapshot),
            index=None,
            format_func=lambda place: place.label,
            placeholder=_("Choisir ou écrire les premières lettres"),
            key="et_si_nomme",
            on_change=_drop_named,
        )
        address = ask_address(key="et_si_adresse") if can_find_addresses() else None
        if address is not None and st.button(_("Ouvrir à cette adresse"), key="et_si_ici"):
            state.remember_what_if(point=[address.lon, address.lat])
        st.button(
            _("Ne rien ouvrir"),
            disabled=state.what_if_point() is None,
            on_click=partial(state.remember_what_if, point=None),
            key="et_si_rien",
        )
    there = {place.id: place.label for place in closable(data.situation(), filiere)}
    with closing.popover(_("Fermer un lieu"), icon=":material/block:", width="stretch"):
        if not there:
            st.write(_("Aucun lieu connu ne répond à ce besoin : il n'y a rien à fermer."))
        closed = st.multiselect(
            _("Et si ces lieux fermaient ?"),
            list(there),
            format_func=lambda place_id: there.get(place_id, place_id),
            placeholder=_("Choisir"),
            select_all=False,
            key=f"et_si_fermer_{filiere}",
            disabled=not there,
        )
    return tuple(closed)


def _named(snapshot: Snapshot) -> list[Somewhere]:
    groups = (
        (_("Local"), named_premises(data.situation())),
        (_("Repère"), named_landmarks(snapshot)),
        (_("Quartier"), named_zones(snapshot)),
    )
    return [
        Somewhere(place.id, f"{kind} : {place.label}", place.lon, place.lat)
        for kind, places in groups
        for place in places
    ]


def _drop_named() -> None:
    place = state.widget_value("et_si_nomme")
    if isinstance(place, Somewhere):
        state.remember_what_if(point=[place.lon, place.lat])


def _opened(filiere: str) -> tuple[Opening, ...]:
    point = state.what_if_point()
    return () if point is None else (Opening(filiere, *point),)


def _outcome(filiere: str, closed: tuple[str, ...]) -> Outcome | None:
    opened = _opened(filiere)
    if not opened and not closed:
        return None
    try:
        return imagine(data.situation(), opened, closed)
    except CartoquartierError as error:
        st.error(plain(str(error)))
        return None


def _verdicts(filiere: str, outcome: Outcome | None) -> dict[str, Verdict]:
    """Return the verdict of each zone once things have changed."""
    rows = data.situation().gaps
    rows = rows[rows["filiere"] == filiere]
    found = {code: Verdict(verdict) for code, verdict in zip(rows["code_qp"], rows["verdict"], strict=True)}
    if outcome is not None:
        changed = outcome.verdicts[outcome.verdicts["filiere"] == filiere]
        found |= {
            code: Verdict(verdict) for code, verdict in zip(changed["code"], changed["verdict_after"], strict=True)
        }
    return found


def _map(snapshot: Snapshot, filiere: str, verdicts: dict[str, Verdict], closed: tuple[str, ...]) -> None:
    point = state.what_if_point()
    signs = _signs(snapshot, filiere, closed)
    group = feature_group(signs, verdicts=verdicts, selected=_IMAGINED if point else "", interactive=False)
    group.add_child(RankLayer((sign, _("Ici")) for sign in signs if sign.id == _IMAGINED))
    returned = st_folium(
        base_map(snapshot.zones, basemap=data.basemap()),
        key="et_si_carte",
        height=HEIGHT_PX,
        use_container_width=True,
        returned_objects=RETURNED,
        feature_group_to_add=group,
    )
    click = new_click(returned, state.seen_click(state.WHAT_IF_MAP))
    state.remember_click(state.WHAT_IF_MAP, returned)
    if isinstance(click, GroundClick):
        state.remember_what_if(point=[click.lon, click.lat])
        st.rerun()


def _signs(snapshot: Snapshot, filiere: str, closed: tuple[str, ...]) -> list[MapPoint]:
    """Return the places that answer the need, the premises, and the place that one imagines."""
    filieres = snapshot.workshop.filieres
    served = select(snapshot, Selection(filieres=frozenset({filiere})))
    added = snapshot.contributions
    rooms = added[added["kind"] == ContributionKind.PREMISES]
    others = served.contributions[served.contributions["kind"] == ContributionKind.PLACE]
    signs = actor_points(served.actors, filieres) + contribution_points(others, filieres)
    signs = [sign for sign in signs + contribution_points(rooms, filieres) if sign.id not in closed]
    if (point := state.what_if_point()) is not None:
        need = next(each for each in filieres if each.id == filiere)
        # Without words: a bubble that opens moves the map to make room for itself.
        signs.append(MapPoint(_IMAGINED, point[1], point[0], SignKind.PLACE, bubble("", (), ()), need))
    return signs

"""What the map shows before anybody speaks: a few points, and the structures chosen to be seen first."""

from dataclasses import replace

import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.domain.models import LIVE_STATUSES, ContributionKind, Origin, Placement
from mapping.domain.sessions import Session
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.services.contribute import TEXT_MAX_CHARACTERS, Request, point_wkt
from mapping.services.moderate import undo
from mapping.services.select import Somewhere, named_actors, named_landmarks, named_zones
from mapping.services.sessions import edit_session, seed
from mapping.ui import data, state
from mapping.ui.components.choices import filiere_label, kind_label
from mapping.ui.format import plain

_KINDS = [ContributionKind.PLACE, ContributionKind.NEED, ContributionKind.PREMISES]
_FORM = "depart"


def seeds(snapshot: Snapshot, session: Session | None) -> None:
    """Show the points put beforehand, with the way to take each one back, and the form of another."""
    st.caption(
        _(
            "Une carte vide intimide : posez quelques points avant la séance. Ils se voient sur le mur et sur les "
            "téléphones, et ne comptent jamais comme ce que les habitants ont dit."
        )
    )
    if session is not None:
        _first_actors(snapshot, session)
    _already(snapshot)
    _add(snapshot)


def _first_actors(snapshot: Snapshot, session: Session) -> None:
    names = {place.id: place.label for place in named_actors(snapshot)}
    chosen = st.multiselect(
        _("Structures à montrer d'abord sur le mur"),
        list(names),
        [actor for actor in session.shown_actors if actor in names],
        format_func=names.__getitem__,
        placeholder=_("Toutes"),
        select_all=False,
        key=f"depart_structures_{session.id}",
    )
    if tuple(chosen) != session.shown_actors and st.button(_("Garder ce choix"), key="depart_garder"):
        edit_session(data.store(), replace(session, shown_actors=tuple(chosen)))
        st.rerun()


def _already(snapshot: Snapshot) -> None:
    placed = snapshot.contributions
    placed = placed[(placed["origin"] == Origin.SEED) & placed["status"].isin([*LIVE_STATUSES])]
    label = filiere_label(snapshot.workshop)
    for row in placed.itertuples():
        said, button = st.columns([5, 1], vertical_alignment="center")
        need = label(row.filiere) if row.filiere else ""
        words = " · ".join(filter(None, [kind_label(ContributionKind(row.kind)), need, row.text]))
        said.markdown(f":material/flag: {plain(words)}")
        if button.button(_("Retirer"), key=f"depart_retirer_{row.id}", width="stretch"):
            undo(data.store(), str(row.id))
            st.rerun()


def _add(snapshot: Snapshot) -> None:
    placements = {
        Placement.ZONE: list(named_zones(snapshot)),
        Placement.LANDMARK: list(named_landmarks(snapshot)),
        Placement.ACTOR: list(named_actors(snapshot)),
    }
    somewhere = [(placement, place) for placement, places in placements.items() for place in places]
    suffix = state.draft_id(_FORM)
    left, right = st.columns(2)
    kind = left.radio(_("C'est…"), _KINDS, format_func=kind_label, key=f"depart_genre_{suffix}")
    filiere = right.selectbox(
        _("À quoi ça sert ?"),
        [filiere.id for filiere in snapshot.workshop.filieres],
        index=None,
        format_func=filiere_label(snapshot.workshop),
        placeholder=_("Choisir"),
        key=f"depart_besoin_{suffix}",
    )
    place = right.selectbox(
        _("Où ? Un quartier, un repère, une structure"),
        range(len(somewhere)),
        index=None,
        format_func=lambda rank: somewhere[rank][1].label,
        placeholder=_("Choisir ou écrire les premières lettres"),
        key=f"depart_lieu_{suffix}",
    )
    text = st.text_input(_("Quelques mots"), max_chars=TEXT_MAX_CHARACTERS, key=f"depart_texte_{suffix}")
    if st.button(_("Poser ce point"), type="primary", key="depart_poser"):
        if place is None:
            st.error(_("Il manque l'endroit : choisissez-le dans la liste."))
        else:
            _send(kind, filiere, text, *somewhere[place])


def _send(kind: ContributionKind, filiere: str | None, text: str, placement: Placement, place: Somewhere) -> None:
    request = Request(
        kind,
        point_wkt(place.lon, place.lat),
        filiere=filiere,
        text=text,
        placement=placement,
        near_id=place.id,
        id=state.draft_id(_FORM),
    )
    try:
        seed(data.store(), request)
    except CartoquartierError as error:
        st.error(plain(str(error)))
        return
    state.close_draft(_FORM)
    st.rerun()

"""The form of a séance: date, place, kind of group, head count, tables, gommettes. Never a name."""

from dataclasses import replace
from datetime import datetime, time

import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.domain.sessions import Session
from mapping.i18n import _
from mapping.services import sessions
from mapping.services.session_names import field_warning
from mapping.ui import data
from mapping.ui.format import day, plain


def session_label(session: Session) -> str:
    """Return how a séance is called in a list: its date, then its title or its place."""
    return " — ".join(filter(None, [day(datetime.combine(session.date, time())), session.title or session.place]))


def session_page_link() -> None:
    """Show the way to the page of the séances."""
    if st.button(_("Préparer les séances"), icon=":material/event:", key="seance_page"):
        st.switch_page("pages/sessions.py")


def back_link() -> None:
    """Show the way back to the page of what arrives."""
    if st.button(_("Revenir à « Animer »"), icon=":material/arrow_back:", key="seances_retour"):
        st.switch_page("pages/animate.py")


def session_form(session: Session) -> Session | None:
    """Show the form of a séance, a new one when its identifier is empty; return it once saved."""
    key = session.id or "nouvelle"
    with st.form(f"seance_{key}", border=False):
        told = _fields(session, key)
        label = _("Enregistrer") if session.id else _("Créer la séance")
        if not st.form_submit_button(label, type="primary"):
            return None
    try:
        saved = sessions.edit_session(data.store(), told) if session.id else sessions.create_session(data.store(), told)
    except CartoquartierError as error:
        st.error(plain(str(error)))
        return None
    for warning in filter(None, map(field_warning, (told.title, told.place, told.group_kind, *told.groups))):
        st.warning(plain(warning))
    return saved


def _fields(session: Session, key: str) -> Session:
    left, right = st.columns(2)
    when = left.date_input(_("Date"), session.date, format="DD/MM/YYYY", key=f"seance_date_{key}")
    title = right.text_input(_("Titre (facultatif)"), session.title, key=f"seance_titre_{key}")
    place = left.text_input(
        _("Lieu"), session.place, placeholder=_("Centre social, salle du haut"), key=f"seance_lieu_{key}"
    )
    kind = right.text_input(
        _("Avec qui ? Un genre de groupe, jamais de nom"),
        session.group_kind,
        placeholder=_("Parents d'élèves, jeunes du club…"),
        key=f"seance_public_{key}",
    )
    heads = left.number_input(
        _("Combien de personnes ? (facultatif)"),
        0,
        sessions.HEADS_MAX,
        session.head_count,
        key=f"seance_nombre_{key}",
    )
    votes = right.number_input(
        _("Gommettes par groupe"), 0, sessions.VOTES_MAX, session.votes_per_group, key=f"seance_gommettes_{key}"
    )
    groups = st.text_area(
        _("Groupes, un par ligne (tables, calques…)"),
        "\n".join(session.groups),
        height=120,
        key=f"seance_groupes_{key}",
    )
    return replace(
        session,
        date=when,
        title=title,
        place=place,
        group_kind=kind,
        head_count=None if heads is None else int(heads),
        votes_per_group=int(votes),
        groups=tuple(groups.splitlines()),
    )

"""The séances of the workshop: one chosen for the whole page, edited, opened or closed; a new one."""

from dataclasses import replace

import streamlit as st

from mapping.domain.errors import WorkshopError
from mapping.domain.sessions import Session
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.services import sessions
from mapping.ui import data, state
from mapping.ui.components.session_form import session_form, session_label
from mapping.ui.format import plain


def choose_session(snapshot: Snapshot) -> Session | None:
    """Show the séances and return the one chosen, None when there is none yet."""
    known = {session.id: session for session in reversed(snapshot.sessions)}
    if not known:
        st.info(_("Aucune séance pour l'instant. Créez la première ci-dessous."))
        return None
    current = snapshot.workshop.settings.current_session
    first = state.chosen_session(current if current in known else next(iter(known)))
    ids = list(known)
    chosen = st.selectbox(
        _("Séance"),
        ids,
        index=ids.index(first) if first in known else 0,
        format_func=lambda identifier: _line(known[identifier], current),
    )
    state.choose_session(chosen)
    _open_or_close(known[chosen], is_current=chosen == current)
    saved = session_form(known[chosen])
    if saved is not None:
        st.rerun()
    return known[chosen]


def new_session() -> None:
    """Show the form of a new séance, folded."""
    with st.expander(_("Nouvelle séance"), icon=":material/add:"):
        made = session_form(replace(sessions.new_session(data.now().date()), id=""))
    if made is not None:
        state.choose_session(made.id)
        st.rerun()


def _line(session: Session, current: str) -> str:
    said = _("en cours") if session.id == current else _("ouverte") if session.is_open else ""
    return f"{session_label(session)} ({said})" if said else session_label(session)


def _open_or_close(session: Session, *, is_current: bool) -> None:
    if is_current and session.is_open:
        st.success(_("C'est la séance en cours : ce qui arrive est rangé ici."), icon=":material/play_circle:")
        if st.button(_("Clore la séance"), icon=":material/stop_circle:", key="seances_clore"):
            sessions.close_session(data.store(), session.id)
            st.rerun()
    elif st.button(_("Ouvrir cette séance"), icon=":material/play_circle:", type="primary", key="seances_ouvrir"):
        try:
            sessions.open_session(data.store(), session.id)
        except WorkshopError as error:
            st.error(plain(str(error)))
        else:
            st.rerun()

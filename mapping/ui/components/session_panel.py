"""The séance beside the queue: its step and consigne, the timer, what came in, the way to the wall."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from mapping.domain.errors import CartoquartierError, WorkshopError
from mapping.domain.models import ContributionKind
from mapping.domain.sessions import Session
from mapping.domain.steps import current_step, elapsed_s, steps_of
from mapping.i18n import _, ngettext
from mapping.services import sessions
from mapping.services.session_counts import Counts
from mapping.ui import data
from mapping.ui.components import qr
from mapping.ui.components.choices import kind_label
from mapping.ui.components.session_form import session_label, session_page_link
from mapping.ui.format import number, plain

WALL_URL = "/mur"
# Seconds: the minutes left are read from far away on the wall, this one only has to follow.
_EVERY_S = 5


def show() -> None:
    """Show the current séance with what leads it, or the way to open one; all of it fits in a laptop's screen."""
    with st.container(key="animer_seance"):
        if sessions.current_session(data.store()) is None:
            _choose()
        else:
            _lead()


def tools() -> None:
    """Show in one line what is beside the séance: the phones, the wall, the page where séances are prepared."""
    with st.container(horizontal=True, horizontal_alignment="right", key="animer_outils"):
        with st.popover(_("Les téléphones"), icon=":material/qr_code_2:"):
            qr.show(key="seance_telephones")
        st.link_button(_("Ouvrir le mur"), WALL_URL, icon=":material/tv:")
        session_page_link()


def _choose() -> None:
    st.markdown("#### " + _("Séance"))
    known = {session.id: session_label(session) for session in reversed(data.store().sessions())}
    if not known:
        st.info(_("Aucune séance. Créez-en une : la date, le lieu, le nombre de tables."))
        return
    chosen = st.selectbox(
        _("Séance à ouvrir"),
        list(known),
        format_func=known.__getitem__,
        key="seance_a_ouvrir",
    )
    if st.button(_("Ouvrir la séance"), type="primary", width="stretch", key="seance_ouvrir"):
        try:
            sessions.open_session(data.store(), chosen)
        except WorkshopError as error:
            st.error(plain(str(error)))
        else:
            st.rerun()


@st.fragment(run_every=_EVERY_S)
def _lead() -> None:
    """Lead one step at a time; only this part runs again, every few seconds."""
    session = sessions.current_session(data.store())
    if session is None:
        st.rerun()
    snapshot = data.snapshot()
    settings = snapshot.workshop.settings
    step = current_step(session, settings)
    rank = min(session.step, len(steps_of(settings)) - 1)
    place = _("Étape {rank} sur {total}").format(rank=rank + 1, total=len(steps_of(settings)))
    st.markdown(f"#### {plain(session_label(session))} :small[· {place}]")
    st.markdown(f"**{plain(step.title)}**  \n{plain(step.instruction)}")
    _steps_buttons(session, rank, len(steps_of(settings)))
    _timer(session, step.minutes)
    _counters(data.counts_of(session))
    _act(
        st,
        _("Clore la séance"),
        partial(sessions.close_session, data.store(), session.id),
        key="seance_clore",
        icon=":material/stop_circle:",
    )


def _steps_buttons(session: Session, rank: int, total: int) -> None:
    before, after = st.columns(2)
    back = partial(sessions.previous_step, data.store(), session.id, seen=session.step)
    _act(before, _("‹ Précédente"), back, key="seance_precedente", disabled=rank == 0)
    ahead = partial(sessions.next_step, data.store(), session.id, seen=session.step)
    _act(after, _("Suivante ›"), ahead, key="seance_suivante", disabled=rank == total - 1, type="primary")


def _timer(session: Session, minutes: int) -> None:
    spent = elapsed_s(session, data.now()) / 60
    left = minutes - spent
    said = (
        _("Il reste **{left} min** sur {minutes}").format(left=number(left), minutes=number(minutes))
        if left >= 0
        else _("**{over} min** de plus que les {minutes} prévues").format(over=number(-left), minutes=number(minutes))
    )
    running = session.step_started_at is not None
    st.markdown(f":material/timer: {said}" + ("" if running else _(" (arrêté)")))
    start, reset = st.columns(2)
    label, action = (_("Pause"), sessions.pause_timer) if running else (_("Démarrer"), sessions.start_timer)
    _act(start, label, partial(action, data.store(), session.id), key="seance_minuteur")
    zero = partial(sessions.reset_timer, data.store(), session.id)
    _act(reset, _("Remettre à zéro"), zero, key="seance_zero")


def _counters(counts: Counts) -> None:
    figures = [
        ngettext("**{n}** ajout", "**{n}** ajouts", counts.contributions).format(n=number(counts.contributions)),
        ngettext("**{n}** personne", "**{n}** personnes", counts.people).format(n=number(counts.people)),
        ngettext("**{n}** gommette", "**{n}** gommettes", counts.votes).format(n=number(counts.votes)),
    ]
    st.markdown(" · ".join(figures))
    lines = [
        f"{kind_label(ContributionKind(kind))} : {number(count)}" for kind, count in counts.by_kind.items() if count
    ]
    lines += [f"{plain(group)} : {number(count)}" for group, count in counts.by_group.items()]
    if lines:
        st.caption(" · ".join(lines))


def _act(place: Any, label: str, action: Callable[[], object], *, key: str, **looks: Any) -> None:
    """Show a button that does something before the panel is shown again."""
    place.button(label, key=key, width="stretch", on_click=_do, args=(action,), **looks)


def _do(action: Callable[[], object]) -> None:
    """Do what a button says; a refusal is said and changes nothing."""
    try:
        action()
    except CartoquartierError as error:
        st.toast(plain(str(error)), icon=":material/error:")

"""The facilitator's code, asked before a page of theirs runs."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from mapping.domain.errors import WorkshopError
from mapping.i18n import _
from mapping.services.access_code import check_code, is_from_laptop, key_of
from mapping.services.opened import remember_session
from mapping.ui import data, state
from mapping.ui.format import plain

OPEN_PAGES = frozenset({"", "contribuer"})
"""Addresses that anybody may open: the map, and the page where one adds. What is not named here is closed."""


def gate(address: str) -> bool:
    """Say whether a page may run: it is open to all, there is no code, or this session gave the one there is now."""
    key = key_of(data.store().facilitator_code())
    if address in OPEN_PAGES:
        return True
    if not key or state.opened_with() == key:
        _remember_this_session()
        return True
    st.title(_("Quel est le code de l'animateur ?"))
    st.write(_("Cette page sert à préparer et à animer l'atelier. La carte et « Contribuer » restent ouvertes à tous."))
    with st.form("porte", width=420):
        code = st.text_input(_("Code"), type="password", key="porte_code", autocomplete="off")
        asked = st.form_submit_button(_("Ouvrir"), type="primary", key="porte_ouvrir")
    if asked and _opens(code):
        state.remember_opened(key)
        st.rerun()
    st.caption(_("Code perdu ? Sur cet ordinateur : python -m mapping code ATELIER --set NOUVEAU"))
    return False


def _remember_this_session() -> None:
    context = get_script_run_ctx()
    if context is not None:
        remember_session(context.session_id)


def _opens(code: str) -> bool:
    try:
        right = check_code(
            data.store(), code, throttle=data.throttle(), from_laptop=is_from_laptop(st.context.ip_address)
        )
    except WorkshopError as error:
        st.error(plain(str(error)))
        return False
    if not right:
        st.error(_("Ce n'est pas le bon code."))
    return right

"""The language of the page where residents add something: that of the browser, then the one of a visible button."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mapping.i18n import _, use_language
from mapping.i18n.languages import LANGUAGES, language, negotiate
from mapping.ui import state


def speak() -> str:
    """Use the language of this session for what follows in this run, and return its code.

    To be called at the start of whatever Streamlit runs alone: the page, each of its fragments and dialogs.
    """
    code = language(state.language(negotiate(st.context.headers.get("Accept-Language", "")))).code
    use_language(code)
    return code


def choose_language() -> None:
    """Show the seven languages, each by its own name; what follows is in the one chosen."""
    names = {known.code: known.name for known in LANGUAGES}
    chosen = st.segmented_control(
        _("Langue"),
        list(names),
        default=speak(),
        required=True,
        format_func=names.__getitem__,
        label_visibility="collapsed",
        key="contribuer_langue",
    )
    state.language(str(chosen), chosen=True)
    speak()


def written(name: str) -> DeltaGenerator:
    """Return a part of the page that is written in the direction of the language."""
    return st.container(key=f"contribuer_{language(speak()).dir}_{name}")

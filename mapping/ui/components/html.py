"""The one door by which a script of ours gets into a page: a file of this package, never a text."""

from pathlib import Path

import streamlit as st

_KEYS = Path(__file__).parents[1] / "keys.html"


def listen_to_keys() -> None:
    """Let the keys of the queue press its buttons while they are shown."""
    st.html(_KEYS, unsafe_allow_javascript=True)

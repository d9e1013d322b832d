"""Keys that press the buttons of the queue."""

from pathlib import Path

import streamlit as st

_SCRIPT = (Path(__file__).parents[1] / "keys.js").read_text(encoding="utf-8")


def button_key(letter: str, identifier: str) -> str:
    """Return the key of the button that a letter presses: of one card, so that a late press is not about the next."""
    return f"animer_touche_{letter}_{identifier}"


def listen() -> None:
    """Listen to the keys while this page is shown."""
    st.components.v2.component("animer_touches", js=_SCRIPT)(key="animer_touches")

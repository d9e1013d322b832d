"""Animer : ce qui arrive, ce qu'on en décide, et la séance."""

import streamlit as st

from mapping.i18n import _
from mapping.ui import data
from mapping.ui.components import session_panel
from mapping.ui.components.html import listen_to_keys
from mapping.ui.components.moderation_options import moderation_options, photos
from mapping.ui.components.protection import due_notice
from mapping.ui.components.review_card import gesture_form
from mapping.ui.components.review_map import review_map
from mapping.ui.components.review_queue import open_one, queue

_EVERY_S = 5
"""What phones send appears without a gesture."""

question, tools = st.columns([2, 3], vertical_alignment="center")
with question:
    st.title(_("Qu'est-ce qui arrive ?"))
with tools:
    session_panel.tools()
listen_to_keys()
due_notice()
room, session = st.columns([5, 2])


@st.fragment(run_every=_EVERY_S)
def decide() -> None:
    """Queue and map; only they run again when something is decided or arrives."""
    snapshot, waiting = data.snapshot(), data.queue()
    current = open_one(waiting)
    left, centre = st.columns([2, 3])
    with left:
        queue(snapshot, waiting, current)
    with centre:
        gesture_form(snapshot, current)
        review_map(snapshot, waiting, current)


with room:
    decide()
with session:
    session_panel.show()
photos()
moderation_options(data.snapshot())

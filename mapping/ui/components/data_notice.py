"""The notice on personal data, on the form of the laptop itself."""

import streamlit as st

from mapping.domain.models import Workshop
from mapping.i18n import _
from mapping.services.notice import full_notice, short_notice
from mapping.ui.format import plain


def data_notice(workshop: Workshop) -> None:
    """Show the short notice, and the whole of it folded."""
    short = short_notice(workshop)
    st.caption(" · ".join(plain(text) for text in (short.own, short.text) if text))
    with st.expander(_("En savoir plus sur vos données")):
        for part in full_notice(workshop):
            st.markdown(f"**{plain(part.title)}**")
            for text in filter(None, (part.text, part.own)):
                st.write(plain(text))

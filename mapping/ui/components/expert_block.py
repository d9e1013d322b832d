"""One block of the page for specialists: what it says in one sentence, its table, its limits, where its formula is."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from mapping.i18n import _
from mapping.ui.format import plain


def heading(title: str, sentence: str) -> None:
    """Show the title of a block and the sentence that sums it up."""
    st.subheader(title, anchor=False)
    st.markdown(plain(sentence))


def table(frame: pd.DataFrame, *, alt: str, pinned: str = "") -> None:
    """Show a table; decimals as French readers write them."""
    columns = {
        name: st.column_config.NumberColumn(format="localized")
        for name in frame.columns
        if pd.api.types.is_float_dtype(frame[name])
    }
    pin = {pinned: st.column_config.TextColumn(pinned=True)} if pinned else {}
    st.dataframe(frame, hide_index=True, column_config=columns | pin, placeholder="", alt=alt)


def limits(lines: Sequence[str], *, section: str) -> None:
    """Show, folded, what the block does not say, and where its formula is written."""
    with st.expander(_("Limites et formule")):
        for line in lines:
            st.markdown(f"- {plain(line)}")
        st.caption(
            plain(_("Formules et sources : docs/indicators.md, « {section} ».").format(section=section)),
        )

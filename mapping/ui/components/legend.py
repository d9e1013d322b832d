"""What the signs of the maps mean, in words and shapes."""

from collections.abc import Iterable

import streamlit as st

from mapping.domain.models import Workshop
from mapping.domain.verdicts import verdict_label
from mapping.i18n import _
from mapping.maps.legend import filiere_entries, legend_html, sign_entries, verdict_entries
from mapping.maps.palette import VERDICT_COLORS


def legend(workshop: Workshop) -> None:
    """Show the signs of the map and the colours of the needs."""
    signs, needs = st.columns(2)
    signs.html(legend_html(sign_entries(), title=_("Les signes")))
    needs.html(legend_html(filiere_entries(workshop.filieres), title=_("À quoi ça sert")))


def verdict_legend(verdicts: Iterable[str], *, fragile: bool = False) -> None:
    """Show, on a line, the colours of the verdicts that are on the map, and what the sign of a fragile one means."""
    shown = set(verdicts)
    entries = [entry for entry, verdict in zip(verdict_entries(verdict_label), VERDICT_COLORS) if verdict in shown]
    st.html(legend_html(entries, inline=True))
    if fragile:
        st.caption(
            _("~ : fragile, un autre seuil donnerait un autre mot. « 3–7 » : 3 manques sûrs, 7 avec les fragiles.")
        )

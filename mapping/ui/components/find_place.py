"""A box where an address or a landmark is typed, however it is written; nothing is asked of the network."""

import streamlit as st

from mapping.i18n import _
from mapping.services.find_place import Found, find_place
from mapping.services.select import Somewhere
from mapping.ui import data
from mapping.ui.format import plain

_SHOWN = 6


def can_find_addresses() -> bool:
    """Say whether the workshop holds streets that can be found by name."""
    return any(place.kind == "street" for place in data.place_index().places)


def ask_address(*, key: str) -> Somewhere | None:
    """Return the place that was typed and chosen, or None while there is none."""
    text = st.text_input(
        _("Adresse ou lieu"),
        placeholder=_("12 av. Jean Jaurès, pharmacie de la mairie…"),
        help=_("Les fautes et les abréviations ne gênent pas. La rue est trouvée, pas le numéro."),
        key=f"{key}_texte",
    )
    if not text.strip():
        return None
    found = find_place(data.place_index(), text, limit=_SHOWN)
    if not found:
        st.info(
            _("Aucune rue ni aucun repère ne ressemble à cela ici. Essayez un autre mot, ou choisissez un quartier.")
        )
        return None
    chosen = st.radio(_("C'est…"), found, format_func=_label, key=f"{key}_choix_{text}")
    return Somewhere(chosen.label, chosen.label, chosen.lon, chosen.lat)


def _label(found: Found) -> str:
    where = f" · {found.area}" if found.area else ""
    return plain(f"{found.label}{where} ({found.explanation})")

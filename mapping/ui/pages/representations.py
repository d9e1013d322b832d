"""Mon quartier à nous : où l'on est d'accord, où la limite officielle est ailleurs."""

import streamlit as st

from mapping.i18n import _
from mapping.services.representations import representations, zones_drawn
from mapping.ui import data
from mapping.ui.components.choices import zone_label
from mapping.ui.components.filters import room_filters
from mapping.ui.components.representation_views import choose_view, in_words, show_view

st.title(_("Jusqu'où va notre quartier ?"))
snapshot = data.snapshot()
codes = data.look(zones_drawn)
if not codes:
    st.info(_("Personne n'a encore dessiné son quartier. Proposez-le dans « Contribuer », ou sur les téléphones."))
    st.stop()
chosen, filtering = st.columns([4, 1], vertical_alignment="bottom")
zone = chosen.selectbox(_("Quartier"), codes, format_func=zone_label(snapshot), key="vecus_quartier")
with filtering.popover(_("Filtrer"), icon=":material/filter_alt:", width="stretch"):
    sessions, groups = room_filters(snapshot)
found = data.look(representations, zone, tuple(sorted(sessions)), tuple(sorted(groups)))
words, drawn = st.columns([2, 3])
with words:
    in_words(found)
with drawn:
    view = choose_view()
    show_view(snapshot, found, view)

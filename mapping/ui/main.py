"""The laptop's pages: navigation in the four moments, what every page shows, then the page."""

from pathlib import Path

import streamlit as st

from mapping.domain.demonstration import notice
from mapping.i18n import SOURCE_LANGUAGE, _, use_language
from mapping.ui import data
from mapping.ui.components.gate import gate

_HERE = Path(__file__).parent
# The thread of the run before may have spoken to a resident in another language.
use_language(SOURCE_LANGUAGE)

st.set_page_config(page_title="Cartoquartier", page_icon=str(_HERE / "icon.svg"), layout="wide")
st.html(_HERE / "style.css")

page = st.navigation(
    [
        st.Page("pages/prepare.py", title=_("Préparer"), icon=":material/inventory_2:", url_path="preparer"),
        st.Page("pages/map.py", title=_("Carte"), icon=":material/map:", default=True),
        st.Page(
            "pages/contribute.py", title=_("Contribuer"), icon=":material/add_location_alt:", url_path="contribuer"
        ),
        st.Page("pages/animate.py", title=_("Animer"), icon=":material/groups:", url_path="animer"),
        st.Page("pages/analyse.py", title=_("Analyser"), icon=":material/grid_on:", url_path="analyser"),
        st.Page("pages/restitute.py", title=_("Restituer"), icon=":material/ios_share:", url_path="restituer"),
        st.Page("pages/what_if.py", title=_("Et si…"), url_path="et-si", visibility="hidden"),
        st.Page("pages/expert.py", title=_("Pour les spécialistes"), url_path="specialistes", visibility="hidden"),
        st.Page("pages/duplicates.py", title=_("Doublons"), url_path="doublons", visibility="hidden"),
        st.Page("pages/sessions.py", title=_("Séances"), url_path="seances", visibility="hidden"),
        st.Page("pages/representations.py", title=_("Notre quartier"), url_path="representations", visibility="hidden"),
    ],
    position="top",
)
if data.store().workshop().is_demonstration:
    st.warning(notice(), icon=":material/science:")
if gate(page.url_path):
    page.run()

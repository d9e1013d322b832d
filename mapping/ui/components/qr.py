"""The address of the phones and its QR code, big enough for a wall; the button that opens the room to them."""

import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.i18n import _
from mapping.services.data_protection import require_retention
from mapping.services.lan import DOOR, how_to_join, phone_urls, qr_svg
from mapping.ui import data
from mapping.ui.format import plain

_WIDTH_PX = 220
_LARGE_PX = 430
"""What a room reads from its chairs, on a laptop's screen or projected."""


def show(*, group: str = "", width_px: int = _WIDTH_PX, key: str = "telephones") -> None:
    """Show how phones come in, with the button to open or to close the room to them.

    Parameters
    ----------
    group
        A table or a group: what its members send is marked so.
    width_px
        Side of the QR code in CSS pixels.
    """
    if not DOOR.is_open:
        try:
            require_retention(data.store().workshop())
        except CartoquartierError as error:
            st.warning(plain(str(error)))
            return
        st.write(_("Les téléphones de la salle ne peuvent pas encore entrer."))
        st.button(
            _("Ouvrir aux téléphones"),
            icon=":material/wifi_tethering:",
            type="primary",
            on_click=DOOR.open,
            key=f"{key}_ouvrir",
        )
        st.caption(_("Ou relancez avec « serve --lan ». Windows demande une fois d'autoriser le réseau : acceptez."))
        return
    code(group=group, width_px=width_px)
    if st.button(_("Montrer en grand"), icon=":material/fullscreen:", key=f"{key}_grand"):
        st.dialog(_("Avec votre téléphone, sur le même wifi"), width="large")(_large)(group)
    st.button(_("Fermer aux téléphones"), on_click=DOOR.close, key=f"{key}_fermer")


def _large(group: str) -> None:
    urls = phone_urls(group)
    if not urls:
        st.warning(how_to_join())
        return
    st.markdown(f"# {plain(urls[0].removeprefix('http://'))}")
    st.image(qr_svg(urls[0]), width=_LARGE_PX, alt=_("Code QR de l'adresse des téléphones"))


def code(*, group: str = "", width_px: int = _WIDTH_PX) -> None:
    """Show the address and its QR code, without any control, as on the wall."""
    urls = phone_urls(group)
    if not urls:
        st.warning(how_to_join())
        return
    st.markdown(_("Sur le même wifi :"))
    st.code(urls[0], language=None)
    st.image(qr_svg(urls[0]), width=width_px, alt=_("Code QR de l'adresse des téléphones"))
    if len(urls) > 1:
        with st.expander(_("Si l'adresse ne répond pas, essayez celles-ci")):
            for url in urls[1:]:
                st.code(url, language=None)

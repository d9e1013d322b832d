"""Kit: one button that writes the ZIP to carry on a USB stick."""

import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.i18n import _
from mapping.services.kit import build_kit, kit_place
from mapping.settings import read_settings
from mapping.ui.format import number, plain


def kit_button() -> None:
    """Write the kit beside the workshop and say where: too big to go through the browser."""
    st.markdown("#### " + _("Emporter sur une clé"))
    st.caption(
        _(
            "L'atelier, l'application et ce qu'elle utilise, dans un ZIP, pour un ordinateur semblable sans internet. "
            "Comptez une ou deux minutes."
        )
    )
    if not st.button(_("Préparer le kit"), key="preparer_kit", icon=":material/usb:"):
        return
    target = read_settings().workshop
    bar = st.progress(0.0, text=_("Préparation du kit…"))

    def show(_what: str, done: int, total: int | None) -> None:
        bar.progress(min(done / (total or 1), 1.0), text=_("Préparation du kit…"))

    try:
        made = build_kit(target, kit_place(target), on_progress=show)
    except CartoquartierError as error:
        st.error(plain(str(error)))
        return
    finally:
        bar.empty()
    st.success(
        _("Kit prêt ({size} Mo) : {path}").format(size=number(made.size_bytes / 1e6), path=plain(str(made.path)))
    )

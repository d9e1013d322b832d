"""The files of the other tables, made one with this workshop: what would come, the button, the disagreements."""

import pandas as pd
import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.i18n import _, ngettext
from mapping.services.merge import ConflictLine, Joined, conflict_lines, sentences
from mapping.ui import state
from mapping.ui.format import plain
from mapping.ui.merging import merge_files as join_files
from mapping.ui.merging import merge_preview


def merge_files() -> None:
    """Show the chooser of files; once some are sent, what would come, and the button that joins them."""
    st.subheader(_("Réunir les fichiers des autres tables"))
    st.caption(
        _(
            "Deux tables ont travaillé sur deux ordinateurs, à partir de copies du même fichier ? Donnez ici ceux des "
            "autres : rien n'est perdu, rien n'arrive en double, et on peut recommencer sans risque."
        )
    )
    uploads = st.file_uploader(
        _("Fichiers .atelier des autres ordinateurs"),
        type=["atelier"],
        accept_multiple_files=True,
        key="reunir_fichiers",
    )
    if not uploads:
        _show_last()
        return
    files = tuple((upload.name, upload.getvalue()) for upload in uploads)
    try:
        coming = merge_preview(files)
        _tell(coming)
        if all(joined.is_empty for joined in coming):
            _show_last()
            return
        if st.button(_("Réunir"), type="primary", icon=":material/merge:", key="reunir"):
            done = join_files(files)
            state.remember_merge(
                [sentence for joined in done.joined for sentence in sentences(joined)], str(done.backup)
            )
            st.rerun()
    except CartoquartierError as error:
        st.error(plain(str(error)))


def _tell(coming: list[Joined]) -> None:
    for joined in coming:
        for sentence in sentences(joined):
            st.write(plain(sentence))
    lines = conflict_lines(coming)
    if not lines:
        return
    count = len(lines)
    st.warning(
        ngettext(
            "{n} chose a été changée des deux côtés. La dernière dite reste ; les deux sont gardées dans le journal.",
            "{n} choses ont été changées des deux côtés. La dernière dite reste ; tout est gardé dans le journal.",
            count,
        ).format(n=count)
    )
    # Not a grid of cells: long words go on the next line, and everything is read without a gesture.
    st.table(_table(lines), hide_index=True, alt=_("Ce qui a été changé des deux côtés"))


def _table(lines: list[ConflictLine]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Quoi"): [plain(line.what) for line in lines],
            _("Ici"): [plain(line.here) for line in lines],
            _("Sur l'autre ordinateur"): [plain(line.there) for line in lines],
            _("Ce qui reste"): [plain(line.kept) for line in lines],
            _("Pour changer"): [plain(line.how) for line in lines],
        }
    )


def _show_last() -> None:
    done = state.last_merge()
    if done is None:
        return
    st.success("  \n".join([_("C'est fait."), *(plain(sentence) for sentence in done["sentences"])]))
    st.caption(_("L'atelier comme il était avant : {path}").format(path=plain(done["backup"])))

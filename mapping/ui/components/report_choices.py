"""What the report says and in which order; kept with the workshop, so that the next report has it too."""

from dataclasses import replace

import streamlit as st

from mapping.domain.models import Status
from mapping.domain.report_settings import ReportOrder, ReportSettings
from mapping.i18n import _
from mapping.services.report_chapters import report_chapters
from mapping.ui import data
from mapping.ui.format import plain

_MOST_WORDS = 80


def report_choices() -> None:
    """Show the chapters, the facilitator's own words and the quoted ones, folded, and keep them on demand."""
    kept, titles = data.store().workshop().settings.report, report_chapters()
    with st.expander(_("Choisir ce que dit le rapport"), icon=":material/edit_note:"), st.form("rapport_choix"):
        orders = {ReportOrder.CHAPTERS: _("Par questions"), ReportOrder.PILLARS: _("Par piliers du contrat de ville")}
        order = st.radio(
            _("Ordre"), [*orders], index=[*orders].index(kept.order), format_func=orders.__getitem__, horizontal=True
        )
        shown = st.multiselect(
            _("Chapitres"),
            [*titles],
            default=[chapter for chapter in titles if chapter not in kept.hidden],
            format_func=titles.__getitem__,
            select_all=False,
        )
        texts = {
            chapter: st.text_area(title, value=kept.text(chapter), height=80, key=f"rapport_texte_{chapter}")
            for chapter, title in titles.items()
        }
        words = _accepted_words()
        quoted = st.multiselect(
            _("Paroles à citer, sans nom"),
            [*words],
            default=[value for value in kept.verbatims if value in words],
            format_func=words.__getitem__,
            select_all=False,
        )
        if st.form_submit_button(_("Garder ces choix")):
            hidden = tuple(chapter for chapter in titles if chapter not in shown)
            report = ReportSettings(order, hidden, verbatims=tuple(quoted))
            for chapter, text in texts.items():
                report = report.with_text(chapter, text.strip())
            data.store().save_settings(settings=replace(data.store().workshop().settings, report=report))
            st.success(_("Gardé : le prochain rapport sera fait ainsi."))


def _accepted_words() -> dict[str, str]:
    held = data.snapshot().contributions
    told = held[(held["status"] == Status.ACCEPTED) & (held["text"].str.strip() != "")]
    return {str(row.id): plain(str(row.text))[:_MOST_WORDS] for row in told.itertuples()}

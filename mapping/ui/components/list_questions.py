"""Second step: the rows that raise a question, and what an import would do."""

import pandas as pd
import streamlit as st

from mapping.i18n import _
from mapping.services.preview import Preview
from mapping.ui.format import number

_SHOWN = 200


def questions(seen: Preview) -> None:
    """Show the rows to look at, then the counts of a dry run."""
    report = seen.report
    asked = [(question.row, question.text, _("gardée, corrigée")) for question in seen.questions]
    asked += [(bad.row, bad.problem, _("rendue, à corriger")) for bad in report.rejected]
    if asked:
        shown = sorted(asked)[:_SHOWN]
        st.markdown(_("{n} lignes posent une question.").format(n=number(len(asked))))
        names = [_("Ligne"), _("Question"), _("Ce qui est fait")]
        st.dataframe(pd.DataFrame(shown, columns=names), hide_index=True)
    else:
        st.success(_("Aucune ligne ne pose de question."))
    counts = [
        (_("à ajouter"), report.imported),
        (_("déjà connues"), report.updated),
        (_("à placer sur la carte"), report.to_geocode),
        (_("à corriger"), len(report.rejected)),
    ]
    for place, (label, count) in zip(st.columns(len(counts)), counts):
        place.metric(label, number(count))
    if report.outside:
        st.caption(_("{n} sont hors du territoire : gardées, et marquées.").format(n=number(report.outside)))

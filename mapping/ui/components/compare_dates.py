"""Two dates of a workshop: what changed between them, in words; before and after a séance, or any two days."""

from collections import Counter
from typing import Any

import pandas as pd
import streamlit as st

from mapping.domain.snapshot import Snapshot
from mapping.domain.verdicts import verdict_label
from mapping.i18n import _, ngettext
from mapping.services.comparing import change_words, changes
from mapping.services.dates import moments
from mapping.ui import data
from mapping.ui.components.choices import filiere_label, zone_label
from mapping.ui.format import plain

_MOST = 60


def compare_dates(snapshot: Snapshot) -> None:
    """Ask for two moments of the journal and say what changed."""
    known = {moment.clock: moment.label for moment in moments(data.store())}
    clocks = list(known)
    if len(clocks) < 2:
        st.info(_("Il n'y a encore qu'un moment : comparez après une séance, ou un autre jour."))
        return
    first, second = st.columns(2)
    before = first.selectbox(_("Avant"), clocks[:-1], index=0, format_func=known.__getitem__, key="dates_avant")
    later = [clock for clock in clocks if clock > before]
    after = second.selectbox(_("Après"), later, index=len(later) - 1, format_func=known.__getitem__, key="dates_apres")
    found = changes(data.gaps_at(before), data.gaps_at(after))
    st.caption(_("Les quartiers, les habitants, les rues et les seuils sont ceux d'aujourd'hui aux deux dates."))
    if found.empty:
        st.success(_("Rien n'a changé entre ces deux moments."))
        return
    st.markdown("#### " + _summary(found))
    zone, label = zone_label(snapshot), filiere_label(snapshot.workshop)
    records: list[dict[str, Any]] = [
        {str(name): value for name, value in row.items()} for row in found.to_dict("records")
    ]
    rows = sorted(records, key=lambda row: row["verdict_before"] == row["verdict_after"])
    told = [change_words(row, zone=zone(row["code_qp"]), label=label(row["filiere"])) for row in rows[:_MOST]]
    st.markdown("\n".join("- " + plain(sentence) for sentence in told))
    if len(rows) > _MOST:
        st.caption(_("… et {n} autres cases.").format(n=len(rows) - _MOST))


def _summary(found: pd.DataFrame) -> str:
    """Count the verdicts that changed, by what they became."""
    moved = found[found["verdict_before"] != found["verdict_after"]]
    if moved.empty:
        return _("Aucun verdict n'a changé ; les chiffres, si.")
    became = Counter(moved["verdict_after"])
    parts = [_("{n} « {verdict} »").format(n=n, verdict=verdict_label(name)) for name, n in became.most_common()]
    head = ngettext("{n} verdict a changé", "{n} verdicts ont changé", len(moved)).format(n=len(moved))
    return _("{head} : {parts} désormais.").format(head=head, parts=", ".join(parts))

"""« Des emplois utiles que personne ne fait encore »: needs without an answer beside people without work."""

import pandas as pd
import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.domain.readings import work_sentence
from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import split_values
from mapping.domain.workshop_settings import TypedFigure
from mapping.i18n import _
from mapping.services.expert import deeper, save_people_without_work, typed_figures
from mapping.ui import data
from mapping.ui.components.choices import filiere_label, zone_label
from mapping.ui.components.expert_block import heading, limits, table
from mapping.ui.format import plain


def work_block(snapshot: Snapshot) -> None:
    """Show the sentences and the table, then let the people without work be typed in."""
    heading(
        _("Des emplois utiles que personne n'occupe encore"),
        _("D'un côté ce que des habitants demandent et que rien n'offre ; de l'autre des personnes sans travail."),
    )
    rows = data.read(deeper).work
    zone, label = zone_label(snapshot), filiere_label(snapshot.workshop)
    asked = rows[rows["needs_without_answer"] > 0]
    if asked.empty:
        st.info(_("Aucun besoin demandé n'est sans réponse. Recueillez des besoins dans « Contribuer »."))
    for _position, row in asked.iterrows():
        st.markdown(f"- {plain(work_sentence(zone(str(row['code'])), row))}")
    if len(asked):
        table(
            pd.DataFrame(
                {
                    _("Quartier"): asked["code"].map(zone),
                    _("Besoins demandés sans réponse"): [
                        ", ".join(label(one) for one in split_values(cell)) for cell in asked["filieres"]
                    ],
                    _("Personnes qui demandent"): asked["people_asking"],
                    _("Personnes sans travail"): asked["people_without_work"],
                    _("Taux d'emploi (%)"): asked["employment_rate_pct"],
                }
            ),
            alt=_("Besoins sans réponse et personnes sans travail"),
            pinned=_("Quartier"),
        )
    _typed(snapshot)
    limits(
        [
            _("Aucun rapport n'est tiré de ces deux chiffres : un besoin n'est pas un emploi."),
            _("Le nombre de personnes sans travail n'est jamais déduit du taux d'emploi."),
        ],
        section="Des emplois utiles que personne n'occupe encore",
    )


def _typed(snapshot: Snapshot) -> None:
    """Let the facilitator type the people without work of each quartier."""
    with st.expander(_("Saisir les personnes sans travail"), icon=":material/edit:"):
        st.caption(_("Un nombre de personnes par quartier, et d'où il vient (France Travail, mission locale…)."))
        known = typed_figures(snapshot.workshop)
        codes = [str(code) for code in snapshot.zones["code"]]
        start = pd.DataFrame(
            {
                _("Quartier"): snapshot.zones["name"].astype(str),
                _("Personnes sans travail"): [known[code].value if code in known else None for code in codes],
                _("Source"): [known[code].source if code in known else "" for code in codes],
            }
        ).astype({_("Personnes sans travail"): "Float64"})
        edited = st.data_editor(
            start,
            hide_index=True,
            disabled=[_("Quartier")],
            column_config={
                _("Personnes sans travail"): st.column_config.NumberColumn(min_value=0, step=1),
                _("Source"): st.column_config.TextColumn(max_chars=120),
            },
            # The table starts again from what was saved, and only then.
            key=f"specialistes_sans_travail_{abs(hash(snapshot.workshop.settings.people_without_work))}",
        )
        if st.button(_("Enregistrer"), type="primary", key="specialistes_enregistrer"):
            _save(codes, edited)


def _save(codes: list[str], edited: pd.DataFrame) -> None:
    rows = zip(codes, edited[_("Personnes sans travail")], edited[_("Source")], strict=True)
    figures = tuple(
        TypedFigure(code, float(value), source if isinstance(source, str) else "")
        for code, value, source in rows
        if not pd.isna(value)
    )
    try:
        save_people_without_work(data.store(), figures)
    except CartoquartierError as error:
        st.error(plain(str(error)))
        return
    st.rerun()

"""The steps of a séance, in a table that can be changed line by line."""

import pandas as pd
import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.domain.snapshot import Snapshot
from mapping.domain.steps import MINUTES_MAX, default_steps, steps_of
from mapping.domain.workshop_settings import Step
from mapping.i18n import _
from mapping.services.sessions import save_steps
from mapping.ui import data
from mapping.ui.format import number, plain


def steps_editor(snapshot: Snapshot) -> None:
    """Show the steps, the same for all the séances of the workshop; save them, or go back to the default ones."""
    settings = snapshot.workshop.settings
    steps = steps_of(settings)
    st.caption(_("Les mêmes pour toutes les séances de l'atelier. La consigne s'affiche en grand sur le mur."))
    table = pd.DataFrame(
        {
            _("Étape"): [step.title for step in steps],
            _("Consigne"): [step.instruction for step in steps],
            _("Minutes"): [step.minutes for step in steps],
            _("Gommettes"): [step.votes for step in steps],
        }
    )
    # A key of its own for each saved list: the table starts again from what was saved.
    edited = st.data_editor(
        table,
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        row_height=44,
        column_config={
            _("Étape"): st.column_config.TextColumn(width=220, required=True),
            _("Consigne"): st.column_config.TextColumn(width="large"),
            _("Minutes"): st.column_config.NumberColumn(width=90, min_value=1, max_value=MINUTES_MAX, step=1),
            _("Gommettes"): st.column_config.CheckboxColumn(
                width=110, default=False, help=_("Cochée : le mur montre les gommettes pendant cette étape")
            ),
        },
        key=f"etapes_{abs(hash(steps))}",
    )
    chosen = _steps_from(edited)
    total = sum(step.minutes for step in chosen)
    st.caption(_("En tout : {minutes} minutes.").format(minutes=number(total)))
    save, reset = st.columns(2)
    if save.button(_("Enregistrer les étapes"), type="primary", disabled=chosen == steps, key="etapes_enregistrer"):
        _save(chosen)
    if reset.button(_("Revenir aux deux heures proposées"), disabled=steps == default_steps(), key="etapes_revenir"):
        _save(())


def _steps_from(edited: pd.DataFrame) -> tuple[Step, ...]:
    rows = edited.itertuples(index=False, name=None)
    return tuple(
        Step(_cell(title), _cell(instruction), 0 if pd.isna(minutes) else int(minutes), votes is True)
        for title, instruction, minutes, votes in rows
    )


def _cell(value: object) -> str:
    return value if isinstance(value, str) else ""


def _save(steps: tuple[Step, ...]) -> None:
    try:
        save_steps(data.store(), steps)
    except CartoquartierError as error:
        st.error(plain(str(error)))
        return
    st.rerun()

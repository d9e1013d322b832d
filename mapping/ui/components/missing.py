"""What the diagnostic did without, said once: the rest is computed."""

import streamlit as st

from mapping.domain.models import ContributionKind
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _, ngettext
from mapping.services.diagnose import Diagnosis
from mapping.ui.components.matrix_readings import Marks


def missing(snapshot: Snapshot, diagnosis: Diagnosis, marks: Marks) -> None:
    """Say what is missing, and what that changes."""
    parts = lacks(snapshot, diagnosis, marks)
    if parts:
        st.caption(":material/info: " + _("Sans : {parts}. Le reste est calculé.").format(parts=" ; ".join(parts)))


def lacks(snapshot: Snapshot, diagnosis: Diagnosis, marks: Marks) -> list[str]:
    """Return what is missing, in words."""
    counts = diagnosis.counts
    parts = []
    if not counts.places:
        parts.append(_("aucun lieu placé (une liste vide ne dit pas qu'il n'y a rien)"))
    if counts.zones_without_population:
        lacking = counts.zones_without_population
        parts.append(
            ngettext(
                "le nombre d'habitants de {n} quartier (ses parts sont celles de sa surface)",
                "le nombre d'habitants de {n} quartiers (leurs parts sont celles de leur surface)",
                lacking,
            ).format(n=lacking)
        )
    if (diagnosis.qpv["walk_method"] == "crow_fly").any():
        detour = f"{diagnosis.parameters.detour:g}".replace(".", ",")
        parts.append(_("les rues (minutes à vol d'oiseau × {detour})").format(detour=detour))
    if snapshot.contributions.empty and snapshot.knowledge.empty:
        parts.append(_("la parole des habitants (ni demandes, ni ce qu'on connaît)"))
    elif not (snapshot.contributions["kind"] == ContributionKind.NEED).any():
        parts.append(_("demandes : personne n'a encore dit ce qui manque"))
    if not marks.tried:
        parts.append(_("l'essai d'autres seuils (trop de quartiers à la fois)"))
    return parts

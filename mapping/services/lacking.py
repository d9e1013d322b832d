"""What a diagnostic did without, in words: the rest is computed."""

from mapping.i18n import _, ngettext
from mapping.services.diagnose import Diagnosis


def lacks(diagnosis: Diagnosis, *, tried: bool) -> tuple[str, ...]:
    """Return what is missing, and what that changes; ``tried`` says whether other thresholds were tried."""
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
    if not counts.needs and not counts.places_resident and not diagnosis.perception["people_heard"].sum():
        parts.append(_("la parole des habitants (ni demandes, ni ce qu'on connaît)"))
    elif not counts.needs:
        parts.append(_("demandes : personne n'a encore dit ce qui manque"))
    if not tried:
        parts.append(_("l'essai d'autres seuils (trop de quartiers à la fois)"))
    return tuple(parts)

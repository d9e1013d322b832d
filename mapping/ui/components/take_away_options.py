"""What may be chosen about a map before it is printed: folded, because the defaults suit most."""

from collections.abc import Sequence

import streamlit as st

from mapping.domain.scenarios import Scenario
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.services.formats import Document, Options, Subject
from mapping.ui.format import plain

_PAPERS = ("A4", "A3", "A2", "A1", "A0")


def map_options(snapshot: Snapshot, scenarios: Sequence[Scenario] = ()) -> Options:
    """Return what the person chose about the map to print; ``scenarios`` are those that the workshop keeps."""
    with st.expander(_("Choisir ce qu'elle montre, le papier, le découpage")):
        labels = _subjects(snapshot, scenarios)
        subject = st.selectbox(
            _("Ce que la carte montre"), [*labels], format_func=labels.__getitem__, key="carte_sujet"
        )
        qpv = filiere = scenario = ""
        if subject is Subject.QPV:
            names = dict(zip(snapshot.zones["code"], snapshot.zones["name"], strict=True))
            qpv = st.selectbox(
                _("Quartier"), [*names], format_func=lambda code: plain(names[code]), key="carte_quartier"
            )
        if subject in (Subject.FILIERE, Subject.GAPS):
            needs = {each.id: each.label for each in snapshot.workshop.filieres}
            filiere = st.selectbox(_("Besoin"), [*needs], format_func=needs.__getitem__, key="carte_besoin")
        if subject is Subject.SCENARIO:
            kept = {each.id: each.name for each in scenarios}
            scenario = st.selectbox(
                _("Scénario"), [*kept], format_func=lambda value: plain(kept[value]), key="carte_scenario"
            )
        paper, orientation = _paper("carte", default="A3", landscape=True)
        cut = {"": _("En une feuille"), "A4": _("En feuilles A4 à assembler"), "A3": _("En feuilles A3 à assembler")}
        tiles = st.selectbox(_("Découpage (PDF)"), [*cut], format_func=cut.__getitem__, key="carte_feuilles")
    return Options(Document.MAP, paper, orientation, subject, qpv, filiere, tiles, scenario)


def paper_options(card: str, *, document: Document, default: str = "A4", landscape: bool = False) -> Options:
    """Return the paper that the person chose."""
    with st.expander(_("Choisir le papier")):
        paper, orientation = _paper(card, default=default, landscape=landscape)
    return Options(document, paper, orientation)


def _paper(card: str, *, default: str, landscape: bool) -> tuple[str, str]:
    paper = st.selectbox(_("Papier"), _PAPERS, index=_PAPERS.index(default), key=f"{card}_papier")
    ways = {"portrait": _("En hauteur"), "landscape": _("En largeur")}
    way = st.selectbox(_("Sens"), [*ways], index=int(landscape), format_func=ways.__getitem__, key=f"{card}_sens")
    return paper, way


def _subjects(snapshot: Snapshot, scenarios: Sequence[Scenario]) -> dict[Subject, str]:
    labels = {
        Subject.TERRITORY: _("Tout le territoire"),
        Subject.QPV: _("Un quartier"),
        Subject.FILIERE: _("Un besoin : les lieux qui y répondent"),
        Subject.NEEDS: _("Ce qui est demandé"),
        Subject.REPRESENTATIONS: _("Ce que les habitants appellent leur quartier"),
        Subject.GAPS: _("Ce qui manque, pour un besoin"),
    }
    if scenarios:
        labels[Subject.SCENARIO] = _("Un scénario : aujourd'hui, et si…")
    return labels if len(snapshot.zones) else {Subject.TERRITORY: labels[Subject.TERRITORY]}

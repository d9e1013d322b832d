"""A card a document: what it is for, what it looks like, and the button that makes it in the background."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mapping.i18n import _
from mapping.services.formats import Document, ExportFormat, Options, Subject
from mapping.services.jobs import ENDED, Job, State
from mapping.services.restitute import suggested_name
from mapping.services.scenario import saved
from mapping.services.thumbnails import blank_picture
from mapping.ui import data, state
from mapping.ui.components.take_away_options import map_options, paper_options

_POLL_S = 1.0


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to take away; ``formats`` are offered side by side, the usual one first."""

    id: str
    title: str
    text: str
    icon: str
    formats: tuple[ExportFormat, ...]
    document: Document | None = None
    picture: Subject | None = None


def cards() -> tuple[Card, ...]:
    """Return what may be taken away, in the order in which it is asked for."""
    return (
        Card(
            "carte",
            _("Carte à afficher"),
            _("Une grande carte avec sa légende, son échelle et ses sources, à imprimer."),
            ":material/map:",
            (ExportFormat.PDF, ExportFormat.PNG, ExportFormat.SVG),
            Document.MAP,
            Subject.TERRITORY,
        ),
        Card(
            "atlas",
            _("Atlas"),
            _("Une page par quartier, dans un seul fichier."),
            ":material/auto_stories:",
            (ExportFormat.PDF,),
            Document.ATLAS,
            Subject.QPV,
        ),
        Card(
            "feuille",
            _("Feuille d'atelier"),
            _("Un fond pâle à cases, pour les stylos et les gommettes, avec un tableau à remplir et des calques."),
            ":material/draw:",
            (ExportFormat.PDF,),
            Document.SHEET,
        ),
        Card(
            "rapport",
            _("Rapport"),
            _("Le diagnostic avec sa méthode, à remettre (PDF) ou à reprendre dans un traitement de texte (DOCX)."),
            ":material/description:",
            (ExportFormat.PDF, ExportFormat.DOCX),
            Document.REPORT,
            Subject.GAPS,
        ),
        Card(
            "page",
            _("Page web"),
            _("Pour les habitants : la carte, la liste et les phrases, en sept langues, sans internet."),
            ":material/public:",
            (ExportFormat.HTML,),
            None,
            Subject.NEEDS,
        ),
        Card(
            "archive",
            _("Tout, dans une archive"),
            _("Tous les documents et toutes les données, avec leur mode d'emploi et les licences (plusieurs minutes)."),
            ":material/folder_zip:",
            (ExportFormat.ZIP,),
        ),
    )


def document_cards(*, public: bool) -> list[tuple[Subject, DeltaGenerator]]:
    """Show one card for each document; each file is made when its button is pressed.

    Returns
    -------
    list
        What each picture is about, and the blank that keeps its place until `fill_pictures`.
    """
    columns, blanks = st.columns(2), []
    for position, card in enumerate(cards()):
        with columns[position % 2].container(border=True, height="stretch"):
            st.subheader(f"{card.icon} {card.title}")
            if card.picture:
                blanks.append((card.picture, st.empty()))
                blanks[-1][1].image(blank_picture(), width="stretch", alt="")
            st.write(card.text)
            options = _options(card)
            for file_format in card.formats:
                file_button(card.id, file_format, options, public=public)
    return blanks


def fill_pictures(blanks: list[tuple[Subject, DeltaGenerator]], *, public: bool) -> None:
    """Draw the pictures of the cards, once everything else of the page is there."""
    for subject, blank in blanks:
        picture = data.thumbnail(subject, public=public)
        if picture:
            blank.image(picture, width="stretch", alt=_("Aperçu du document"))
        else:
            blank.empty()


def data_files(*, public: bool) -> None:
    """Show the files of data, folded: for those who know which one they want."""
    told = {
        ExportFormat.XLSX: _("Classeur, avec les définitions"),
        ExportFormat.CSV: _("Tableau pour un tableur français"),
        ExportFormat.GPKG: _("QGIS, en couches déjà colorées"),
        ExportFormat.GEOJSON: _("Autres cartes (GeoJSON)"),
        ExportFormat.UMAP: _("uMap, à importer telle quelle"),
        ExportFormat.KML: _("Google Earth et GPS (KML)"),
    }
    with st.expander(_("Données, pour continuer ailleurs"), icon=":material/table:"):
        for file_format, text in told.items():
            with st.container(horizontal=True, vertical_alignment="center"):
                st.write(f"**{file_format.value.upper()}** · {text}")
                file_button("donnees", file_format, Options(), public=public)


def file_button(card: str, file_format: ExportFormat, options: Options, *, public: bool) -> None:
    """Show the button that asks for a file, then how it goes, then the one that takes it."""
    key = f"{card}_{file_format.value}_{public}_{'_'.join(str(part) for part in _parts(options))}"
    job = data.jobs().job(state.job_of(key))
    if job is not None and job.state not in ENDED:
        _follow(key)
    elif job is not None and job.state is State.DONE and job.out.is_file():
        _take(card, file_format, job, public=public)
    else:
        if job is not None and job.state is State.REFUSED:
            st.error(job.problem)
        label = _("Préparer en {format}").format(format=file_format.value.upper())
        if st.button(label, key=f"preparer_{key}", icon=":material/download:"):
            state.job_of(key, asked=data.ask_file(file_format, options, public=public))
            st.rerun()


@st.fragment(run_every=_POLL_S)
def _follow(key: str) -> None:
    """Say how far a file is, without running the page again; the page runs once it is over."""
    job = data.jobs().job(state.job_of(key))
    if job is None or job.state in ENDED:
        st.rerun()
    waiting = _("Un autre fichier est en cours ; celui-ci vient après.")
    st.progress(job.share, text=waiting if job.state is State.WAITING else job.what or _("Calcul…"))
    if st.button(_("Arrêter"), key=f"arreter_{key}"):
        data.jobs().cancel(job.id)
        st.rerun()


def _take(card: str, file_format: ExportFormat, job: Job, *, public: bool) -> None:
    workshop, day = data.snapshot().workshop, data.now().date()
    name = suggested_name(workshop, file_format=file_format, public=public, day=day, what=card)
    st.download_button(
        _("Télécharger en {format}").format(format=file_format.value.upper()),
        data=job.out.read_bytes,
        file_name=name,
        key=f"telecharger_{job.id}",
        on_click="ignore",
        type="primary",
        icon=":material/check:",
    )


def _options(card: Card) -> Options:
    if card.document is Document.MAP:
        return map_options(data.snapshot(), saved(data.store()))
    if card.document is Document.ATLAS:
        return paper_options(card.id, document=Document.ATLAS)
    if card.document is Document.SHEET:
        return paper_options(card.id, document=Document.SHEET, default="A3", landscape=True)
    return Options(document=card.document)


def _parts(options: Options) -> list[str]:
    told = [options.paper, options.orientation, options.subject or "", options.qpv, options.filiere, options.tiles]
    return [*told, options.scenario]

"""Fetch from official sources, one button each; one that does not answer leaves the others alone."""

from collections.abc import Mapping

import streamlit as st

from mapping.domain.errors import CartoquartierError
from mapping.domain.models import DatasetKind
from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.services.fetch import ADDRESSES, FetchKind, FetchReport, fetch
from mapping.ui import data
from mapping.ui.format import plain

_DATASETS: Mapping[FetchKind, DatasetKind] = {
    FetchKind.BOUNDARIES: DatasetKind.BOUNDARIES,
    FetchKind.POPULATION: DatasetKind.POPULATION,
    FetchKind.ACTORS: DatasetKind.ACTORS,
    FetchKind.STREETS: DatasetKind.STREETS,
    FetchKind.BASEMAP: DatasetKind.BASEMAP,
}


def fetch_panel(snapshot: Snapshot) -> None:
    """Show each official source with what it brings and when the workshop last got such data."""
    st.markdown("#### " + _("Aller chercher aux sources officielles"))
    st.caption(_("Avec internet, avant l'atelier. Un téléchargement coupé reprend où il en était."))
    for kind, (label, brings) in _wording().items():
        with st.container(border=True):
            st.markdown(f"**{label}**")
            st.caption(f"{brings} {plain(ADDRESSES[kind].title)}. {_last(snapshot, _DATASETS[kind])}")
            if st.button(_("Aller chercher : {what}").format(what=label), key=f"preparer_chercher_{kind.value}"):
                _run(kind)


def _run(kind: FetchKind) -> None:
    bar = st.progress(0.0, text=_("Demande envoyée…"))

    def show(what: str, done: int, total: int | None) -> None:
        share = min(done / total, 1.0) if total else 0.0
        bar.progress(share, text=plain(what))

    try:
        report = fetch(data.store(), kind, on_progress=show)
    except CartoquartierError as error:
        st.error(plain(str(error)))
    except OSError as error:
        reason = error.strerror or str(error)
        st.error(_("Le disque ne répond pas : {reason}. Libérez de la place.").format(reason=plain(reason)))
    else:
        _account(report)
    finally:
        bar.empty()


def _account(report: FetchReport) -> None:
    counts = ", ".join(f"{_count_label(name)} : {count}" for name, count in report.counts.items())
    st.success(_("Reçu. {counts}").format(counts=counts))
    for sentence in report.sentences:
        st.info(plain(sentence))


def _last(snapshot: Snapshot, kind: DatasetKind) -> str:
    moments = [source.imported_at for source in snapshot.sources if source.kind is kind]
    if not moments:
        return _("Rien de tel dans l'atelier.")
    return _("Dernier ajout de ce genre : le {date}.").format(date=f"{max(moments):%d/%m/%Y}")


def _count_label(name: str) -> str:
    labels = {
        "rows": _("lignes"),
        "imported": _("ajoutées"),
        "updated": _("mises à jour"),
        "completed": _("complétées"),
        "to_geocode": _("sans position"),
        "outside": _("hors du territoire"),
        "rejected": _("à corriger"),
        "indicators": _("indicateurs"),
        "grid": _("carreaux de 200 m"),
        "streets": _("tronçons de rues"),
        "buildings": _("bâtiments"),
        "landscape": _("parcs, eau, rails"),
        "names": _("noms"),
        "landmarks": _("repères"),
        "nodes": _("carrefours"),
        "edges": _("liaisons à pied"),
    }
    return labels.get(name, name)


def _wording() -> dict[FetchKind, tuple[str, str]]:
    """Return kind → (label, what it brings)."""
    return {
        FetchKind.BOUNDARIES: (
            _("Contours"),
            _("Les limites officielles des quartiers prioritaires de l'atelier."),
        ),
        FetchKind.POPULATION: (
            _("Habitants"),
            _("Le nombre d'habitants de chaque quartier et où ils vivent, ses revenus, l'emploi, le logement."),
        ),
        FetchKind.ACTORS: (
            _("Structures de l'ESS"),
            _("Les associations, coopératives et structures d'insertion déclarées dans les communes."),
        ),
        FetchKind.STREETS: (
            _("Rues et bâtiments"),
            _("De quoi mesurer les trajets à pied, trouver une adresse, dessiner le fond de carte."),
        ),
        FetchKind.BASEMAP: (
            _("Fond de carte"),
            _("Ce qu'il faut pour que la carte ait des rues sans internet."),
        ),
    }

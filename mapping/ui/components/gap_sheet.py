"""The sheet of one quartier, on one screen: figures, verdicts with their reasons, small maps, words, sources."""

from typing import Any

import pandas as pd
import streamlit as st

from mapping.domain.models import DatasetKind
from mapping.domain.snapshot import Snapshot
from mapping.domain.verdicts import minutes_label, verdict_label
from mapping.i18n import _, ngettext
from mapping.services.diagnose import Diagnosis
from mapping.services.inhabitants import trust
from mapping.services.said import participants, words_of
from mapping.ui.components.choices import filiere_label
from mapping.ui.components.matrix_readings import Marks, rate_words
from mapping.ui.components.one_sentence import cell_of, doubts, why, zone_row
from mapping.ui.components.small_maps import small_maps
from mapping.ui.format import number, plain

_SOURCES = (DatasetKind.BOUNDARIES, DatasetKind.POPULATION, DatasetKind.ACTORS)
_VERDICTS_PX, _WORDS_PX = 340, 56
"""One screen of 1366 × 768 holds them under the notice of a demonstration."""


def gap_sheet(snapshot: Snapshot, diagnosis: Diagnosis, marks: Marks, code: str, filiere: str) -> None:
    """Show the sheet of a zone; the chosen need comes first."""
    summary = zone_row(diagnosis, code)
    st.caption(
        f"**{plain(str(summary['name']))} · {_people(float(summary['population']))}** · {_trusted(diagnosis, code)}"
    )
    _figures(snapshot, diagnosis, code, filiere)
    verdicts, pictures = st.columns([5, 7])
    with verdicts.container(height=_VERDICTS_PX, border=False):
        others = [item.id for item in snapshot.workshop.filieres if item.id != filiere]
        for need in (filiere, *others):
            _verdict(snapshot, diagnosis, marks, code, need)
    with pictures.container(gap="xsmall"):
        small_maps(snapshot, diagnosis, marks, code)
        _words(snapshot, code)
        st.caption(_sources(diagnosis))


def _figures(snapshot: Snapshot, diagnosis: Diagnosis, code: str, filiere: str) -> None:
    row = cell_of(diagnosis, code, filiere)
    supply, walk, share, asked = st.columns(4)
    supply.metric(
        _("Lieux dedans · à {band:g} m au plus").format(band=diagnosis.parameters.band_m),
        f"{int(row['inside'])} · {int(row['band_300m'])}",
        _("pour 1 000 habitants : {rate}").format(rate=rate_words((row["per_1000"], *_bounds(row)))),
        delta_color="off",
        delta_arrow="off",
    )
    median, last = float(row["walk_median_min"]), float(row["walk_p90_min"])
    walk.metric(
        _("À pied, pour la moitié des gens"),
        "?" if pd.isna(median) else minutes_label(median),
        "" if pd.isna(last) else _("un sur dix : {minutes} ou plus").format(minutes=minutes_label(last)),
        delta_color="off",
        delta_arrow="off",
    )
    within, reach = float(row["share_within_10min"]), minutes_label(diagnosis.parameters.reach_min)
    share.metric(
        _("À {reach} au plus").format(reach=reach),
        "?" if pd.isna(within) else f"{number(within * 100)} %",
        _("des habitants") if summary_basis(diagnosis, code) == "inhabitants" else _("de la surface"),
        delta_color="off",
        delta_arrow="off",
    )
    people = participants(snapshot)
    number_asking = int(row["people_asking"])
    asked.metric(
        _("Personnes qui le demandent"),
        f"{number_asking}" if people is None else _("{n} sur {all}").format(n=number_asking, all=people),
        _known(int(row.get("people_knowing", 0)), int(row.get("people_not_knowing", 0))),
        delta_color="off",
        delta_arrow="off",
    )


def summary_basis(diagnosis: Diagnosis, code: str) -> str:
    """Return what the shares of a zone are of: its inhabitants, or its area."""
    return str(zone_row(diagnosis, code)["walk_basis"])


def _bounds(row: "pd.Series[Any]") -> tuple[float, float]:
    return float(row["per_1000_low"]), float(row["per_1000_high"])


def _known(knowing: int, not_knowing: int) -> str:
    if not knowing and not not_knowing:
        return _("personne n'a dit en connaître")
    know = ngettext("{n} en connaît un lieu", "{n} en connaissent un lieu", knowing).format(n=knowing)
    return know + (_(", {n} non").format(n=not_knowing) if not_knowing else "")


def _verdict(snapshot: Snapshot, diagnosis: Diagnosis, marks: Marks, code: str, filiere: str) -> None:
    verdict = cell_of(diagnosis, code, filiere)["verdict"]
    head = f"**{plain(filiere_label(snapshot.workshop)(filiere))} : {verdict_label(verdict).lower()}.**"
    shaken = doubts(marks, code, filiere)
    told = [f"{head} {plain(why(diagnosis, code, filiere))}", *(f"~ {plain(doubt)}" for doubt in shaken)]
    st.markdown("  \n".join(f":small[{line}]" for line in told))


def _words(snapshot: Snapshot, code: str) -> None:
    """Show what people said and the facilitator accepted, to the letter."""
    said = words_of(snapshot, code)
    label = filiere_label(snapshot.workshop)
    title = "**" + _("Ce qu'on en dit") + "**"
    if said.empty:
        st.caption(f"{title} · " + _("Rien d'accepté ici pour l'instant. Ce qui arrive se relit dans « Animer »."))
        return
    with st.container(height=_WORDS_PX, border=False, gap="xsmall"):
        st.markdown(title)
        for _index, row in said.iterrows():
            need = f" — {plain(label(str(row['filiere'])))}" if row["filiere"] else ""
            st.markdown(f"« {plain(str(row['text']))} »{need}")


def _people(inhabitants: float) -> str:
    if pd.isna(inhabitants):
        return _("Nombre d'habitants inconnu")
    return _("{n} habitants").format(n=number(inhabitants))


def _trusted(diagnosis: Diagnosis, code: str) -> str:
    summary = zone_row(diagnosis, code)
    return trust(str(summary["population_method"]), float(summary["imputed_share"]))


def _sources(diagnosis: Diagnosis) -> str:
    titles = [source.title or source.file_name for source in diagnosis.sources if source.kind in _SOURCES]
    return _("Sources : {titles}").format(titles=plain(" ; ".join(dict.fromkeys(titles)))) if titles else ""

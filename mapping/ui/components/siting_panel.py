"""« Quel local choisir ? »: the premises that people listed, ranked by the inhabitants whom each would serve."""

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from mapping.domain.snapshot import Snapshot
from mapping.i18n import _
from mapping.maps.base import base_map
from mapping.maps.layers import feature_group
from mapping.maps.palette import SignKind
from mapping.maps.points import MapPoint, actor_points
from mapping.maps.popups import bubble
from mapping.maps.ranks import RankLayer
from mapping.services.select import Selection, select
from mapping.services.siting import Siting
from mapping.services.siting_words import siting_sentences, together_sentences
from mapping.services.what_if import sited
from mapping.ui import data
from mapping.ui.format import number, plain

HEIGHT_PX = 400
_MOST_SITES = 5


def siting_panel(snapshot: Snapshot, filiere: str) -> None:
    """Show the premises ranked for a need, on a map and in a table, with what the optimum confirms."""
    with st.spinner(_("On cherche le meilleur local, puis on vérifie…")):
        found: Siting = data.read(sited, filiere, 1)
    if found.ranked.empty:
        st.info(
            _(
                "Aucun local n'est listé. Ajoutez-en dans « Contribuer » (« Un local vide »), ou importez une liste "
                "de locaux dans « Préparer » : ils seront classés ici."
            )
        )
        if st.button(_("Ajouter un local"), icon=":material/add_location_alt:", key="et_si_ajouter"):
            st.switch_page("pages/contribute.py")
        return
    drawn, told = st.columns([3, 2])
    with told:
        first, *others = siting_sentences(data.situation(), found)
        st.markdown(f"#### {plain(first)}")
        for sentence in others:
            st.markdown(f"- {plain(sentence)}")
    with drawn:
        _map(snapshot, filiere, found)
        st.caption(
            _(
                "Le chiffre près de chaque local est son rang ; « rang possible » : ceux qu'il aurait en comptant 8 à "
                "15 minutes à pied. Les lieux qui existent déjà sont fixes, jamais classés."
            )
        )
    st.dataframe(
        ranking_table(found.ranked), hide_index=True, placeholder="", alt=_("Les locaux, du meilleur au dernier")
    )
    _together(filiere, len(found.ranked))


def ranking_table(ranked: pd.DataFrame) -> pd.DataFrame:
    """Return the ranking in words; what nobody knows is left out."""
    table = pd.DataFrame(
        {
            _("Rang"): ranked["rank"],
            _("Rang possible"): [
                _("entre {low} et {high}").format(low=low, high=high) if low < high else f"{low}"
                for low, high in zip(ranked["rank_low"], ranked["rank_high"], strict=True)
            ],
            _("Local"): ranked["name"],
            _("Habitants servis en plus"): ranked["inhabitants"].round(),
            _("dont enfants"): ranked["children"].round(),
            _("dont 65 ans et plus"): ranked["over_65"].round(),
            _("Par rapport au premier"): [_percent(share) for share in ranked["share_of_best"]],
            _("Écart avec le suivant"): ranked["gap_to_next"].round(),
            _("Marche avant"): [_minutes(value) for value in ranked["walk_before_min"]],
            _("Marche après"): [_minutes(value) for value in ranked["walk_after_min"]],
            _("Vérifié"): [
                _("oui") if value is True else _("non") if value is False else "" for value in _checks(ranked)
            ],
        }
    )
    return table[[name for name in table.columns if table[name].notna().any()]]


def _checks(ranked: pd.DataFrame) -> list[bool | None]:
    return [None if pd.isna(value) else bool(value) for value in ranked["confirmed"]]


def _percent(share: float) -> str:
    return "" if pd.isna(share) else f"{number(100 * share)} %"


def _minutes(value: float) -> str:
    if pd.isna(value):
        return ""
    return _("aucun chemin à pied") if value == float("inf") else _("{n} min").format(n=number(value, decimals=1))


def _map(snapshot: Snapshot, filiere: str, found: Siting) -> None:
    filieres = snapshot.workshop.filieres
    there = select(snapshot, Selection(filieres=frozenset({filiere})))
    labels = (_("Habitants servis en plus"),)
    rooms = [
        MapPoint(
            str(row["candidate_id"]),
            float(row["lat"]),
            float(row["lon"]),
            SignKind.PREMISES,
            bubble(f"{row['rank']}. {row['name']}", labels, (number(row["inhabitants"]),)),
        )
        for row in found.ranked.iloc[::-1].to_dict("records")
    ]
    group = feature_group(actor_points(there.actors, filieres) + rooms)
    group.add_child(RankLayer(zip(rooms, found.ranked["rank"].iloc[::-1], strict=True)))
    st_folium(
        base_map(snapshot.zones, basemap=data.basemap()),
        key="et_si_locaux",
        height=HEIGHT_PX,
        use_container_width=True,
        returned_objects=(),
        feature_group_to_add=group,
    )


def _together(filiere: str, premises: int) -> None:
    """Let several premises be chosen together, and say what the two optima say."""
    if premises < 2:
        return
    with st.expander(_("En ouvrir plusieurs à la fois")):
        sites = st.slider(_("Combien de locaux ?"), 2, min(_MOST_SITES, premises), 2, key="et_si_combien")
        with st.spinner(_("On cherche le meilleur local, puis on vérifie…")):
            found: Siting = data.read(sited, filiere, sites)
        for sentence in together_sentences(data.situation(), found):
            st.markdown(f"- {plain(sentence)}")

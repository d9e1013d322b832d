"""For specialists: what both lists miss, who is alone, who could act together, which premises are near."""

import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from mapping.domain.snapshot import Snapshot
from mapping.domain.tables import split_values
from mapping.i18n import _, ngettext
from mapping.maps.base import base_map
from mapping.maps.layers import feature_group
from mapping.maps.palette import SignKind
from mapping.maps.points import MapPoint
from mapping.maps.popups import bubble
from mapping.services.expert import completeness_assumptions, deeper, place_names
from mapping.services.readings import Readings
from mapping.ui import data
from mapping.ui.components.choices import filiere_label, zone_label
from mapping.ui.components.expert_block import heading, limits, table
from mapping.ui.format import interval, number

HEIGHT_PX = 380


def completeness_block(snapshot: Snapshot) -> None:
    """Show the estimate of what both lists miss, its interval, its refusals."""
    found: Readings = data.read(deeper)
    rows = found.completeness
    total = rows.iloc[-1]
    heading(_("Combien de lieux échappent aux listes et aux habitants ?"), _total_sentence(total))
    label = filiere_label(snapshot.workshop)
    table(
        pd.DataFrame(
            {
                _("Besoin"): [_("Tous les lieux") if name == "total" else label(name) for name in rows["filiere"]],
                _("Sur les listes"): rows["listed"],
                _("Connus d'habitants"): rows["known"],
                _("Les deux"): rows["both"],
                _("Estimés en tout"): rows["estimate"].round(),
                _("Intervalle"): [_interval(row) for row in rows.to_dict("records")],
                _("Remarque"): [
                    row["reason"] or (_("peu de lieux communs : à lire avec prudence") if row["caution"] else "")
                    for row in rows.to_dict("records")
                ],
            }
        ),
        alt=_("Ce que les listes et les habitants manquent tous deux"),
        pinned=_("Besoin"),
    )
    limits(completeness_assumptions(), section="Ce que les listes et les habitants manquent tous deux")


def _interval(row: "dict[object, object]") -> str:
    low, high = float(str(row["low"])), float(str(row["high"]))
    return "" if pd.isna(low) else interval(low, high, decimals=0)


def _total_sentence(total: "pd.Series[float]") -> str:
    if pd.isna(total["estimate"]):
        return str(total["reason"])
    return _("Environ {missing} lieux n'ont été vus ni par les listes ni par les habitants ({interval}).").format(
        missing=number(total["missing"]), interval=interval(total["missing_low"], total["missing_high"], decimals=0)
    )


def filieres_block(snapshot: Snapshot) -> None:
    """Show isolated places, possible clusters and pooling, on a map and in tables."""
    found = data.read(deeper).filieres
    alone = found.isolated[found.isolated["isolated"]]
    heading(
        _("Les filières structurantes"),
        ngettext("{n} lieu isolé", "{n} lieux isolés", len(alone)).format(n=len(alone))
        + " ; "
        + ngettext("{n} groupe possible", "{n} groupes possibles", len(found.clusters)).format(n=len(found.clusters))
        + " ; "
        + ngettext("{n} local à partager.", "{n} locaux à partager.", len(found.pooling)).format(n=len(found.pooling)),
    )
    names = place_names(data.situation())
    kinds = [_("Isolés"), _("Groupes possibles"), _("Locaux à partager")]
    kind = st.segmented_control(
        _("Ce que l'on regarde"), kinds, default=kinds[0], required=True, key="specialistes_filieres"
    )
    frames = dict(zip(kinds, (alone, found.clusters, found.pooling), strict=True))
    if frames[kind].empty:
        st.info(_("Rien de tel dans cet atelier pour l'instant."))
    else:
        drawn, listed = st.columns([3, 2])
        with drawn:
            _map(snapshot, frames[kind], names)
        with listed:
            table(_in_words(frames[kind], snapshot, names), alt=kind)
    limits(
        [
            _("Isolé : aucun lieu du même besoin à portée. Groupe : trois lieux ou plus, de proche en proche."),
            _("Un groupe est une possibilité, pas une coopération ; un doublon oublié tient compagnie à son double."),
            _measured(),
        ],
        section="Les filières structurantes",
    )


def _measured() -> str:
    streets = any(ground.graph is not None for ground in data.situation().model.grounds)
    return _("Minutes mesurées sur les rues.") if streets else _("Minutes à vol d'oiseau : l'atelier n'a pas de rues.")


def _in_words(frame: pd.DataFrame, snapshot: Snapshot, names: dict[str, str]) -> pd.DataFrame:
    label, zone = filiere_label(snapshot.workshop), zone_label(snapshot)
    where = [", ".join(zone(code) for code in split_values(cell)) for cell in frame["code_qp"]]
    if "isolated" in frame:
        return pd.DataFrame(
            {
                _("Lieu"): frame["place_id"].map(names),
                _("Besoin"): frame["filiere"].map(label),
                _("Quartier"): where,
                _("Locaux à portée"): frame["premises"],
            }
        )
    members = [", ".join(names.get(one, one) for one in split_values(cell)) for cell in frame["place_ids"]]
    if "cluster" in frame:
        return pd.DataFrame(
            {
                _("Besoin"): frame["filiere"].map(label),
                _("Lieux"): frame["size"],
                _("Quartier"): where,
                _("Étendue (m)"): frame["extent_m"].round(),
                _("Lesquels"): members,
                _("Locaux à portée"): frame["premises"],
            }
        )
    needs = [", ".join(label(one) for one in split_values(cell)) for cell in frame["filiere_ids"]]
    return pd.DataFrame(
        {
            _("Local"): frame["premises_id"].map(names),
            _("Quartier"): where,
            _("Lieux voisins"): members,
            _("Besoins"): needs,
        }
    )


def _map(snapshot: Snapshot, frame: pd.DataFrame, names: dict[str, str]) -> None:
    spots = {row["place_id"]: row for row in data.situation().model.places.to_dict("records")}
    known = {filiere.id: filiere for filiere in snapshot.workshop.filieres}
    signs: dict[str, MapPoint] = {}

    def add(identifier: str, lon: float, lat: float, sign: SignKind, filiere: str) -> None:
        told = bubble(plain_name(names, identifier), (), ())
        signs[identifier] = MapPoint(identifier, lat, lon, sign, told, known.get(filiere))

    for row in frame.to_dict("records"):
        filiere = str(row.get("filiere", ""))
        for identifier in split_values(str(row.get("place_ids", row.get("place_id", "")))):
            spot = spots[identifier]
            sign = SignKind.OFFICIAL if spot["origin"] == "official" else SignKind.PLACE
            drawn_in = filiere or next(iter(split_values(str(spot["filieres"]))), "")
            add(identifier, float(spot["lon"]), float(spot["lat"]), sign, drawn_in)
        if "premises_id" in row:
            add(str(row["premises_id"]), float(row["lon"]), float(row["lat"]), SignKind.PREMISES, "")
    st_folium(
        base_map(snapshot.zones, basemap=data.basemap()),
        key="specialistes_carte",
        height=HEIGHT_PX,
        use_container_width=True,
        returned_objects=(),
        feature_group_to_add=feature_group(signs.values()),
    )


def plain_name(names: dict[str, str], identifier: str) -> str:
    """Return the name of a place, or what stands for it when it has none."""
    return names.get(identifier, "") or _("Lieu sans nom")

"""For specialists: which verdicts would be others, which hang on an outline, which hold at other scales."""

import pandas as pd
import streamlit as st

from mapping.domain.snapshot import Snapshot
from mapping.domain.verdicts import verdict_label
from mapping.i18n import _, ngettext
from mapping.services.expert import place_names, scales
from mapping.ui import data
from mapping.ui.components.choices import filiere_label, zone_label
from mapping.ui.components.expert_block import heading, limits, table
from mapping.ui.format import number


def sensitivity_block(snapshot: Snapshot) -> None:
    """Show the fragile verdicts and what flips each."""
    fragile, _edges = data.honesty()
    if fragile is None:
        st.info(_("Trop de quartiers pour tout réessayer ici : la commande « diagnose --sensitivity » le fait."))
        return
    rows = fragile[fragile["fragile"]]
    heading(
        _("Les verdicts fragiles"),
        ngettext(
            "{n} verdict sur {all} serait un autre avec un seuil à peine différent.",
            "{n} verdicts sur {all} seraient d'autres avec un seuil à peine différent.",
            len(rows),
        ).format(n=len(rows), all=len(fragile)),
    )
    if len(rows):
        table(
            pd.DataFrame(
                {
                    _("Quartier"): rows["code"].map(zone_label(snapshot)),
                    _("Besoin"): rows["filiere"].map(filiere_label(snapshot.workshop)),
                    _("Ce qui le retourne"): rows["flips"],
                }
            ),
            alt=_("Verdicts fragiles"),
            pinned=_("Quartier"),
        )
    limits(
        [
            _("Une chose est changée à la fois ; les valeurs essayées sont un choix de ce produit."),
            _("Un verdict qui n'est pas fragile peut être faux si la liste l'est."),
        ],
        section="Ce que vaut un verdict",
    )


def edge_block(snapshot: Snapshot) -> None:
    """Show the places « en limite » and the verdicts that hang on them."""
    _fragile, edges = data.honesty()
    hanging = edges.cells[edges.cells["en_limite"]]
    heading(
        _("Les lieux « en limite »"),
        ngettext(
            "{n} lieu est si près d'un contour qu'on ne peut pas dire de quel côté il est",
            "{n} lieux sont si près d'un contour qu'on ne peut pas dire de quel côté ils sont",
            int(edges.places["place_id"].nunique()),
        ).format(n=int(edges.places["place_id"].nunique()))
        + " ; "
        + ngettext("{n} verdict en dépend.", "{n} verdicts en dépendent.", len(hanging)).format(n=len(hanging)),
    )
    if len(edges.places):
        names = place_names(data.situation())
        table(
            pd.DataFrame(
                {
                    _("Lieu"): edges.places["place_id"].map(names),
                    _("Quartier"): edges.places["code"].map(zone_label(snapshot)),
                    _("Mètres du contour"): edges.places["distance_m"].astype(float).round(1),
                    _("Dessiné"): [_("dedans") if inside else _("dehors") for inside in edges.places["inside"]],
                }
            ),
            alt=_("Lieux en limite"),
            pinned=_("Lieu"),
        )
    if len(hanging):
        table(
            pd.DataFrame(
                {
                    _("Quartier"): hanging["code"].map(zone_label(snapshot)),
                    _("Besoin"): hanging["filiere"].map(filiere_label(snapshot.workshop)),
                    _("Verdict"): hanging["verdict"].map(verdict_label),
                    _("S'ils sont dehors"): hanging["verdict_if_outside"].map(verdict_label),
                    _("S'ils sont dedans"): hanging["verdict_if_inside"].map(verdict_label),
                }
            ),
            alt=_("Verdicts en limite"),
            pinned=_("Quartier"),
        )
    limits(
        [_("La vraie précision d'un contour n'est pas publiée : le seuil est un choix.")],
        section="Ce que vaut un verdict",
    )


def scale_block(snapshot: Snapshot) -> None:
    """Show whether a conclusion holds when the same people are cut in other units."""
    found = data.read(scales)
    holding = found.holding
    sure = int((holding["holds"] == holding["scales"]).sum())
    heading(
        _("Aux autres échelles"),
        _("La conclusion tient à toutes les échelles pour {n} besoins sur {all}.").format(n=sure, all=len(holding)),
    )
    shares = found.table.pivot(index="filiere", columns="scale", values="share_without")
    shares = shares.reindex(index=holding["filiere"], columns=list(dict.fromkeys(found.table["scale"])))
    words = {
        _("Besoin"): holding["filiere"].map(filiere_label(snapshot.workshop)).to_numpy(),
        _("La plupart vivent"): [_("sans lieu") if missing else _("avec un lieu") for missing in holding["missing"]],
        _("Tient à"): [
            _("{n} échelles sur {all}").format(n=n, all=most)
            for n, most in zip(holding["holds"], holding["scales"], strict=True)
        ],
    } | {_scale(str(name)): [_percent(share) for share in shares[name]] for name in shares.columns}
    table(pd.DataFrame(words), alt=_("Part des habitants sans lieu, à chaque échelle"), pinned=_("Besoin"))
    limits(
        [
            _("Le pourcentage est la part des habitants dont l'unité n'a aucun lieu du besoin."),
            _("Plus l'unité est petite, plus elle est vide : c'est attendu (MAUP, Openshaw 1984)."),
            _("Les IRIS et les carreaux ne sont là que si l'atelier les a."),
        ],
        section="Ce que vaut un verdict",
    )


def _percent(share: float) -> str:
    return "" if pd.isna(share) else f"{number(100 * share)} %"


def _scale(name: str) -> str:
    return {
        "zone": _("Quartier"),
        "zone_band": _("Quartier et bande"),
        "iris": _("IRIS"),
        "grid": _("Carreau de 200 m"),
    }[name]

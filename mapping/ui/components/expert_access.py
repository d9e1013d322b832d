"""For specialists: places shared by those around them, specialisation, ranks with what they are worth."""

import pandas as pd
import streamlit as st

from mapping.domain.snapshot import Snapshot
from mapping.i18n import _, ngettext
from mapping.services.expert import SPECIALISED_FROM, Sharing, ranks, sharing, specialised
from mapping.ui import data, state
from mapping.ui.components.choices import filiere_label, zone_label
from mapping.ui.components.expert_block import heading, limits, table
from mapping.ui.format import number


def _need(snapshot: Snapshot, *, key: str) -> str:
    ids = [filiere.id for filiere in snapshot.workshop.filieres]
    chosen = state.selected_filiere(ids[0])
    return st.selectbox(
        _("Besoin"),
        ids,
        index=ids.index(chosen) if chosen in ids else 0,
        format_func=filiere_label(snapshot.workshop),
        key=key,
    )


def access_block(snapshot: Snapshot) -> None:
    """Show E2SFCA with its two settings."""
    heading(
        _("Des lieux à partager (E2SFCA)"),
        _("Un lieu proche compte moins s'il sert déjà beaucoup de monde : combien de lieux pour 1 000 habitants ?"),
    )
    filiere = _need(snapshot, key="specialistes_partage")
    with st.spinner(_("Calcul…")):
        found: Sharing = data.read(sharing)
    # In the order of the workshop: this figure has no interval, so nobody is ranked by it.
    rows = found.table[found.table["filiere"] == filiere]
    if rows["gentle"].isna().all():
        st.info(_("Le nombre d'habitants est inconnu : ce chiffre ne peut pas être calculé."))
    else:
        table(
            pd.DataFrame(
                {
                    _("Quartier"): rows["code"].map(zone_label(snapshot)),
                    _("Réglage doux"): rows["gentle"].round(3),
                    _("Réglage strict"): rows["steep"].round(3),
                }
            ),
            alt=_("Lieux pour 1 000 habitants qui se les partagent"),
            pinned=_("Quartier"),
        )
    weights = " ; ".join(
        _("jusqu'à {minutes:g} min : {gentle} ou {steep}").format(
            minutes=minutes, gentle=number(gentle, decimals=2), steep=number(steep, decimals=2)
        )
        for minutes, gentle, steep in found.weights
    )
    limits(
        [
            _("Poids publiés par Luo et Qi (2009), doux ou strict : {weights}.").format(weights=weights),
            _("Seuls les habitants des quartiers de l'atelier se partagent les lieux : le chiffre est trop haut."),
            _("Chaque lieu compte pour un, quelle que soit sa taille."),
            _("Les quartiers ne sont pas classés : ce chiffre n'a pas d'intervalle. Lire l'écart des deux réglages."),
        ],
        section="Les minutes à pied",
    )


def specialisation_block(snapshot: Snapshot) -> None:
    """Show the location quotients of the quartiers that have enough places."""
    found = data.read(specialised)
    told = found[~found["refused"]]
    refused = int(found.loc[found["refused"], "code"].nunique())
    heading(
        _("De quoi ce quartier a-t-il plus, ou moins, que le reste ?"),
        ngettext(
            "{n} quartier a moins de {least} lieux : rien n'en est dit ici, un lieu de plus changerait tout.",
            "{n} quartiers ont moins de {least} lieux : rien n'en est dit ici, un lieu de plus changerait tout.",
            refused,
        ).format(n=refused, least=SPECIALISED_FROM),
    )
    if told.empty:
        st.info(_("Aucun quartier n'a assez de lieux pour cette lecture."))
    else:
        ordered = told.sort_values(["code", "quotient"], ascending=[True, False], kind="stable")
        table(
            pd.DataFrame(
                {
                    _("Quartier"): ordered["code"].map(zone_label(snapshot)),
                    _("Besoin"): ordered["filiere"].map(filiere_label(snapshot.workshop)),
                    _("Lieux"): ordered["serving"],
                    _("sur"): ordered["places"],
                    _("Fois la part moyenne"): ordered["quotient"].round(2),
                    _("au moins"): ordered["quotient_low"].round(2),
                    _("au plus"): ordered["quotient_high"].round(2),
                }
            ),
            alt=_("Spécialisation des quartiers"),
            pinned=_("Quartier"),
        )
    limits(
        [
            _("1 : autant qu'ailleurs ; 2 : deux fois plus. Une part : un quartier presque vide paraît spécialisé."),
            _("Le territoire de référence est toute la liste de l'atelier, dans les quartiers ou non."),
            _("Si 1 est entre « au moins » et « au plus », on ne peut pas conclure."),
        ],
        section="La spécialisation d'un quartier",
    )


def rank_block(snapshot: Snapshot) -> None:
    """Show ranks, never without the ranks that the interval allows."""
    heading(
        _("Quel rang, et ce qu'il vaut"),
        _("Avec si peu de lieux, beaucoup de quartiers se valent : lire « entre » avant « rang »."),
    )
    filiere = _need(snapshot, key="specialistes_rangs")
    rows = data.read(ranks, filiere)
    rows = rows[rows["rank"].notna()]
    if rows.empty:
        st.info(_("Le nombre d'habitants est inconnu : aucun rang n'est donné."))
        return
    between = [
        _("entre {low} et {high}").format(low=number(low), high=number(high))
        for low, high in zip(rows["rank_low"], rows["rank_high"], strict=True)
    ]
    table(
        pd.DataFrame(
            {
                _("Quartier"): rows["code"].map(zone_label(snapshot)),
                _("Pour 1 000"): rows["per_1000"].round(2),
                _("au moins"): rows["per_1000_low"].round(2),
                _("au plus"): rows["per_1000_high"].round(2),
                _("Rang"): rows["rank"].astype(int),
                _("Rang possible"): between,
            }
        ),
        alt=_("Rangs avec leur intervalle"),
        pinned=_("Quartier"),
    )
    limits(
        [_("Deux quartiers dont les intervalles se touchent ne peuvent pas être classés.")],
        section="Ce que vaut un verdict",
    )

"""Where to open, in words: the first three premises, how close they are, and what the two optima confirm."""

import math
from typing import Any

from mapping.analysis.siting_optimum import Optimum
from mapping.i18n import _, ngettext
from mapping.services.scenario import NARROW_SPACE, Situation
from mapping.services.siting import Siting, premises

CLOSE_SHARE = 0.95
"""From this share of the best, the next premises are as good for whoever counts inhabitants."""
FAR_MIN = 30.0
"""From so many minutes, the person who stays farthest is told of: an average hides them. A choice of this product."""


def siting_sentences(situation: Situation, found: Siting) -> tuple[str, ...]:
    """Say which premises would serve most people, the second and third, and what confirms it; never empty.

    Parameters
    ----------
    situation
        The workshop, walked.
    found
        That of `rank_premises` with at least one premises.
    """
    reach = f"{situation.model.parameters.reach_min:g}"
    rows = found.ranked.to_dict("records")
    if not (situation.model.points["inhabitants"] > 0).any():
        return (_("Le nombre d'habitants est inconnu : les locaux ne peuvent pas être comparés."),)
    if not rows[0]["inhabitants"] > 0:
        return (
            _("Aucun de ces locaux n'est à moins de {reach} minutes d'habitants qui n'ont rien.").format(reach=reach),
            *_walks(situation, found),
        )
    best = _("Le mieux placé : « {name} ». {people} y gagneraient un lieu à moins de {reach} minutes{groups}.").format(
        name=rows[0]["name"], people=_people(rows[0]["inhabitants"]), reach=reach, groups=_groups(rows[0])
    )
    return (best, *_overtaken(rows[0]), *_followers(rows), *_confirmation(found), *_walks(situation, found))


def together_sentences(situation: Situation, found: Siting) -> tuple[str, ...]:
    """Say which premises would be opened together, one after another, and whether the optimum finds better."""
    names = _names(situation)
    if not found.together:
        return (_("Aucun de ces locaux ne servirait quelqu'un de plus."),)
    chosen = _listed([names[candidate] for candidate in found.together])
    told = [
        ngettext(
            "{names} : à lui seul, il sert {people} qui n'ont rien ; un autre n'ajouterait personne.",
            "{names} : ensemble, ils servent {people} qui n'ont rien.",
            len(found.together),
        ).format(names=chosen, people=_people(found.inhabitants))
    ]
    if found.most is not None:
        same = found.most.inhabitants <= found.inhabitants * (1 + 1e-9) + 1e-6
        told.append(
            _("Vérifié : parmi toutes les combinaisons, aucune n'en sert davantage.")
            if same
            else _("Le calcul exact fait mieux : {names}, {people}.").format(
                names=_listed(_opened(situation, found.most)), people=_people(found.most.inhabitants)
            )
        )
    return (*told, *_walks(situation, found))


def _overtaken(first: "dict[Any, Any]") -> list[str]:
    """Say that the first is first only with these minutes, when others would put another before it."""
    worst = int(first["rank_high"])
    if worst <= 1:
        return []
    return [
        _("Rang fragile : avec un autre nombre de minutes (8 à 15), il peut n'être que le {worst}ᵉ.").format(
            worst=worst
        )
    ]


def _followers(rows: "list[dict[Any, Any]]") -> list[str]:
    ranks = (_("Deuxième"), _("Troisième"))
    told = []
    for rank, row in zip(ranks, rows[1:3]):
        share = float(row["share_of_best"])
        less = (
            _("presque autant que le premier : regardez plutôt le loyer, l'état, l'accès")
            if share >= CLOSE_SHARE
            else _("{share} % de ce que sert le premier").format(share=f"{100 * share:.0f}")
        )
        told.append(
            _("{rank} : « {name} », {people}, {less}.").format(
                rank=rank, name=row["name"], people=_people(row["inhabitants"]), less=less
            )
        )
    return told


def _confirmation(found: Siting) -> list[str]:
    checked = found.ranked["confirmed"].dropna()
    if checked.empty:
        return []
    if bool(checked.all()):
        return [
            ngettext(
                "Vérifié par un calcul exact : aucun autre local ne sert davantage d'habitants que le premier.",
                "Vérifié par un calcul exact : pour chacun des {n} premiers, aucun local classé après n'en sert plus.",
                len(checked),
            ).format(n=len(checked))
        ]
    return [_("Le calcul exact ne confirme pas cet ordre : ne l'annoncez pas, et signalez-le.")]


def _walks(situation: Situation, found: Siting) -> list[str]:
    """Say which premises shorten the walk most, and who stays far."""
    if found.shortest is None or not found.shortest.sites:
        return []
    told = [
        _("Celui qui raccourcit le plus la marche de tous : {names} ({minutes} minutes en moyenne).").format(
            names=_listed(_opened(situation, found.shortest)), minutes=f"{found.shortest.average_walk_min:.0f}"
        )
    ]
    farthest = found.shortest.farthest_walk_min
    if math.isinf(farthest):
        told.append(_("Attention : des habitants n'auraient toujours aucun chemin à pied vers un lieu."))
    elif farthest >= FAR_MIN:
        told.append(
            _("Attention : la personne la plus éloignée marcherait encore {minutes} minutes.").format(
                minutes=f"{farthest:.0f}"
            )
        )
    return told


def _names(situation: Situation) -> dict[str, str]:
    listed = premises(situation)
    return dict(zip(listed["candidate_id"], listed["name"], strict=True))


def _opened(situation: Situation, optimum: Optimum) -> list[str]:
    names = list(_names(situation).values())
    return [names[site] for site in optimum.sites]


def _listed(names: list[str]) -> str:
    return _(" et ").join(f"« {name} »" for name in names)


def _people(number: float) -> str:
    count = round(number)
    told = f"{count:,}".replace(",", NARROW_SPACE)
    return ngettext("{n} habitant", "{n} habitants", count).format(n=told)


def _groups(row: "dict[Any, Any]") -> str:
    known = []
    if row["children"] == row["children"]:
        known.append(_("{n} enfants").format(n=round(row["children"])))
    if row["over_65"] == row["over_65"]:
        known.append(_("{n} personnes de 65 ans et plus").format(n=round(row["over_65"])))
    return _(", dont {groups}").format(groups=_(" et ").join(known)) if known else ""

"""The filières: who is alone, who is near others, and the useful jobs that needs without an answer would be."""

from collections import Counter
from collections.abc import Collection, Iterator

import pandas as pd

from mapping.domain.readings import work_sentence
from mapping.exports.report.context import Context, table, truth
from mapping.exports.report.document import Block, Bullets, Heading, Note, Paragraph
from mapping.exports.report.words import clean, listed, number
from mapping.i18n import _

NAMED = 6


def blocks(context: Context) -> Iterator[Block]:
    """Yield the chapter."""
    yield from together(context, [filiere.id for filiere in context.filieres])
    yield Heading(_("Des emplois utiles"))
    yield from jobs(context)


def together(context: Context, filieres: Collection[str]) -> Iterator[Block]:
    """Yield who is alone and who is near others, of some needs."""
    found = context.reading("filieres")
    found = found[found["filiere"].isin(list(filieres))] if len(found) else found
    if found.empty:
        yield Paragraph(_("Aucun lieu placé ne permet de dire qui est seul et qui a des voisins dans sa filière."))
        return
    alone = found[found["reading"] == "isolated"]
    yield from _alone(context, alone, filieres)
    yield from _clusters(context, found[found["reading"] == "cluster"])


def _alone(context: Context, places: pd.DataFrame, filieres: Collection[str]) -> Iterator[Block]:
    every = Counter(places["filiere"])
    single = places[[truth(value) for value in places["isolated"]]]
    rows = []
    for filiere in context.filieres:
        mine = single[single["filiere"] == filiere.id]
        if filiere.id in filieres and every[filiere.id]:
            names = [context.place_name(str(place)) for place in mine["place_id"]]
            told = _("{n} sur {all}").format(n=len(mine), all=every[filiere.id])
            rows.append((clean(filiere.label), told, listed(names, most=NAMED) or _("aucune")))
    if rows:
        yield table(
            _("Les structures sans voisine de la même filière à portée de marche"),
            (_("Filière"), _("Isolées"), _("Lesquelles")),
            rows,
            widths=(4, 2, 9),
        )


def _clusters(context: Context, clusters: pd.DataFrame) -> Iterator[Block]:
    if clusters.empty:
        yield Paragraph(_("Aucune filière n'a trois structures ou plus à portée de marche les unes des autres."))
        return
    yield table(
        _("Les grappes possibles : trois structures ou plus d'une filière, proches les unes des autres"),
        (_("Filière"), _("Structures"), _("Lesquelles"), _("Quartiers"), _("Étendue")),
        [
            (
                context.filiere_names(str(row["filiere"])),
                number(row["size"]),
                listed((context.place_name(place) for place in str(row["place_ids"]).split("|")), most=NAMED),
                context.zone_names(str(row["code_qp"])),
                _("{n} m").format(n=number(round(float(row["extent_m"]), -1))),
            )
            for row in clusters.to_dict("records")
        ],
        widths=(3, 2, 6, 4, 2),
    )
    yield Note(
        _("Être proches ne dit pas qu'elles travaillent ensemble, ni qu'elles le veulent : c'est à leur demander.")
    )


def jobs(context: Context) -> Iterator[Block]:
    """Yield the useful jobs that nobody holds yet."""
    names, work = dict(context.zones()), context.reading("work")
    told = [
        work_sentence(names.get(row["code_qp"], ""), row, public=True)
        for row in context.rows(work)
        if truth(row["published"]) and truth(row["needs_without_answer"])
    ]
    if told:
        yield Bullets(tuple(told))
    else:
        yield Paragraph(_("Aucun besoin sans réponse n'est demandé par assez de personnes pour en parler ici."))
    if len(work) and work["people_without_work"].isna().all():
        yield Note(
            _("Le nombre de personnes sans travail n'est connu pour aucun quartier : l'Insee le publie par QPV.")
        )

"""What we do not know: how complete lists are, which answers are fragile, which data is missing."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from mapping.exports.report.context import Context, table
from mapping.exports.report.document import Block, Bullets, Heading, Note, Paragraph
from mapping.exports.report.words import between, clean, listed, number
from mapping.i18n import _, ngettext


def blocks(context: Context) -> Iterator[Block]:
    """Yield the chapter."""
    yield Heading(_("Combien de lieux nous échappent"))
    yield from _completeness(context)
    yield Heading(_("Les réponses qui tiennent à peu de chose"))
    yield from _fragile(context)
    yield Heading(_("Ce que trop peu de personnes ont dit"))
    yield Paragraph(_small(context))
    yield Heading(_("Les données qui manquent"))
    missing = tuple(_missing(context))
    yield Bullets(missing) if missing else Paragraph(_("Rien de ce que le diagnostic demande ne manque."))


def _completeness(context: Context) -> Iterator[Block]:
    found = context.reading("completeness")
    if found.empty:
        yield Paragraph(_("On ne peut pas l'estimer : il faut une liste, et des habitants qui citent des lieux."))
        return
    sure = number(context.bundle.parameters.confidence * 100)
    yield Paragraph(
        _(
            "En croisant les listes et les lieux que les habitants citent, on estime combien de lieux existent. "
            "L'intervalle dit ce que l'on ignore : à {sure} %, le vrai nombre est dedans si les suppositions tiennent."
        ).format(sure=sure)
    )
    yield table(
        _("Les lieux connus, et ceux qui existent sans doute"),
        (_("Besoin"), _("Sur les listes"), _("Cités"), _("Les deux"), _("Il y en aurait")),
        [_estimate(context, row) for row in found.to_dict("records")],
        widths=(5, 2, 2, 2, 6),
        notes=(_("« Prudence » : trop peu de lieux sont à la fois listés et cités pour que l'estimation soit sûre."),),
    )
    yield Note(
        _(
            "Cela suppose qu'être connu ne dépende pas d'être sur une liste, et qu'un lieu vaille l'autre. Si la carte "
            "montrait déjà les lieux officiels, le nombre de lieux manquants est sous-estimé."
        )
    )


def _estimate(context: Context, row: dict[Any, Any]) -> tuple[str, ...]:
    if pd.isna(row["estimate"]):
        told = clean(str(row["reason"])) or _("inconnu")
    else:
        told = between(float(row["low"]), float(row["high"]))
        told += _(" (prudence)") if row["caution"] else ""
    known = {filiere.id for filiere in context.filieres}
    need = context.filiere_names(row["filiere"]) if row["filiere"] in known else _("Tous les besoins")
    return (need, number(row["listed"]), number(row["known"]), number(row["both"]), told)


def _fragile(context: Context) -> Iterator[Block]:
    found = context.reading("sensitivity")
    if found.empty:
        yield Paragraph(
            _("Les réponses n'ont pas été recalculées avec d'autres seuils : on ne sait pas lesquelles changent.")
        )
        return
    fragile = int(found["fragile"].astype(bool).sum())
    edge = int(found["en_limite"].fillna(False).astype(bool).sum()) if "en_limite" in found else 0
    said = _(
        "Chaque réponse a été recalculée avec d'autres seuils raisonnables : {n} sur {all} changent alors. {edge} "
        "tiennent à un lieu posé à {metres} m ou moins de la limite."
    ).format(
        n=number(fragile),
        all=number(len(found)),
        edge=number(edge),
        metres=number(context.bundle.parameters.boundary_m),
    )
    where = "" if "sheets" in context.settings.hidden else " " + _("Les fiches des quartiers disent lesquelles.")
    yield Paragraph(said + where)
    listed_by_zone = tuple(_fragile_by_zone(context, found))
    if listed_by_zone:
        yield Bullets(listed_by_zone)


def _fragile_by_zone(context: Context, found: pd.DataFrame) -> Iterator[str]:
    for code, name in context.zones():
        here = found[(found["code_qp"] == code) & found["fragile"].astype(bool)]
        needs = [context.filiere_names(filiere) for filiere in here["filiere"]]
        if needs:
            yield _("{zone} : {needs}.").format(zone=name, needs=listed(needs))


def _small(context: Context) -> str:
    perception, least = context.reading("perception"), number(context.bundle.parameters.min_people)
    if perception.empty:
        return _("Aucun habitant n'a été entendu : ce chapitre ne peut rien en dire.")
    silent = int((~perception["published"].astype(bool)).sum())
    return _(
        "Pour {n} croisements d'un quartier et d'un besoin sur {all}, moins de {least} personnes ont parlé : ce "
        "qu'elles ont dit n'est pas montré, et le silence n'y veut rien dire."
    ).format(n=number(silent), all=number(len(perception)), least=least)


def _missing(context: Context) -> Iterator[str]:
    qpv, names, actors = context.bundle.qpv, dict(context.zones()), context.bundle.actors
    empty = [names.get(code, code) for code in qpv.loc[~(qpv["population"] > 0), "code"]]
    if empty:
        yield _("Nombre d'habitants inconnu : {zones}.").format(zones=listed(empty, most=12))
    flown = int((qpv["walk_method"] == "crow_fly").sum()) if "walk_method" in qpv else 0
    if flown:
        yield ngettext(
            "Pas de rues pour {n} quartier : ses minutes sont à vol d'oiseau, rallongées de {percent} %.",
            "Pas de rues pour {n} quartiers : leurs minutes sont à vol d'oiseau, rallongées de {percent} %.",
            flown,
        ).format(n=number(flown), percent=number((context.bundle.parameters.detour - 1) * 100))
    unplaced = int(actors["lon"].isna().sum())
    if unplaced:
        yield ngettext(
            "{n} structure sans position : elle n'est comptée dans aucun quartier.",
            "{n} structures sans position : elles ne sont comptées dans aucun quartier.",
            unplaced,
        ).format(n=number(unplaced))
    unsorted = int((actors["filieres"] == "").sum())
    if unsorted:
        yield ngettext(
            "{n} lieu sans besoin connu : il ne compte dans aucune réponse.",
            "{n} lieux sans besoin connu : ils ne comptent dans aucune réponse.",
            unsorted,
        ).format(n=number(unsorted))
    undated = [source.title for source in context.bundle.snapshot.sources if not (source.published or source.vintage)]
    if undated:
        yield _("Sources sans date : {sources}.").format(sources=listed(map(clean, undated), most=6))
    unlicensed = [clean(source.title) for source in context.bundle.snapshot.sources if not source.licence]
    if unlicensed:
        yield _("Sources sans licence connue : {sources}. Demandez-la avant de publier.").format(
            sources=listed(unlicensed, most=6)
        )

"""What is missing: the matrix of quartiers and needs, and what stands out of it."""

from collections import Counter
from collections.abc import Collection, Iterator

from mapping.domain.models import Verdict
from mapping.domain.nomenclature import Filiere
from mapping.domain.verdicts import verdict_label
from mapping.exports.report.context import Context, table, truth
from mapping.exports.report.document import Block, Bullets, Cell, Note, Paragraph, TableBlock
from mapping.exports.report.marks import FRAGILE, ON_EDGE, verdict_cell, verdict_mark
from mapping.exports.report.words import clean, listed, number
from mapping.i18n import _, ngettext

MAP_MM = (165.0, 105.0)
MAPPED = 2
"""Needs that are drawn: those that most quartiers lack. All the others are in the matrix and the sheets."""


def blocks(context: Context) -> Iterator[Block]:
    """Yield the chapter."""
    yield from summary(context, [filiere.id for filiere in context.filieres])
    for filiere in _most_absent(context, [filiere.id for filiere in context.filieres])[:MAPPED]:
        caption = _("Où l'on trouve de quoi répondre à « {need} », et où non").format(need=clean(filiere.label))
        yield from context.figures("gaps", caption, filiere=filiere.id, size=MAP_MM)


def summary(context: Context, filieres: Collection[str]) -> Iterator[Block]:
    """Yield what stands out of some needs, the matrix and the counts."""
    gaps = context.bundle.gaps[context.bundle.gaps["filiere"].isin(list(filieres))]
    if gaps.empty:
        yield Paragraph(_("L'atelier n'a ni quartier ni besoin à croiser : il n'y a rien à dire ici."))
        return
    yield Bullets(tuple(_salient(context, filieres)))
    yield _matrix(context, filieres)
    yield _counts(context, filieres)
    yield Note(
        _(
            "Une réponse suivie de « {fragile} » est fragile : un autre seuil, raisonnable lui aussi, en donnerait une "
            "autre. Suivie de « {edge} », elle tient à un lieu posé sur la limite du quartier."
        ).format(fragile=FRAGILE, edge=ON_EDGE)
    )


def marks(context: Context) -> dict[tuple[str, str], str]:
    """Return the signs that follow each verdict that is not firm, by quartier and need."""
    table_ = context.reading("sensitivity")
    found = {}
    for row in table_.to_dict("records"):
        signs = (FRAGILE if truth(row.get("fragile")) else "") + (ON_EDGE if truth(row.get("en_limite")) else "")
        found[str(row["code_qp"]), str(row["filiere"])] = signs
    return found


def _absences(context: Context) -> "Counter[str]":
    gaps = context.bundle.gaps
    return Counter(gaps.loc[gaps["verdict"] == Verdict.ABSENT, "filiere"])


def _most_absent(context: Context, filieres: Collection[str]) -> list[Filiere]:
    absent = _absences(context)
    lacking = [filiere for filiere in context.filieres if filiere.id in filieres and absent[filiere.id]]
    return sorted(lacking, key=lambda filiere: -absent[filiere.id])


def _salient(context: Context, filieres: Collection[str]) -> Iterator[str]:
    gaps, total = context.bundle.gaps, len(context.zones())
    absent = _absences(context)
    here = [filiere for filiere in context.filieres if filiere.id in filieres]
    for filiere in _most_absent(context, filieres)[:3]:
        yield ngettext(
            "« {need} » : aucun lieu connu pour {n} quartier sur {all}.",
            "« {need} » : aucun lieu connu pour {n} quartiers sur {all}.",
            absent[filiere.id],
        ).format(need=clean(filiere.label), n=absent[filiere.id], all=total)
    everywhere = [clean(filiere.label) for filiere in here if not absent[filiere.id]]
    if everywhere:
        yield _("Aucun quartier n'est tout à fait sans réponse pour : {needs}.").format(needs=listed(everywhere))
    asked = gaps[gaps["filiere"].isin(list(filieres)) & (gaps["verdict"] != Verdict.PRESENT)]
    told = context.published()
    names = dict(context.zones())
    for row in asked.sort_values("people_asking", ascending=False).head(3).to_dict("records"):
        if row["people_asking"] > 0 and (row["code_qp"], row["filiere"]) in told:
            yield ngettext(
                "{zone} : {n} personne demande « {need} » ; la réponse y est « {verdict} ».",
                "{zone} : {n} personnes demandent « {need} » ; la réponse y est « {verdict} ».",
                int(row["people_asking"]),
            ).format(
                zone=names.get(row["code_qp"], row["code_qp"]),
                n=int(row["people_asking"]),
                need=context.filiere_names(row["filiere"]),
                verdict=verdict_label(row["verdict"]),
            )


def _matrix(context: Context, filieres: Collection[str]) -> TableBlock:
    columns = [filiere for filiere in context.filieres if filiere.id in filieres]
    gaps, signs = context.bundle.gaps, marks(context)
    verdicts = {(row.code_qp, row.filiere): str(row.verdict) for row in gaps.itertuples()}
    rows = []
    for code, name in context.zones():
        cells = [Cell(name)]
        for filiere in columns:
            verdict = verdicts.get((code, filiere.id))
            mark = "" if verdict is None else verdict_mark(verdict) + signs.get((code, filiere.id), "")
            cells.append(Cell("") if verdict is None else verdict_cell(verdict, mark))
        rows.append(tuple(cells))
    legend = ", ".join(f"{verdict_mark(verdict)} : {verdict_label(verdict).lower()}" for verdict in Verdict)
    return TableBlock(
        _("Ce qui manque : les quartiers et les besoins"),
        (_("Quartier"), *(clean(filiere.label) for filiere in columns)),
        tuple(rows),
        (6.0, *(1.2 for _column in columns)),
        (legend + ".",),
        upright=True,
    )


def _counts(context: Context, filieres: Collection[str]) -> TableBlock:
    gaps = context.bundle.gaps
    rows = []
    for filiere in context.filieres:
        if filiere.id in filieres:
            found = Counter(gaps.loc[gaps["filiere"] == filiere.id, "verdict"])
            rows.append((clean(filiere.label), *(number(found[verdict]) for verdict in Verdict)))
    return table(
        _("Nombre de quartiers par réponse"),
        (_("Besoin"), *(verdict_label(verdict) for verdict in Verdict)),
        rows,
        widths=(4, *(2 for _verdict in Verdict)),
    )

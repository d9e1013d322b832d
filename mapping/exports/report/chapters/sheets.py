"""One sheet for each quartier: four numbers, a small map, each answer with its reason."""

from collections.abc import Iterator
from typing import Any

from mapping.domain.models import Verdict
from mapping.domain.tables import split_values
from mapping.domain.verdicts import reason, verdict_label
from mapping.exports.report.chapters.gaps import marks
from mapping.exports.report.context import Context, table
from mapping.exports.report.document import Block, Bullets, Cell, Heading, Paragraph, TableBlock
from mapping.exports.report.marks import FRAGILE, ON_EDGE, verdict_cell
from mapping.exports.report.words import clean, listed, number
from mapping.i18n import _, ngettext

MAP_MM = (165.0, 165.0)
NAMED = 24
"""Places that a sheet names; past them, the others are counted."""


def blocks(context: Context) -> Iterator[Block]:
    """Yield the chapter: an empty territory has no sheet."""
    if not context.zones():
        yield Paragraph(_("L'atelier n'a pas de quartier : importez ses contours dans « Préparer »."))
    rows = {
        code: group.to_dict("records") for code, group in context.bundle.gaps.groupby("code_qp", sort=False)
    }  # fmt: skip
    known = {str(row["code"]): row for row in context.bundle.qpv.to_dict("records")}
    signs = marks(context)
    for rank, (code, name) in enumerate(context.zones()):
        yield Heading(_("{name} ({code})").format(name=name, code=code), new_page=rank > 0)
        yield from _sheet(context, code, name, rows.get(code, []), known.get(code, {}), signs)


def _sheet(
    context: Context,
    code: str,
    name: str,
    rows: list[dict[Any, Any]],
    zone: dict[Any, Any],
    signs: dict[tuple[str, str], str],
) -> Iterator[Block]:
    told = context.published()
    shown = [row if (code, row["filiere"]) in told else row | {"needs": 0, "people_asking": 0} for row in rows]
    yield Paragraph(_sentence(context, name, shown))
    yield _numbers(context, zone, shown)
    yield from context.figures("qpv", _("{name} et ses lieux").format(name=name), code=code, size=MAP_MM)
    yield _answers(context, code, name, shown, zone, signs)
    yield Paragraph(_places(context, code))
    yield from _flips(context, code)


def _sentence(context: Context, name: str, rows: list[dict[Any, Any]]) -> str:
    served = [row for row in rows if row["verdict"] == Verdict.PRESENT]
    absent = [context.filiere_names(row["filiere"]) for row in rows if row["verdict"] == Verdict.ABSENT]
    first = (
        ngettext(
            "{name} : {n} besoin sur {all} a une réponse sur place, à portée de la plupart des habitants.",
            "{name} : {n} besoins sur {all} ont une réponse sur place, à portée de la plupart des habitants.",
            len(served),
        ).format(name=name, n=len(served), all=len(rows))
        if served
        else _("{name} : aucun besoin n'a de réponse sur place qui soit à portée de la plupart des habitants.").format(
            name=name
        )
    )
    if not absent:
        return first
    return (
        first
        + " "
        + _("Rien n'est connu, ni dedans ni à portée de marche, pour : {needs}.").format(needs=listed(absent))
    )


def _numbers(context: Context, zone: dict[Any, Any], rows: list[dict[Any, Any]]) -> TableBlock:
    inside, covered = int(zone.get("actors_inside", 0)), sum(row["inside"] > 0 for row in rows)
    asking = sum(int(row["people_asking"]) for row in rows)
    return table(
        _("Quatre nombres"),
        (_("Habitants"), _("Lieux dans le quartier"), _("Besoins qui y ont un lieu"), _("Demandes de personnes")),
        [
            (
                number(float(zone.get("population", float("nan")))),
                number(inside),
                _("{n} sur {all}").format(n=covered, all=len(rows)),
                number(asking) if asking else _("aucune, ou trop peu pour être dites"),
            )
        ],
    )


def _answers(
    context: Context,
    code: str,
    name: str,
    rows: list[dict[Any, Any]],
    zone: dict[Any, Any],
    signs: dict[tuple[str, str], str],
) -> TableBlock:
    cells = []
    for row in rows:
        found = signs.get((code, row["filiere"]), "")
        firm = [word for sign, word in ((FRAGILE, _("fragile")), (ON_EDGE, _("en limite"))) if sign in found]
        verdict = verdict_label(row["verdict"]) + "".join(f" ({word})" for word in firm)
        why = reason(
            row,
            band_m=context.bundle.parameters.band_m,
            parameters=context.bundle.parameters,
            walk_basis=str(zone.get("walk_basis", "")),
        )
        need = Cell(context.filiere_names(row["filiere"]))
        cells.append((need, verdict_cell(row["verdict"], verdict), Cell(why)))
    return TableBlock(
        _("{name} : chaque besoin, la réponse et sa raison").format(name=name),
        (_("Besoin"), _("Réponse"), _("Pourquoi")),
        tuple(cells),
        (3.0, 2.2, 9.0),
        tuple(_measured(context, zone)),
    )


def _measured(context: Context, zone: dict[Any, Any]) -> Iterator[str]:
    """Say once how all the minutes of a sheet were measured."""
    if zone.get("walk_method") == "crow_fly":
        yield _("Minutes à vol d'oiseau, rallongées de {percent} % : l'atelier n'a pas de rues ici.").format(
            percent=number((context.bundle.parameters.detour - 1) * 100)
        )


def _places(context: Context, code: str) -> str:
    actors = context.bundle.actors
    here = [name for name, cell in zip(actors["name"], actors["code_qp"]) if code in split_values(str(cell))]
    names = sorted({clean(str(name)) for name in here if str(name).strip()}, key=str.casefold)
    if not names:
        return _("Aucun lieu n'est connu dans ce quartier : complétez la liste avec ceux qui le connaissent.")
    return _("Lieux connus dans le quartier : {names}.").format(names=listed(names, most=NAMED))


def _flips(context: Context, code: str) -> Iterator[Block]:
    found = context.reading("sensitivity")
    if found.empty:
        return
    here = found[(found["code_qp"] == code) & found["fragile"].astype(bool)]
    if here.empty:
        yield Paragraph(_("Aucune de ces réponses ne change avec d'autres seuils raisonnables."))
        return
    said = [f"{context.filiere_names(row['filiere'])} : {row['flips']}" for row in here.to_dict("records")]
    yield Heading(_("Réponses fragiles"), level=3)
    yield Bullets(tuple(said))

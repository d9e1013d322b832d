"""What exists: the places that lists and residents know, by need, by statut and by dispositif."""

from collections import Counter
from collections.abc import Collection, Iterator

import pandas as pd

from mapping.domain.nomenclature import legal_forms, schemes
from mapping.domain.tables import split_values
from mapping.exports.labels import term_label
from mapping.exports.report.context import Context, table
from mapping.exports.report.document import Block, Heading, Paragraph
from mapping.exports.report.words import clean, number
from mapping.i18n import _, ngettext


def blocks(context: Context) -> Iterator[Block]:
    """Yield the chapter."""
    actors = context.bundle.actors
    if actors.empty:
        yield Paragraph(
            _(
                "L'atelier n'a encore aucune liste de structures : une liste vide ne dit pas qu'il n'y a rien. Ajoutez "
                "les listes de vos partenaires dans « Préparer », puis refaites ce rapport."
            )
        )
        return
    yield Paragraph(_summary(actors))
    yield from by_need(context, [filiere.id for filiere in context.filieres])
    yield Heading(_("Quelles structures"))
    yield from _terms(actors, "legal_form", _("Les statuts"), _("Statut"), legal_forms())
    yield from _terms(actors, "scheme", _("Les dispositifs"), _("Dispositif"), schemes())


def by_need(context: Context, filieres: Collection[str]) -> Iterator[Block]:
    """Yield the places of some needs."""
    actors, gaps = context.bundle.actors, context.bundle.gaps
    around = (actors["code_qp"] != "") | (actors["code_qp_band"] != "")
    official = Counter(value for cell in actors[around & (actors["origin"] == "official")]["filieres"] for value in split_values(str(cell)))  # fmt: skip # noqa: E501
    resident = Counter(value for cell in actors[around & (actors["origin"] == "resident")]["filieres"] for value in split_values(str(cell)))  # fmt: skip # noqa: E501
    rows = []
    for filiere in context.filieres:
        if filiere.id in filieres:
            with_one = int((gaps[gaps["filiere"] == filiere.id]["inside"] > 0).sum())
            told = _("{n} sur {all}").format(n=with_one, all=len(context.zones()))
            rows.append((clean(filiere.label), number(official[filiere.id]), number(resident[filiere.id]), told))
    if rows:
        yield table(
            _("Les lieux connus dans les quartiers et juste autour, par besoin"),
            (_("Besoin"), _("Sur les listes"), _("Ajoutés par les habitants"), _("Quartiers qui en ont un")),
            rows,
            widths=(5, 2, 3, 3),
            notes=(_("Un lieu qui répond à plusieurs besoins compte dans chacun."),),
        )


def _summary(actors: pd.DataFrame) -> str:
    inside = int((actors["code_qp"] != "").sum())
    band = int(((actors["code_qp"] == "") & (actors["code_qp_band"] != "")).sum())
    told = ngettext(
        "L'atelier connaît {n} lieu : {inside} dans un quartier, {band} juste autour.",
        "L'atelier connaît {n} lieux : {inside} dans un quartier, {band} juste autour.",
        len(actors),
    ).format(n=number(len(actors)), inside=number(inside), band=number(band))
    unplaced = int(actors["lon"].isna().sum())
    if unplaced:
        told += " " + ngettext(
            "{n} n'a pas de position et ne compte nulle part.", "{n} n'ont pas de position et ne comptent nulle part.",
            unplaced,
        ).format(n=number(unplaced))  # fmt: skip
    return told


def _terms(actors: pd.DataFrame, column: str, caption: str, name: str, terms: object) -> Iterator[Block]:
    given = actors.loc[actors["origin"] == "official", column].astype(str)
    counts = given[given != ""].value_counts()
    if counts.empty:
        yield Paragraph(_("{what} : les listes importées ne le disent pas.").format(what=caption))
        return
    rows = [(clean(term_label(terms, str(value))), number(int(count))) for value, count in counts.items()]  # type: ignore[arg-type]
    missing = int((given == "").sum())
    notes = (_("Non dit pour {n} structures.").format(n=number(missing)),) if missing else ()
    yield table(caption, (name, _("Structures")), rows, widths=(8, 2), notes=notes)

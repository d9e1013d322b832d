"""The territory and the method: what was looked at, and how its answers are to be read."""

from collections.abc import Iterator, Sequence

from mapping.domain.models import Verdict
from mapping.domain.verdicts import verdict_label
from mapping.exports.report.context import Context, table
from mapping.exports.report.document import Block, Bullets, Heading, Note, Paragraph, TableBlock
from mapping.exports.report.marks import verdict_mark
from mapping.exports.report.words import clean, listed, number
from mapping.i18n import _, ngettext

MAP_MM = (165.0, 150.0)


def blocks(context: Context) -> Iterator[Block]:
    """Yield the chapter."""
    yield Paragraph(_territory(context))
    yield from context.figures("territory", _("Le territoire de l'atelier"), size=MAP_MM)
    yield _quartiers(context)
    yield Heading(_("Comment le diagnostic est fait"))
    yield Paragraph(
        _(
            "Pour chaque quartier et chaque besoin, on regarde quels lieux de l'économie sociale et solidaire "
            "existent, combien de minutes il faut marcher pour y aller, et ce que les habitants en disent."
        )
    )
    yield Bullets(tuple(_steps(context)))
    yield Heading(_("Comment lire les réponses"))
    yield table(
        _("Les six réponses possibles"),
        (_("Signe"), _("Réponse"), _("Ce que ça veut dire")),
        _meanings(context),
        widths=(1, 3, 9),
    )
    yield Note(
        _("« Absent » veut dire : absent de ce que l'atelier sait. Le chapitre sur ce qu'on ne sait pas dit où.")
    )


def _territory(context: Context) -> str:
    zones, qpv = context.zones(), context.bundle.qpv
    communes = {
        clean(name) for cell in context.bundle.snapshot.zones["commune_names"] for name in str(cell).split("|") if name
    }
    known = qpv["population"][qpv["population"] > 0]
    where = _(" dans {communes}").format(communes=listed(sorted(communes), most=12)) if communes else ""
    told = [
        ngettext("L'atelier porte sur {n} quartier{where}.", "L'atelier porte sur {n} quartiers{where}.", len(zones))
        .format(n=len(zones), where=where)
    ]  # fmt: skip
    if len(known):
        told.append(_("On y compte {n} habitants.").format(n=number(float(known.sum()))))
    without = len(qpv) - len(known)
    if without:
        told.append(
            ngettext(
                "Le nombre d'habitants de {n} quartier n'est pas connu.",
                "Le nombre d'habitants de {n} quartiers n'est pas connu.",
                without,
            ).format(n=without)
        )
    return " ".join(told)


def _quartiers(context: Context) -> TableBlock:
    zones, qpv = context.bundle.snapshot.zones, {row["code"]: row for row in context.rows(context.bundle.qpv)}
    rows = [
        (
            clean(str(zone.name)),
            str(zone.code),
            listed(map(clean, str(zone.commune_names).split("|")), most=3),
            number(float(qpv[zone.code]["population"])) if zone.code in qpv else _("inconnu"),
            number(float(qpv[zone.code]["area_km2"]), decimals=2) if zone.code in qpv else _("inconnu"),
        )
        for zone in zones.itertuples(index=False)
    ]
    vintages = sorted({str(value) for value in zones["vintage"] if value})
    notes = (_("Contours de {years}.").format(years=listed(vintages)),) if vintages else ()
    return table(
        _("Les quartiers de l'atelier"),
        (_("Quartier"), _("Code"), _("Communes"), _("Habitants"), _("km²")),
        rows,
        widths=(5, 3, 4, 2, 1.5),
        notes=notes,
    )


def _steps(context: Context) -> Iterator[str]:
    chosen = context.bundle.parameters
    yield _(
        "Un lieu compte dans un quartier s'il est dedans ; on regarde aussi à {band} m autour de sa limite."
    ).format(band=number(chosen.band_m))
    yield _("On marche à {speed} m par minute. Un lieu est à portée à {reach} minutes de marche ou moins.").format(
        speed=number(chosen.speed_m_min), reach=number(chosen.reach_min)
    )
    yield _(
        "Un besoin est servi quand {share} % des habitants au moins ont un lieu à portée ; au-delà de {far} minutes, "
        "un lieu est trop loin pour compter."
    ).format(share=number(chosen.reach_share * 100), far=number(chosen.far_min))
    yield _(
        "Ce que disent les habitants n'est publié, et ne change une réponse, qu'à partir de {n} personnes différentes."
    ).format(n=number(chosen.min_people))
    yield (
        _("Ce qui attend d'être relu par l'équipe est compté.")
        if context.bundle.includes_pending
        else _("Seul ce que l'équipe a relu et accepté est compté.")
    )


def _meanings(context: Context) -> Sequence[tuple[str, str, str]]:
    chosen = context.bundle.parameters
    band, reach = number(chosen.band_m), number(chosen.reach_min)
    meanings = {
        Verdict.PRESENT: _("Il y a un lieu dans le quartier, et assez d'habitants l'ont à portée."),
        Verdict.NEARBY: _("Rien dans le quartier, mais un lieu à {band} m de sa limite, ou à portée de marche."),
        Verdict.FAR: _("Il y a un lieu, mais trop peu d'habitants l'ont à {reach} minutes ou moins."),
        Verdict.UNKNOWN_OFFER: _("Il y a un lieu, mais on le demande plus qu'on ne le connaît."),
        Verdict.ABSENT: _("Aucun lieu connu dans le quartier, ni autour, ni à portée de marche."),
        Verdict.INSUFFICIENT_DATA: _("On ne sait pas : ce n'est pas la même chose qu'absent."),
    }
    return [
        (verdict_mark(verdict), verdict_label(verdict), said.format(band=band, reach=reach))
        for verdict, said in meanings.items()
    ]

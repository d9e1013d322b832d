"""What residents see: what they ask, what they know, how far their neighbourhood goes, their words."""

from collections import Counter
from collections.abc import Collection, Iterator

from mapping.domain.models import ContributionKind, Status
from mapping.domain.perception_states import PerceptionState, state_label
from mapping.domain.privacy import sensitive_rows
from mapping.exports.labels import kind_label
from mapping.exports.public import public_id
from mapping.exports.report.context import Context, table
from mapping.exports.report.document import Block, Bullets, Heading, Note, Paragraph, Quote
from mapping.exports.report.words import clean, number
from mapping.i18n import _

MAP_MM = (165.0, 130.0)


def blocks(context: Context) -> Iterator[Block]:
    """Yield the chapter."""
    every = [filiere.id for filiere in context.filieres]
    yield Heading(_("Ce qu'ils demandent"))
    yield from needs(context, every)
    if len(context.contributions(ContributionKind.NEED)):
        yield from context.figures("needs", _("Ce que les habitants demandent, et où"), size=MAP_MM)
    yield Heading(_("Ce qu'ils connaissent"))
    yield from known(context, every)
    yield from seen(context)


def seen(context: Context) -> Iterator[Block]:
    """Yield how far their neighbourhood goes, and their words."""
    yield Heading(_("Jusqu'où va leur quartier"))
    yield from _representations(context)
    yield Heading(_("Leurs mots"))
    yield from _verbatims(context)


def needs(context: Context, filieres: Collection[str]) -> Iterator[Block]:
    """Yield what is asked, of some needs; what too few people ask is counted, not told."""
    told, gaps = context.published(), context.bundle.gaps
    asked = gaps[(gaps["people_asking"] != 0) & gaps["filiere"].isin(list(filieres))]
    shown = asked[[(code, need) in told for code, need in zip(asked["code_qp"], asked["filiere"], strict=True)]]
    if shown.empty:
        yield Paragraph(
            _("Aucune demande n'a été faite dans les quartiers, ou trop peu de personnes l'ont faite pour être dite.")
        )
    else:
        names = dict(context.zones())
        ordered = shown.sort_values(["people_asking", "code_qp"], ascending=[False, True])
        yield table(
            _("Les demandes des habitants"),
            (_("Quartier"), _("Besoin"), _("Demandes"), _("Personnes")),
            [
                (
                    names.get(row["code_qp"], row["code_qp"]),
                    context.filiere_names(row["filiere"]),
                    number(row["needs"]),
                    number(row["people_asking"]),
                )
                for row in ordered.to_dict("records")
            ],
            widths=(6, 5, 2, 2),
        )
    hidden = len(asked) - len(shown)
    if hidden:
        yield Note(
            _(
                "{n} autres croisements d'un quartier et d'un besoin ont des demandes de moins de {least} personnes."
            ).format(n=number(hidden), least=number(context.bundle.parameters.min_people))
        )


def known(context: Context, filieres: Collection[str]) -> Iterator[Block]:
    """Yield what lists hold crossed with what residents cite, of some needs."""
    perception = context.reading("perception")
    kept = perception[perception["published"].astype(bool)] if len(perception) else perception
    kept = kept[kept["filiere"].isin(list(filieres))] if len(kept) else kept
    if kept.empty:
        yield Paragraph(
            _(
                "Trop peu de personnes ont dit ce qu'elles connaissent pour le croiser avec les listes. Montrez la "
                "carte des lieux en séance et demandez : « Vous connaissez ? Vous y allez ? »"
            )
        )
        return
    rows = []
    for filiere in context.filieres:
        found = Counter(kept.loc[kept["filiere"] == filiere.id, "state"])
        if found:
            rows.append((clean(filiere.label), *(number(found[state]) for state in PerceptionState)))
    yield table(
        _("Nombre de quartiers où un besoin est sur les listes, ou cité par des habitants"),
        (_("Besoin"), *(state_label(state) for state in PerceptionState)),
        rows,
        widths=(4, 3, 3, 3, 3),
        notes=(
            _("Seuls comptent les quartiers où au moins {n} personnes ont parlé de ce besoin.").format(
                n=number(context.bundle.parameters.min_people)
            ),
        ),
    )


def _representations(context: Context) -> Iterator[Block]:
    said = context.reading("representation_sentences")
    if said.empty:
        yield Paragraph(
            _("Personne n'a dessiné son quartier, ou trop peu de personnes l'ont fait pour que ce soit montré.")
        )
        return
    names = dict(context.zones())
    levels = context.bundle.representations.get("levels")
    drawn = set() if levels is None else set(levels["code"])
    for code, group in said.groupby("code_qp", sort=False):
        yield Heading(names.get(str(code), str(code)), level=3)
        yield Bullets(tuple(clean(str(sentence)) for sentence in group["sentence"]))
        if code not in drawn:
            continue
        yield from context.figures(
            "representations",
            _("Jusqu'où va le quartier, autour de {name}").format(name=names.get(str(code), str(code))),
            code=str(code),
            size=MAP_MM,
        )


def _verbatims(context: Context) -> Iterator[Block]:
    quotes = list(_quotes(context))
    if not quotes:
        yield Paragraph(
            _("Aucune parole n'a été choisie pour ce rapport. Choisissez-en dans « Restituer », parmi les acceptées.")
        )
        return
    yield Paragraph(_("Choisies par l'équipe d'animation parmi ce qui a été accepté, écrites à la lettre, sans nom."))
    yield from quotes


def _quotes(context: Context) -> Iterator[Quote]:
    snapshot = context.bundle.snapshot
    held = snapshot.contributions
    kept = held[(held["status"] == Status.ACCEPTED) & ~sensitive_rows(held, snapshot.workshop)]
    rows = {str(row["id"]): row for row in kept[["id", "kind", "filiere", "text"]].to_dict("records")}
    for chosen in context.settings.verbatims:
        # A public bundle has other identifiers than those that were chosen in the room.
        row = rows.get(chosen) or rows.get(public_id(snapshot.workshop, chosen))
        if row is not None and clean(str(row["text"])):
            need = context.filiere_names(str(row["filiere"])) if row["filiere"] else ""
            about = kind_label(ContributionKind(row["kind"])).capitalize()
            yield Quote(clean(str(row["text"])), f"{about} : {need}" if need else about)

"""One pillar of the contrat de ville: what exists, what is missing and what residents say, for its needs only."""

from collections.abc import Iterator

from mapping.domain.pillars import PILLARS, pillar_of
from mapping.exports.report.chapters import filieres, gaps, residents, supply
from mapping.exports.report.context import Context
from mapping.exports.report.document import Block, Heading, Paragraph
from mapping.exports.report.words import clean, listed
from mapping.i18n import _


def pillars(context: Context) -> list[str]:
    """Return the pillars that have a need in this workshop, in order."""
    held = {pillar_of(filiere.id) for filiere in context.filieres}
    return [pillar for pillar in PILLARS if pillar in held]


def blocks(context: Context, pillar: str, *, hidden: tuple[str, ...] = ()) -> Iterator[Block]:
    """Yield the chapter of a pillar; ``hidden`` are the chapters whose part of it is left out."""
    mine = [filiere for filiere in context.filieres if pillar_of(filiere.id) == pillar]
    ids = [filiere.id for filiere in mine]
    yield Paragraph(_("Besoins lus ici : {needs}.").format(needs=listed(clean(filiere.label) for filiere in mine)))
    if "supply" not in hidden:
        yield Heading(_("Ce qui existe"))
        yield from supply.by_need(context, ids)
    if "gaps" not in hidden:
        yield Heading(_("Ce qui manque"))
        yield from gaps.summary(context, ids)
    if "residents" not in hidden:
        yield Heading(_("Ce que demandent et connaissent les habitants"))
        yield from residents.needs(context, ids)
        yield from residents.known(context, ids)
    if "filieres" not in hidden:
        yield Heading(_("Qui peut s'allier"))
        yield from filieres.together(context, ids)

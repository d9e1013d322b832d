"""Premises that residents listed, whom each would serve, who could share them, and what was imagined there."""

from collections.abc import Iterator

import pandas as pd

from mapping.domain.models import ContributionKind
from mapping.exports.report.context import Context, table
from mapping.exports.report.document import Block, Heading, Note, Paragraph
from mapping.exports.report.words import clean, number
from mapping.i18n import _, ngettext

MAP_MM = (165.0, 110.0)
BEST = 3
"""Needs told for each premises."""


def blocks(context: Context) -> Iterator[Block]:
    """Yield the chapter."""
    listed = context.contributions(ContributionKind.PREMISES)
    if listed.empty:
        yield Paragraph(
            _(
                "Aucun local n'a été signalé. Demandez en séance : « Où y a-t-il un pied d'immeuble vide, une salle "
                "qui pourrait servir ? »"
            )
        )
    else:
        yield Paragraph(
            ngettext(
                "Les habitants ont signalé {n} local.", "Les habitants ont signalé {n} locaux.", len(listed)
            ).format(n=number(len(listed)))
        )
        yield from _siting(context)
        yield from _pooling(context)
    yield from _scenarios(context)


def _name(name: object) -> str:
    return clean(str(name)) or _("local sans description")


def _siting(context: Context) -> Iterator[Block]:
    siting = context.reading("siting")
    yield Heading(_("Pour qui ouvrir, et où"))
    gain = siting[siting["inhabitants"] > 0] if len(siting) else siting
    if gain.empty:
        yield Paragraph(
            _("Aucun de ces locaux ne rapprocherait un besoin de quelqu'un qui n'y a pas accès, ou on ne peut le dire.")
        )
        return
    best = gain.sort_values("inhabitants", ascending=False).groupby("candidate_id", sort=False).head(BEST)
    yield table(
        _("Ce que chaque local changerait"),
        (_("Local"), _("Besoin"), _("Habitants qui l'auraient à portée"), _("Minutes à pied, avant et après")),
        [
            (
                _name(row["name"]),
                context.filiere_names(str(row["filiere"])),
                number(round(float(row["inhabitants"]), -1)),
                _("{before}, puis {after}").format(
                    before=number(float(row["walk_before_min"])), after=number(float(row["walk_after_min"]))
                ),
            )
            for row in best.to_dict("records")
        ],
        widths=(5, 4, 3, 3),
        notes=(
            _(
                "Pour chaque local, les besoins qui y gagneraient le plus ; {n} au plus. Habitants qui n'ont rien à "
                "{reach} minutes aujourd'hui, arrondis à la dizaine ; minutes : médiane de ces habitants."
            ).format(n=BEST, reach=number(context.bundle.parameters.reach_min)),
        ),
    )
    yield Note(_("Ni le loyer, ni l'état du local, ni l'accord du propriétaire ne sont connus ici."))


def _pooling(context: Context) -> Iterator[Block]:
    shared = context.reading("filieres")
    shared = shared[shared["reading"] == "pooling"] if len(shared) else shared
    yield Heading(_("Partager un local"))
    if shared.empty:
        yield Paragraph(_("Aucun local signalé n'est assez près de plusieurs structures pour qu'elles le partagent."))
        return
    texts = context.bundle.snapshot.contributions.set_index("id")["text"]
    yield table(
        _("Les structures assez proches d'un local, et entre elles, pour le partager"),
        (_("Local"), _("Structures"), _("Besoins")),
        [
            (
                _name(texts.get(row["premises_id"], "")),
                ", ".join(context.place_name(place) for place in str(row["place_ids"]).split("|")),
                context.filiere_names(str(row["filiere_ids"])),
            )
            for row in shared.to_dict("records")
        ],
        widths=(4, 6, 4),
    )


def _scenarios(context: Context) -> Iterator[Block]:
    yield Heading(_("Et si on ouvrait ici ?"))
    found = context.reading("scenarios")
    if found.empty:
        yield Paragraph(
            _("Aucun scénario n'a été gardé : « Analyser » permet d'imaginer un lieu et d'en voir l'effet.")
        )
        return
    names = dict(context.zones())
    changed = found[found["people"].isna() | (found["people"].abs() >= 1)]
    yield table(
        _("Ce que changent les scénarios gardés"),
        (_("Scénario"), _("Quartier"), _("Besoin"), _("Habitants qui gagnent un lieu à portée")),
        [
            (
                clean(str(row["name"]).removeprefix("'")),
                names.get(row["code_qp"], str(row["code_qp"])),
                context.filiere_names(str(row["filiere"])),
                _people(row["people"]),
            )
            for row in changed.to_dict("records")
        ],
        widths=(5, 5, 4, 3),
    )
    last = context.bundle.scenarios[-1:]
    for scenario in last:
        caption = _("Aujourd'hui, et avec « {name} »").format(name=clean(scenario.name))
        yield from context.figures("scenario", caption, size=MAP_MM)


def _people(people: float) -> str:
    if pd.isna(people):
        return _("inconnu")
    sign = "+" if people > 0 else "−"
    return f"{sign}{number(abs(float(people)))}"

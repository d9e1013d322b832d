"""Annexes: every parameter, source, vintage, licence, limit and version, so that the report can be done again."""

from collections.abc import Iterator, Mapping

from mapping.domain.parameters import Parameters
from mapping.domain.pillars import pillar_label, pillar_of, pillar_table
from mapping.exports.labels import dataset_label
from mapping.exports.report.context import Context, table
from mapping.exports.report.document import Block, Bullets, Heading, Paragraph
from mapping.exports.report.words import clean, number
from mapping.i18n import _


def blocks(context: Context) -> Iterator[Block]:
    """Yield the chapter."""
    yield Heading(_("Réglages"))
    yield table(
        _("Tous les réglages du diagnostic"),
        (_("Réglage"), _("Valeur"), _("Nom technique")),
        [(label, number(value, decimals=_decimals(value)), name) for name, label, value in parameters(context)],
        widths=(9, 2, 3),
        notes=(
            _("Ces seuils sont des choix de l'outil, que l'atelier peut changer ; aucun n'est une norme officielle."),
        ),
    )
    yield Heading(_("Sources"))
    yield from _sources(context)
    yield Heading(_("Les trois piliers du contrat de ville"))
    yield from _pillars(context)
    yield Heading(_("Limites"))
    yield Bullets(tuple(_limits()))
    yield Heading(_("Versions"))
    yield table(
        _("Ce qui a calculé ce rapport"),
        (_("Programme"), _("Version")),
        [(name, version) for name, version in context.bundle.versions.items()]
        or [(_("non dit"), _("non dit"))],
        widths=(4, 4),
    )  # fmt: skip


def parameters(context: Context) -> Iterator[tuple[str, str, float]]:
    """Yield the name, the words and the value of each parameter."""
    labels = _labels()
    for name, value in context.bundle.parameters.as_dict().items():
        yield name, labels.get(name, name), float(value)


def _labels() -> Mapping[str, str]:
    known = {
        "band_m": _("Largeur regardée autour d'un quartier, en mètres"),
        "speed_m_min": _("Allure de marche, en mètres par minute"),
        "reach_min": _("Minutes de marche sous lesquelles un lieu est à portée"),
        "reach_share": _("Part des habitants à portée pour qu'un besoin soit servi (0 à 1)"),
        "far_min": _("Minutes de marche au-delà desquelles un lieu ne compte plus"),
        "detour": _("Longueur d'un chemin à pied rapportée au vol d'oiseau, sans rues"),
        "min_people": _("Personnes différentes sous lesquelles rien n'est publié"),
        "boundary_m": _("Précision des contours, en mètres : plus près, un lieu est « en limite »"),
        "confidence": _("Confiance des intervalles (0 à 1)"),
    }
    unsaid = Parameters().as_dict().keys() - known.keys()
    return known | {name: name for name in unsaid}


def _decimals(value: float) -> int:
    return 0 if value == int(value) else 2


def _sources(context: Context) -> Iterator[Block]:
    sources = context.bundle.snapshot.sources
    if not sources:
        yield Paragraph(_("Aucun fichier n'a été importé dans l'atelier."))
        return
    unsaid = _("non dit")
    yield table(
        _("D'où viennent les données"),
        (_("Titre"), _("Contenu"), _("Millésime ou date"), _("Licence"), _("Importé le")),
        [
            (
                clean(source.title) + (_(" [inventé]") if source.fictional else ""),
                dataset_label(source.kind),
                clean(source.vintage) or (f"{source.published:%d/%m/%Y}" if source.published else unsaid),
                clean(source.licence) or unsaid,
                f"{source.imported_at:%d/%m/%Y}",
            )
            for source in sources
        ],
        widths=(6, 3, 3, 3, 2.5),
    )
    vintages = sorted({str(value) for value in context.bundle.snapshot.zones["vintage"] if value})
    if vintages:
        yield Paragraph(_("Millésime des contours des quartiers : {years}.").format(years=", ".join(vintages)))


def _pillars(context: Context) -> Iterator[Block]:
    whys = {row.filiere: row.why for row in pillar_table()}
    yield table(
        _("À quel pilier va chaque besoin dans ce rapport"),
        (_("Besoin"), _("Pilier"), _("Pourquoi")),
        [
            (
                clean(filiere.label),
                pillar_label(pillar_of(filiere.id)),
                whys.get(filiere.id, _("besoin ajouté par l'atelier : à répartir par l'équipe")),
            )
            for filiere in context.filieres
        ],
        widths=(4, 4, 7),
        notes=(_("Cette répartition est une hypothèse, à valider avec les partenaires du contrat de ville."),),
    )


def _limits() -> Iterator[str]:
    yield _("« Absent » veut dire absent des listes et de ce que les habitants ont dit, pas de la réalité.")
    yield _("Le siège d'une structure n'est pas toujours le lieu de son activité.")
    yield _("Un lieu compte un, quelle que soit sa taille, ses horaires ou ses prix.")
    yield _("Marcher est compté à la même allure pour tous, sans pente, sans porte fermée, sans crainte.")
    yield _("Les habitants d'un quartier sont placés là où les données le disent ; à défaut, également partout.")
    yield _("Les lieux juste autour de deux quartiers voisins comptent pour les deux : ne les additionnez pas.")
    yield _("Peu de lieux font des taux instables : lisez l'intervalle avant de comparer deux quartiers.")

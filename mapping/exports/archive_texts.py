"""What an archive says of itself in plain French: where to begin, and what the licences of its sources ask for."""

from mapping import __version__
from mapping.domain.demonstration import notice
from mapping.exports.bundle import Bundle
from mapping.exports.provenance import source_records
from mapping.i18n import _

_OPEN_STREET_MAP = ("odbl", "openstreetmap", "open database")
_SHARE_ALIKE = ("by-sa", "by sa")
_OPEN_LICENCE = ("licence ouverte", "etalab")


def readme_text(bundle: Bundle, *, documents: bool = False) -> str:
    """Return where to begin: what each folder is for, who may read it, how to check that nothing changed."""
    workshop = bundle.snapshot.workshop
    reader = (
        _("Ces fichiers sont publics : uniquement des contributions acceptées, sans rien qui désigne une personne.")
        if bundle.public
        else _("FICHIERS PRIVÉS : ils contiennent des contributions non relues ou refusées. Ne les publiez pas.")
    )
    parts = [
        workshop.title,
        notice() if workshop.is_demonstration else "",
        reader,
        _("Fait avec Cartoquartier {version}, le {day} (temps universel).").format(
            version=__version__, day=bundle.generated_at.strftime("%d/%m/%Y %H:%M")
        ),
        _folders(documents=documents),
        _("Vérifier que rien n'a changé depuis : sha256sum -c SHA256SUMS.txt"),
        _("Avant de publier ou de réutiliser : lisez LICENCES.txt."),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def licences_text(bundle: Bundle) -> str:
    """Return the sources, their licences, and what each licence asks for in words."""
    records = source_records(bundle.snapshot)
    lines = [_("Sources à citer, avec leur date et leur licence :")]
    for record in records:
        told = [
            record["titre"] or record["type"],
            record["date_publication"] or record["millesime"],
            record["licence"] or _("licence non dite : demandez avant de publier"),
            _("inventé pour une démonstration") if record["fictif"] else "",
        ]
        lines.append("- " + ", ".join(part for part in told if part))
    said = " ".join(f"{record['licence']} {record['titre']}" for record in records).casefold()
    lines.append("")
    if any(word in said for word in _OPEN_LICENCE):
        lines.append(_("Licence Ouverte : citez la source et la date de sa dernière mise à jour."))
    if any(word in said for word in _OPEN_STREET_MAP) or bundle.streets:
        lines.append(
            _(
                "ODbL : écrivez « © les contributeurs d'OpenStreetMap » (https://www.openstreetmap.org/copyright) ; "
                "une base de données qui en est tirée se republie sous ODbL."
            )
        )
    if any(word in said for word in _SHARE_ALIKE):
        lines.append(_("CC BY-SA : citez, et partagez de la même façon ce que vous en tirez."))
    lines += [
        _("Contributions des habitants : aucune licence n'est supposée, seul compte ce qui leur a été annoncé."),
        _("Dossier nomenclature : Licence Ouverte 2.0. Dessins : Font Awesome Free, CC BY 4.0."),
    ]
    return "\n".join(lines) + "\n"


def _folders(*, documents: bool) -> str:
    papers = [_("documents/       le rapport, les cartes à imprimer, la page à envoyer")] if documents else []
    return "\n".join(
        [
            *papers,
            _("cartes/          .gpkg s'ouvre en couleurs dans QGIS, .umap s'importe dans uMap ; .kml, .geojson"),
            _("tableaux/        atelier.xlsx, atelier.csv (point-virgule, virgule décimale) pour un tableur français"),
            _("donnees/         un CSV par table pour un programme (virgule, point décimal), avec leurs schémas"),
            _("data-inclusion/  les structures au schéma de data·inclusion ; ecartees.csv dit lesquelles n'y sont pas"),
            _("nomenclature/    statuts, dispositifs, besoins et correspondances : un schéma ouvert, à part"),
        ]
    )

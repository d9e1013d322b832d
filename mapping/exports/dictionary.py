"""The data dictionary: what each exported column is called and holds, in French.

One table for every file: the aliases of the GeoPackage, the definitions of the spreadsheet, the Table Schemas of the
archive.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mapping.domain.nomenclature import Filiere
from mapping.i18n import _

_COUNT, _VERDICT = "lieux_", "verdict_"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A column in words: a short title for a header, a sentence for a definition."""

    title: str
    help: str


def meaning(name: str, filieres: Iterable[Filiere] = ()) -> Meaning:
    """Return what a column holds; ``lieux_…`` and ``verdict_…`` are those of a need of the workshop.

    Examples
    --------
    >>> meaning("texte").title, meaning("colonne_de_demain").title
    ('Texte', 'colonne_de_demain')
    """
    known = _meanings() | {key: found for filiere in filieres for key, found in _of_need(filiere)}
    return known.get(name, Meaning(name, ""))


def described(names: Iterable[str], filieres: Iterable[Filiere] = ()) -> dict[str, Meaning]:
    """Return the meaning of each column of a table, in order."""
    known = _meanings() | {key: found for filiere in filieres for key, found in _of_need(filiere)}
    return {name: known.get(name, Meaning(name, "")) for name in names}


def _of_need(filiere: Filiere) -> Iterator[tuple[str, Meaning]]:
    label = filiere.label
    yield (
        f"{_COUNT}{filiere.id}",
        Meaning(_("Lieux : {need}").format(need=label), _("Lieux du quartier qui répondent à ce besoin")),
    )
    yield (
        f"{_VERDICT}{filiere.id}",
        Meaning(_("Verdict : {need}").format(need=label), _("Réponse trouvée dans le quartier pour ce besoin")),
    )


def _meanings() -> dict[str, Meaning]:
    return _identity() | _of_actor() | _of_contribution() | _of_zone() | _of_gap() | _of_source()


def _identity() -> dict[str, Meaning]:
    return {
        "couche": Meaning(_("Couche"), _("Ce qu'est la ligne : quartiers, acteurs ou contributions")),
        "identifiant": Meaning(_("Identifiant"), _("Identifiant dans l'atelier")),
        "type": Meaning(_("Type"), _("acteur, lieu, besoin, local, quartier vécu, trajet ; nature d'un contour")),
        "nom": Meaning(_("Nom"), _("Nom de la structure ou du quartier")),
        "texte": Meaning(_("Texte"), _("Ce que fait la structure ; ce que la personne a écrit, à la lettre")),
        "filieres": Meaning(_("Besoins (identifiants)"), _("Identifiants des besoins, séparés par |")),
        "besoins": Meaning(_("Besoins"), _("Besoins couverts ou exprimés, en mots, séparés par |")),
        "code_quartier": Meaning(_("Code du quartier"), _("Code officiel du quartier ; plusieurs séparés par |")),
        "quartier": Meaning(_("Quartier"), _("Nom du quartier qui contient la position")),
        "longitude": Meaning(_("Longitude"), _("Degrés, WGS 84")),
        "latitude": Meaning(_("Latitude"), _("Degrés, WGS 84")),
        "geometrie": Meaning(_("Tracé"), _("Tracé ou surface (WKT, longitude puis latitude) ; vide pour un point")),
        "source": Meaning(_("Source"), _("D'où vient la ligne")),
        "licence": Meaning(_("Licence"), _("Licence de la source ; vide quand personne ne l'a dite")),
        "date_source": Meaning(_("Date de la source"), _("Date de publication, sinon millésime")),
        "fictif": Meaning(_("Fictif"), _("oui : inventé pour une démonstration")),
        "avertissement": Meaning(_("Avertissement"), _("Phrase d'une démonstration ; vide dans un vrai atelier")),
    }


def _of_actor() -> dict[str, Meaning]:
    return {
        "identifiant_source": Meaning(_("Identifiant de la source"), _("Identifiant dans la liste importée")),
        "statut_juridique": Meaning(_("Statut juridique"), _("Association, SCOP, SCIC, mutuelle…")),
        "dispositif": Meaning(_("Dispositif"), _("Régie de quartier, épicerie solidaire, chantier d'insertion…")),
        "siret": Meaning(_("SIRET"), _("14 chiffres, en texte")),
        "adresse": Meaning(_("Adresse"), _("Numéro et voie")),
        "code_postal": Meaning(_("Code postal"), _("5 caractères, en texte")),
        "commune": Meaning(_("Commune"), _("Nom de la commune")),
        "code_insee": Meaning(_("Code Insee"), _("Code officiel de la commune, 5 caractères, en texte")),
        "site_web": Meaning(_("Site web"), _("Adresse du site")),
        "dans_le_territoire": Meaning(
            _("Dans le territoire"), _("Dans un quartier ou à moins de la largeur de la bande")
        ),
    }


def _of_contribution() -> dict[str, Meaning]:
    return {
        "categorie": Meaning(_("Catégorie"), _("Catégorie de l'atelier ; vide le plus souvent")),
        "personnes": Meaning(_("Personnes"), _("Nombre de personnes qui le disent ensemble")),
        "position": Meaning(_("Position"), _("Comment la position a été donnée, donc ce qu'elle vaut")),
        "repere": Meaning(_("Repère"), _("Quartier, structure ou repère choisi dans une liste")),
        "identifiant_repere": Meaning(_("Identifiant du repère"), _("Code ou identifiant de ce repère")),
        "statut_validation": Meaning(_("Validation"), _("accepté, à valider, refusé, fusionné")),
        "langue": Meaning(_("Langue"), _("Code de la langue dans laquelle c'est écrit")),
        "motif": Meaning(_("Motif"), _("Motif de la décision (privé)")),
        "fusionne_avec": Meaning(_("Fusionné avec"), _("Identifiant de ce qui la remplace (privé)")),
        "arrive_par": Meaning(_("Arrivé par"), _("Ordinateur, téléphone, fichier (privé)")),
        "envoye_le": Meaning(_("Envoyé le"), _("Date et heure, temps universel (privé)")),
        "seance": Meaning(_("Séance"), _("Séance de l'atelier (privé)")),
        "groupe": Meaning(_("Groupe"), _("Groupe ou table (privé)")),
        "code_de_retrait": Meaning(_("Code de retrait"), _("Empreinte du code d'une personne (privé)")),
        "photo": Meaning(_("Photo"), _("Identifiant de la photo (privé)")),
        "etat_photo": Meaning(_("État de la photo"), _("Montrée ou cachée (privé)")),
    }


def _of_zone() -> dict[str, Meaning]:
    return {
        "code": Meaning(_("Code"), _("Code officiel du contour")),
        "millesime": Meaning(_("Millésime"), _("Année du contour ou de la publication")),
        "codes_communes": Meaning(_("Codes des communes"), _("Codes Insee, séparés par |")),
        "communes": Meaning(_("Communes"), _("Noms des communes, séparés par |")),
        "population": Meaning(_("Population"), _("Habitants du quartier ; vide si inconnu")),
        "population_annee": Meaning(_("Année de la population"), _("Année de référence")),
        "population_source": Meaning(_("Source de la population"), _("Qui publie ce nombre")),
        "population_fictive": Meaning(_("Population fictive"), _("oui : nombre inventé pour une démonstration")),
        "lieux": Meaning(_("Lieux"), _("Structures et lieux ajoutés, chacun compté une fois")),
        "besoins_couverts": Meaning(_("Besoins couverts"), _("Besoins avec au moins un lieu dans le quartier")),
        "besoins_absents": Meaning(_("Besoins absents"), _("Besoins dont le verdict est « Absent »")),
        "besoins_exprimes": Meaning(_("Besoins exprimés"), _("« Il manque ici » ; vide en public si peu le disent")),
        "personnes_demandant": Meaning(_("Personnes demandant"), _("Qui le demande ; vide en public si peu le disent")),
    }


def _of_gap() -> dict[str, Meaning]:
    return {
        "filiere": Meaning(_("Besoin (identifiant)"), _("Identifiant du besoin")),
        "besoin": Meaning(_("Besoin"), _("Besoin, en mots")),
        "lieux_dedans": Meaning(_("Lieux dedans"), _("Lieux à l'intérieur du quartier")),
        "lieux_autour_300m": Meaning(_("Lieux tout près"), _("Lieux dehors, dans la bande autour du quartier")),
        "lieux_pour_1000_hab": Meaning(_("Lieux pour 1 000 habitants"), _("Lieux dedans pour 1 000 habitants")),
        "lieux_pour_1000_hab_bas": Meaning(_("Pour 1 000 hab., borne basse"), _("Intervalle de Poisson exact")),
        "lieux_pour_1000_hab_haut": Meaning(_("Pour 1 000 hab., borne haute"), _("Intervalle de Poisson exact")),
        "marche_mediane_min": Meaning(_("Marche, médiane (min)"), _("Minutes à pied pour la moitié des habitants")),
        "marche_p90_min": Meaning(_("Marche, 90e centile (min)"), _("Minutes à pied pour 9 habitants sur 10")),
        "part_a_10min": Meaning(_("Part à 10 minutes"), _("Part des habitants à 10 minutes au plus, de 0 à 1")),
        "verdict": Meaning(_("Verdict (identifiant)"), _("present, nearby, far, unknown_offer, absent…")),
        "verdict_libelle": Meaning(_("Verdict"), _("Le verdict, en mots")),
    }


def _of_source() -> dict[str, Meaning]:
    return {
        "titre": Meaning(_("Titre"), _("Titre du fichier d'origine")),
        "date_publication": Meaning(_("Date de publication"), _("Date donnée par l'éditeur")),
        "importe_le": Meaning(_("Importé le"), _("Jour de l'import dans l'atelier")),
        "fichier": Meaning(_("Fichier"), _("Nom du fichier importé ; vide en public")),
        "empreinte_sha256": Meaning(_("Empreinte SHA-256"), _("Empreinte du fichier importé")),
    }

"""The words of the page itself: here, so that the catalogues find them."""

from mapping.domain.models import Verdict
from mapping.i18n import _


def page_words() -> dict[str, str]:
    """Return the fixed words of the page by the name that the template calls them."""
    return {
        "no_script": _("La carte a besoin de JavaScript ; la liste, les phrases et les sources se lisent sans."),
        "language": _("Langue"),
        "search": _("Chercher un mot"),
        "use": _("À quoi ça sert"),
        "everything": _("Tout"),
        "zone": _("Quartier"),
        "all_zones": _("Tous"),
        "kind": _("Sorte de lieu"),
        "all_kinds": _("Toutes"),
        "gaps": _("Montrer ce qui manque, pour le choix « À quoi ça sert »"),
        "agreement": _("Montrer ce que les habitants appellent leur quartier"),
        "agreement_help": _("Plus c'est foncé, plus il y a de personnes d'accord. Trois personnes au moins."),
        "reset": _("Tout montrer"),
        "map": _("Carte ; les mêmes choses sont dans la liste"),
        "list": _("La même chose en liste"),
        "signs": _("Ce que veulent dire les signes"),
        "shape": _("La forme"),
        "color": _("La couleur et le dessin : à quoi ça sert"),
        "zone_color": _("La couleur des quartiers : ce qui manque"),
        "found": _("Qu'est-ce qu'on a appris ?"),
        "found_help": _("Choisissez un quartier : ce qu'il y a, ce qui manque, ce que les gens en disent."),
        "missing": _("Qu'est-ce qui manque, et où ?"),
        "nothing": _("Rien à comparer : l'atelier n'a pas encore de quartier."),
        "sources": _("D'où viennent ces informations ?"),
        "source": _("Source"),
        "what": _("Ce que c'est"),
        "licence": _("Licence"),
        "vintage": _("Millésime"),
        "published": _("Publié le"),
        "imported": _("Importé le"),
        "invented": _("(données inventées)"),
        "not_said": _("non précisée"),
        "zoom_in": _("Agrandir"),
        "zoom_out": _("Réduire"),
        "close": _("Fermer"),
        "written": _("Ce que des personnes ont écrit reste dans leur langue."),
        "one_file": _("Cette page tient dans un seul fichier et ne demande rien à Internet."),
        "made_with": _("Faite avec {parts}.").format(
            parts="Cartoquartier, Leaflet (BSD), Font Awesome Free (CC BY 4.0), Atkinson Hyperlegible (OFL)"
        ),
    }


def verdict_words() -> dict[str, str]:
    """Return the words for the verdicts: those of the whole app, one of which residents would not understand alone."""
    return {
        Verdict.PRESENT.value: _("Présent"),
        Verdict.NEARBY.value: _("À côté"),
        Verdict.FAR.value: _("Présent, mais loin"),
        Verdict.UNKNOWN_OFFER.value: _("Présent, mais non connu"),
        Verdict.ABSENT.value: _("Absent"),
        Verdict.INSUFFICIENT_DATA.value: _("Données insuffisantes"),
    }


def near_words(band_m: float) -> str:
    """Return what « À côté » and « Données insuffisantes » mean."""
    return _(
        "« À côté » : rien dans le quartier, mais un lieu à {band} m au plus de sa limite. « Données insuffisantes » : "
        "on ne sait pas, ce n'est pas la même chose qu'absent."
    ).format(band=f"{band_m:g}")


def count_words() -> tuple[str, str, str]:
    """Return what is said of no thing, of one, of ``{n}``."""
    return (
        _("Rien ne répond à ces choix."),
        _("Une chose, sur la carte et ici."),
        _("{n} choses, sur la carte et ici."),
    )


def lead_words(day: str, zones: int, known: int, added: int) -> str:
    """Return what the page holds, in one line."""
    return _("Carte du {day}. Quartiers : {zones}. Lieux connus : {known}. Ajouts des habitants : {added}.").format(
        day=day, zones=zones, known=known, added=added
    )


def draft_words(pending: int) -> str:
    """Return that some of it was not read by anybody yet."""
    return _("Version de travail. Contributions pas encore relues : {n}.").format(n=pending)


def nowhere_words() -> tuple[str, str]:
    """Return the label and the words of a place that is not on the map."""
    return _("Position"), _("inconnue : elle n'est pas sur la carte")


def inside_words(number: int) -> str:
    """Return how many places there are inside a quartier."""
    return _("Dedans : {n}").format(n=number)


def near_count_words(number: int) -> str:
    """Return how many places there are just outside a quartier."""
    return _("Tout près : {n}").format(n=number)


def asking_words(number: int) -> str:
    """Return how many people ask for a place."""
    return _("Demandé par : {n}").format(n=number)

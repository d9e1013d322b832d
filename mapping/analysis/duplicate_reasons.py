"""What is known of a pair, and the same in words for the person who decides."""

from dataclasses import dataclass
from typing import Literal

from mapping.i18n import _

Siret = Literal["", "same", "same_company", "other"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two actors share.

    Parameters
    ----------
    name, place, address
        Scores from 0 to 100; ``place`` and ``address`` are None where unknown.
    distance_m
        In the legal metric CRS; NaN where a position is unknown.
    siret
        ``same_company`` is one SIREN and two establishments; empty where one of the two is unknown.
    same_town
        None where one does not say.
    says_something
        Whether the name is more than words that everybody in this field uses.
    is_sigle
        Whether one name is the initials of the other.
    may_have_moved
        Whether only these two have this name, in one town, and nothing but the place differs.
    """

    name: float
    place: float | None
    address: float | None
    distance_m: float
    siret: Siret
    same_town: bool | None
    says_something: bool
    is_sigle: bool
    may_have_moved: bool


def reasons(evidence: Evidence) -> tuple[str, ...]:
    """Return why a pair may be one actor, and what speaks against it, as short French phrases."""
    said = [_name(evidence), _siret(evidence), _address(evidence), _distance(evidence)]
    if evidence.may_have_moved:
        said.append(_("a peut-être déménagé, ou a deux adresses"))
    return tuple(phrase for phrase in said if phrase)


def _name(evidence: Evidence) -> str:
    if evidence.is_sigle:
        return _("l'un est le sigle de l'autre")
    if evidence.name >= 99.5:
        return _("mêmes mots dans le nom")
    # A score just below the one of identical names must not be shown as such.
    return _("noms proches ({score} sur 100)").format(score=min(round(evidence.name), 99))


def _siret(evidence: Evidence) -> str:
    return {
        "": "",
        "same": _("même SIRET"),
        "same_company": _("même SIREN, deux établissements : à vérifier"),
        "other": _("SIRET différents : à vérifier"),
    }[evidence.siret]


def _address(evidence: Evidence) -> str:
    if evidence.address is None:
        return _("adresse inconnue pour l'un des deux")
    if evidence.address >= 90:
        return _("même adresse")
    if evidence.address >= 80:
        return _("même rue, un numéro manque")
    return _("même rue, autre numéro") if evidence.address > 0 else _("adresses différentes")


def _distance(evidence: Evidence) -> str:
    if evidence.distance_m != evidence.distance_m:
        return _("position inconnue pour l'un des deux")
    if evidence.distance_m < 1000:
        return _("à {n} m l'un de l'autre").format(n=round(evidence.distance_m))
    return _("à {n} km l'un de l'autre").format(n=f"{evidence.distance_m / 1000:.1f}".replace(".", ","))

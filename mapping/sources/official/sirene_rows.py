"""Establishments of the Recherche d'entreprises API as rows of ``tables.ACTORS``.

Nobody's private data is kept: neither those who asked not to be published (``statut_diffusion`` other than ``O``), nor
people in business under their own name, nor ``dirigeants``, which is never asked for.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mapping.domain.crs import is_in_france
from mapping.domain.models import RejectedRow
from mapping.domain.nomenclature import Axis, CodeSystem, Strength, correspondences, default_filieres
from mapping.i18n import _
from mapping.sources.cells import clean_text

NOTE = re.compile(r"\[NAF [^\]]*\]")
"""What this module adds at the end of a description; the activity code is its first word after NAF."""

ESTABLISHMENT_FIELDS = ("siret", "adresse", "commune", "etat_administratif", "latitude", "longitude")
_HIDDEN = "[NON-DIFFUSIBLE]"
_PUBLIC = "O"
_OPEN = "A"
_SOLE_TRADER = "1000"
_NO_POSITION = (float("nan"), float("nan"))


class Left(StrEnum):
    """Why an establishment is left out without being given back."""

    UNDISCLOSED = "undisclosed"
    PERSON = "person"
    CLOSED = "closed"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Row:
    """One establishment: the values of an actor, why it is left out, or what prevents from reading it."""

    values: Mapping[str, Any] | None = None
    left: Left | None = None
    rejected: RejectedRow | None = None


def establishment_rows(unit: Mapping[str, Any], communes: Collection[str]) -> Iterator[Row]:
    """Yield one row for each establishment of a unit that matches the query.

    Parameters
    ----------
    unit
        One of ``results``, as the API gives it.
    communes
        Codes of the communes that were asked for.
    """
    for place in unit.get("matching_etablissements") or []:
        yield _row(unit, place if isinstance(place, dict) else {}, communes)


def proposed_filieres(naf: str, *, known: Collection[str]) -> tuple[str, ...]:
    """Return the filières that an activity code suggests; a person has to confirm them.

    Parameters
    ----------
    naf
        A code of the NAF rév. 2.
    known
        The identifiers of the filières of the workshop.

    Examples
    --------
    >>> proposed_filieres("95.29Z", known=["reparer", "se_nourrir"])
    ('reparer',)
    >>> proposed_filieres("94.99Z", known=["reparer"])
    ()
    """
    targets = [line.target for line in correspondences(CodeSystem.NAF, naf) if line.axis is Axis.FILIERE]
    return tuple(dict.fromkeys(target for target in targets if target in known))


def naf_of(description: str) -> str:
    """Return the activity code that a description ends with, ``""`` when it has none.

    Examples
    --------
    >>> naf_of("Traiteur solidaire [NAF 56.21Z (rév. 2)]")
    '56.21Z'
    """
    note = NOTE.search(description)
    return note.group()[len("[NAF ") : -1].split(" ")[0] if note else ""


def _row(unit: Mapping[str, Any], place: Mapping[str, Any], communes: Collection[str]) -> Row:
    if _is_undisclosed(unit, place):
        return Row(left=Left.UNDISCLOSED)
    if _text(unit, "nature_juridique") == _SOLE_TRADER:
        return Row(left=Left.PERSON)
    if _text(place, "etat_administratif") != _OPEN:
        return Row(left=Left.CLOSED)
    if _text(place, "commune") not in communes:
        return Row(left=Left.ELSEWHERE)
    legal_name = _text(unit, "nom_raison_sociale") or _text(unit, "nom_complet")
    sign = _sign(place)
    siret = registered_siret(_text(place, "siret"))
    problem = _("SIRET : 14 chiffres sont attendus") if not siret else ""
    if problem or not (sign or legal_name):
        problem = problem or _("nom de la structure : vide")
        values = {"siret": _text(place, "siret"), "nom": sign or legal_name, "adresse": _text(place, "adresse")}
        return Row(rejected=RejectedRow(0, problem, values))
    naf = _text(place, "activite_principale") or _text(unit, "activite_principale")
    nature = _text(unit, "nature_juridique")
    lon, lat = _position(place)
    return Row(
        {
            "id": "",
            "name": sign or legal_name,
            "siret": siret,
            "legal_form": _legal_form(nature),
            "scheme": _target(nature, Axis.SCHEME),
            "filieres": "",
            "description": _note(naf, legal_name if sign and sign != legal_name else ""),
            "address": _street(place),
            "postcode": _text(place, "code_postal"),
            "city": _text(place, "libelle_commune"),
            "code_insee": _text(place, "commune"),
            "lon": lon,
            "lat": lat,
            "website": "",
        }
    )


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return "" if value is None else clean_text(str(value))


def _is_undisclosed(unit: Mapping[str, Any], place: Mapping[str, Any]) -> bool:
    statuses = {_text(unit, "statut_diffusion"), _text(place, "statut_diffusion_etablissement")}
    shown = (_text(unit, "nom_complet"), _text(unit, "nom_raison_sociale"), _text(place, "adresse"))
    return bool(statuses - {"", _PUBLIC}) or any(_HIDDEN in text.upper() for text in shown)


def _sign(place: Mapping[str, Any]) -> str:
    """Return the name on the door, which people of the quartier know better than that of the legal unit."""
    signs = [clean_text(str(sign)) for sign in place.get("liste_enseignes") or [] if sign]
    return next((sign for sign in signs if sign), "") or _text(place, "nom_commercial")


def registered_siret(text: str) -> str:
    """Return the 14 digits of a SIRET of the register, zeros restored; ``""`` when it is not made of digits.

    The register gives these numbers out: their check digit is not ours to verify.

    Examples
    --------
    >>> registered_siret("512345600018"), registered_siret("inconnu")
    ('00512345600018', '')
    """
    return text.zfill(14) if re.fullmatch(r"[0-9]{9,14}", text) else ""


def _street(place: Mapping[str, Any]) -> str:
    """Return the address without the postcode and the commune that end it."""
    address, postcode = _text(place, "adresse"), _text(place, "code_postal")
    if postcode and (at := address.rfind(f" {postcode} ")) >= 0:
        return address[:at].strip()
    return "" if postcode and address.startswith(f"{postcode} ") else address


def _position(place: Mapping[str, Any]) -> tuple[float, float]:
    """Return (longitude, latitude), which are texts in this API; NaN where they are absent or no place in France."""
    try:
        lon, lat = float(_text(place, "longitude")), float(_text(place, "latitude"))
    except ValueError:
        return _NO_POSITION
    return (lon, lat) if is_in_france(lon, lat) else _NO_POSITION


def _target(nature: str, axis: Axis) -> str:
    lines = correspondences(CodeSystem.INSEE_LEGAL_CATEGORY, nature)
    return next((line.target for line in lines if line.axis is axis and line.strength is not Strength.HINT), "")


def _legal_form(nature: str) -> str:
    # The API was asked for ESS units and SIAE: a category that is outside the ESS by default says nothing of them.
    target = _target(nature, Axis.LEGAL_FORM)
    return "" if target == "prive_hors_ess" else target


def _note(naf: str, legal_name: str) -> str:
    labels = {filiere.id: filiere.label for filiere in default_filieres()}
    parts = [f"NAF {naf} (rév. 2)"] if naf else [_("NAF inconnue")]
    if legal_name:
        parts.append(_("raison sociale : {name}").format(name=legal_name.replace("]", ")")))
    proposed = [labels[filiere] for filiere in proposed_filieres(naf, known=labels)] if naf else []
    if proposed:
        parts.append(_("pistes à confirmer : {filieres}").format(filieres=", ".join(proposed)))
    return f"[{' ; '.join(parts)}]"

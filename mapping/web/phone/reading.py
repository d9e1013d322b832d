"""What a phone sends, read strictly: JSON or the fields of the form without script, to the request of a service."""

from collections.abc import Mapping
from typing import Any

from mapping.domain.errors import ContributionError
from mapping.domain.models import ContributionKind, Placement
from mapping.i18n import _
from mapping.services.contribute import Request
from mapping.services.phone_map import PhoneMap
from mapping.services.phone_shapes import (
    Where,
    where_by_corners,
    where_by_name,
    where_in_square,
    where_in_zone,
    where_on_map,
)

_DRAWN = frozenset({ContributionKind.LIVED_AREA, ContributionKind.ROUTE})


def text_in(values: Mapping[str, Any], name: str) -> str:
    """Return a text, empty where there is none.

    Raises
    ------
    ContributionError
        When it is something else than a text.
    """
    value = values.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ContributionError(_("« {name} » : un texte est attendu.").format(name=name))
    # Half of a character, as a cut emoji leaves, cannot be written anywhere.
    return value.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def number_in(values: Mapping[str, Any], name: str) -> float:
    """Return a number, given as one or as a text.

    Raises
    ------
    ContributionError
        When it is not a number.
    """
    value = values.get(name)
    try:
        number = float(str(value).replace(",", "."))
    except ValueError as error:
        raise ContributionError(_("« {name} » : un nombre est attendu.").format(name=name)) from error
    if isinstance(value, bool) or number != number or abs(number) > 1e6:
        raise ContributionError(_("« {name} » : un nombre est attendu.").format(name=name))
    return number


def people_in(values: Mapping[str, Any]) -> int:
    """Return a number of people, 1 where it is not told; the service says which are accepted.

    Raises
    ------
    ContributionError
        When it is not a whole number.
    """
    if values.get("people") in (None, ""):
        return 1
    number = number_in(values, "people")
    if number != int(number):
        raise ContributionError(_("« {name} » : un nombre est attendu.").format(name="people"))
    return int(number)


def request_from_json(values: Mapping[str, Any], phone_map: PhoneMap, *, language: str) -> Request:
    """Return the request of ``POST /api/contributions``.

    Raises
    ------
    ContributionError
        Saying what is missing or cannot be read.
    """
    kind = _kind(values)
    geometry = values.get("geometry")
    if geometry is not None and not isinstance(geometry, Mapping):
        raise ContributionError(_("L'endroit est illisible. Touchez de nouveau la carte."))
    placement = _placement(text_in(values, "placement"))
    where = where_on_map(phone_map, geometry, placement=placement, near_id=text_in(values, "near_id"))
    return _request(values, kind, where, language)


def request_from_form(values: Mapping[str, str], phone_map: PhoneMap, *, language: str) -> Request:
    """Return the request of the form without script: the place is a name, else a square, else a quartier.

    Raises
    ------
    ContributionError
        Saying what is missing or cannot be read.
    """
    kind = _kind(values)
    return _request(values, kind, _where_in_form(values, kind, phone_map), language)


def _where_in_form(values: Mapping[str, str], kind: ContributionKind, phone_map: PhoneMap) -> Where:
    told = {name: values.get(name, "").strip() for name in ("street", "square", "zone")}
    if kind in _DRAWN:
        lines = [line.strip() for line in values.get("corners", "").splitlines()]
        return where_by_corners(phone_map, [line for line in lines if line], kind)
    if told["street"]:
        return where_by_name(phone_map, told["street"])
    if told["square"]:
        return where_in_square(phone_map, told["square"])
    if told["zone"]:
        return where_in_zone(phone_map, told["zone"])
    raise ContributionError(_("Dites d'abord où c'est : une rue, une case du plan, ou un quartier."))


def _request(values: Mapping[str, Any], kind: ContributionKind, where: Where, language: str) -> Request:
    identifier = text_in(values, "id")
    if not identifier:
        raise ContributionError(_("Cet envoi n'a pas d'identifiant. Rechargez la page."))
    return Request(
        kind=kind,
        geometry_wkt=where.geometry_wkt,
        filiere=text_in(values, "filiere") or None,
        text=text_in(values, "text"),
        people=people_in(values),
        placement=where.placement,
        near_id=where.near_id,
        language=language,
        id=identifier,
        group_name=text_in(values, "group"),
        category=text_in(values, "category"),
    )


def _kind(values: Mapping[str, Any]) -> ContributionKind:
    told = text_in(values, "kind")
    if told not in set(ContributionKind):
        raise ContributionError(_("Choisissez d'abord ce que c'est."))
    return ContributionKind(told)


def _placement(told: str) -> Placement:
    if not told:
        return Placement.EXACT
    if told not in set(Placement):
        raise ContributionError(_("L'endroit est illisible. Touchez de nouveau la carte."))
    return Placement(told)

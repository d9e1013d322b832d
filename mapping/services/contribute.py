"""A resident adds something: checked, recorded once, given back with its receipt."""

from dataclasses import dataclass, replace

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from mapping.domain.crs import is_in_france
from mapping.domain.errors import ContributionError, NomenclatureError
from mapping.domain.ids import new_id, parse_id
from mapping.domain.journal import contribution_payload
from mapping.domain.models import Contribution, ContributionKind, EventKind, Origin, Placement, Status, Workshop
from mapping.domain.personal_data import personal_data
from mapping.domain.privacy import is_sensitive
from mapping.domain.workshop_settings import Moderation
from mapping.i18n import _
from mapping.services.workshops import now_utc
from mapping.storage.interface import Draft, Store

TEXT_MAX_CHARACTERS = 2000
PEOPLE_MAX = 500

_GEOMETRY_OF = {
    ContributionKind.PLACE: "Point",
    ContributionKind.NEED: "Point",
    ContributionKind.PREMISES: "Point",
    ContributionKind.LIVED_AREA: "Polygon",
    ContributionKind.ROUTE: "LineString",
}
_NEEDS_FILIERE = frozenset({ContributionKind.PLACE, ContributionKind.NEED})


@dataclass(frozen=True, slots=True)
class Request:
    """What a person fills in. ``geometry_wkt`` is WGS 84, longitude first; ``id`` makes sending again harmless."""

    kind: ContributionKind
    geometry_wkt: str
    filiere: str | None = None
    text: str = ""
    people: int = 1
    placement: Placement = Placement.EXACT
    near_id: str = ""
    language: str = "fr"
    origin: Origin = Origin.LAPTOP
    id: str | None = None
    session_id: str = ""
    group_name: str = ""
    category: str = ""
    author_key: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The contribution as recorded; ``created`` is false when this id had already arrived."""

    contribution: Contribution
    created: bool


def contribute(store: Store, request: Request) -> Receipt:
    """Record one contribution; when this returns, it is on disk.

    Sending the same ``id`` again changes nothing and gives back what was recorded first. It waits for the facilitator
    unless ``first_status`` says otherwise.

    Raises
    ------
    ContributionError
        When the position, the text or the number of people cannot be accepted as given.
    NomenclatureError
        When the filière is not one of the workshop's.
    """
    workshop = store.workshop()
    contribution = checked(request, workshop)
    contribution = replace(contribution, status=first_status(contribution, workshop))
    created = bool(store.append([submission(contribution)]))
    recorded = store.contribution(contribution.id)
    return Receipt(recorded or contribution, created)


def submission(contribution: Contribution) -> Draft:
    """Return the event that records a contribution, the same one however often it is sent."""
    payload = contribution_payload(contribution)
    return Draft(EventKind.CONTRIBUTION_SUBMITTED, contribution.id, payload, id=contribution.id)


def point_wkt(lon: float, lat: float) -> str:
    """Return the WKT of a WGS 84 point, rounded to 6 decimals (about 10 cm).

    Examples
    --------
    >>> point_wkt(2.35, 48.93)
    'POINT (2.35 48.93)'
    """
    return str(shapely.to_wkt(shapely.Point(round(lon, 6), round(lat, 6)), rounding_precision=6, trim=True))


def first_status(contribution: Contribution, workshop: Workshop) -> Status:
    """Return the status under which a contribution arrives.

    Accepted at once when the workshop reads afterwards, unless its category is sensitive or its text looks like it
    tells who somebody is; a photo is hidden in any case.
    """
    if workshop.settings.moderation is Moderation.BEFORE:
        return Status.PENDING
    if is_sensitive(contribution, workshop) or personal_data(contribution.text):
        return Status.PENDING
    return Status.ACCEPTED


def checked(request: Request, workshop: Workshop) -> Contribution:
    """Return the contribution that a request asks for, not yet recorded.

    Raises
    ------
    ContributionError, NomenclatureError
        As ``contribute``.
    """
    _check_filiere(request, workshop)
    _check_category(request, workshop)
    geometry = _read_geometry(request)
    text = request.text.replace("\x00", "").strip()
    if len(text) > TEXT_MAX_CHARACTERS:
        raise ContributionError(
            _(
                "Le texte fait {got} caractères ; {most} au plus. Raccourcissez-le, ou faites-en deux contributions."
            ).format(got=len(text), most=TEXT_MAX_CHARACTERS)
        )
    if not 1 <= request.people <= PEOPLE_MAX:
        raise ContributionError(
            _("Nombre de personnes : {got} ; un nombre de 1 à {most} est attendu.").format(
                got=request.people, most=PEOPLE_MAX
            )
        )
    return Contribution(
        id=parse_id(request.id) if request.id else new_id(),
        kind=request.kind,
        filiere=request.filiere,
        geometry_wkt=geometry.wkt,
        placement=request.placement,
        submitted_at=now_utc(),
        text=text,
        people=request.people,
        near_id=request.near_id,
        language=request.language,
        origin=request.origin,
        session_id=request.session_id or workshop.settings.current_session,
        group_name=request.group_name,
        category=request.category,
        author_key=request.author_key,
    )


def _check_category(request: Request, workshop: Workshop) -> None:
    known = [category.id for category in workshop.settings.categories]
    if request.category and request.category not in known:
        raise NomenclatureError(
            _("Catégorie « {got} » inconnue dans cet atelier. Choisissez parmi : {known}.").format(
                got=request.category, known=", ".join(known)
            )
        )


def _check_filiere(request: Request, workshop: Workshop) -> None:
    known = [filiere.id for filiere in workshop.filieres]
    if request.filiere is None and request.kind in _NEEDS_FILIERE:
        raise NomenclatureError(
            _("Il manque à quoi ça sert. Choisissez parmi : {known}.").format(known=", ".join(known))
        )
    if request.filiere is not None and request.filiere not in known:
        raise NomenclatureError(
            _("Besoin « {got} » inconnu dans cet atelier. Choisissez parmi : {known}.").format(
                got=request.filiere, known=", ".join(known)
            )
        )


def _read_geometry(request: Request) -> BaseGeometry:
    expected = _GEOMETRY_OF[request.kind]
    try:
        geometry = shapely.from_wkt(request.geometry_wkt)
    except ShapelyError as error:
        raise ContributionError(
            _("Géométrie illisible ; un texte WKT est attendu, par exemple « POINT (2.36 48.93) ».")
        ) from error
    if geometry is None or geometry.is_empty or geometry.geom_type != expected:
        got = geometry.geom_type if geometry is not None else _("rien")
        raise ContributionError(
            _("La géométrie est un « {got} » ; pour « {kind} », un « {expected} » est attendu.").format(
                got=got, kind=request.kind.value, expected=expected
            )
        )
    _check_position(shapely.force_2d(geometry))
    return shapely.force_2d(geometry)


def _check_position(geometry: BaseGeometry) -> None:
    for lon, lat in shapely.get_coordinates(geometry):
        if is_in_france(lon, lat):
            continue
        if is_in_france(lat, lon):
            raise ContributionError(
                _(
                    "Position ({lon} ; {lat}) : longitude et latitude semblent inversées. La longitude vient d'abord."
                ).format(lon=lon, lat=lat)
            )
        raise ContributionError(
            _("Position ({lon} ; {lat}) hors de France. Vérifiez la longitude et la latitude, en degrés.").format(
                lon=lon, lat=lat
            )
        )

"""The JSON API of the resident's page; ``docs/phone-api.md`` describes each address."""

import base64
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

from starlette.routing import BaseRoute, Route

from mapping.domain.demonstration import notice
from mapping.domain.errors import ContributionError, NotFoundError
from mapping.domain.models import Contribution
from mapping.domain.sessions import Answer as Said
from mapping.domain.steps import current_step
from mapping.i18n import _
from mapping.i18n.languages import LANGUAGES
from mapping.services.basemap import shared_tiles
from mapping.services.contribute import PEOPLE_MAX, TEXT_MAX_CHARACTERS
from mapping.services.notice import Part, full_notice, short_notice
from mapping.services.phone import Room, shared_room
from mapping.services.phone_words import kind_choices
from mapping.services.photos import BYTES_MAX
from mapping.settings import read_settings
from mapping.web.calls import Answer, Call, posting, reading, sending
from mapping.web.limits import Limiter
from mapping.web.phone.reading import number_in, people_in, request_from_json, text_in

API_URL = "/api"

Found = TypeVar("Found")
_QUERY_MAX_CHARACTERS = 200
_ALSO_HELD = ("geometry_wkt", "placement", "people", "language", "category", "group_name", "reason", "author_key")
# A right code is found in one or two tries by who holds it, and in millions by who guesses.
_CODES = Limiter(per_minute=10, burst=10)
_ALL_CODES = Limiter(per_minute=240, burst=240)


def api_routes() -> list[BaseRoute]:
    """Return the routes of the JSON API of the phones."""
    return [
        Route(f"{API_URL}/atelier", reading(_atelier), methods=["GET"]),
        Route(f"{API_URL}/carte", reading(_map), methods=["GET"]),
        Route(f"{API_URL}/chercher", reading(_search), methods=["GET"]),
        Route(f"{API_URL}/case", reading(_square), methods=["GET"]),
        Route(f"{API_URL}/proches", reading(_near), methods=["GET"]),
        Route(f"{API_URL}/contributions", posting(_contribute), methods=["POST"]),
        Route(
            f"{API_URL}/contributions/{{id}}/photo",
            sending(_photo, types=("image/*", "application/octet-stream"), bytes_max=BYTES_MAX),
            methods=["POST"],
        ),
        Route(f"{API_URL}/connaissances", posting(_know), methods=["POST"]),
        Route(f"{API_URL}/retrait", posting(_withdraw), methods=["POST"]),
        Route(f"{API_URL}/mes-contributions", posting(_mine), methods=["POST"]),
    ]


def room() -> Room:
    """Return the workshop that this process serves.

    Raises
    ------
    WorkshopError
        When it is absent or cannot be read.
    """
    return shared_room(read_settings().workshop)


def atelier() -> dict[str, Any]:
    """Return what ``GET /api/atelier`` answers, in the language of the current context.

    Raises
    ------
    WorkshopError
        When the workshop is absent or cannot be read.
    """
    here = room()
    workshop = here.store.workshop()
    settings = workshop.settings
    territory = here.map.territory()
    session = here.session(workshop)
    return {
        "title": workshop.title,
        "demonstration": workshop.is_demonstration,
        "data": asdict(short_notice(workshop)),
        "notice": notice() if workshop.is_demonstration else "",
        "languages": [{"code": each.code, "name": each.name, "dir": each.dir} for each in LANGUAGES],
        "kinds": [asdict(kind) for kind in kind_choices()],
        "filieres": [
            # The words of the default list have translations; those that a workshop chose stay as written.
            asdict(filiere) | {"label": _(filiere.label), "question": _(filiere.question) if filiere.question else ""}
            for filiere in workshop.filieres
        ],
        "categories": [{"id": category.id, "label": _(category.label)} for category in settings.categories],
        "session": {
            "id": session.id,
            "title": session.title,
            "groups": list(session.groups),
            "is_open": session.is_open,
        }
        if session
        else None,
        "open": here.is_open(workshop),
        "votes": session is not None and session.is_open and current_step(session, settings).votes,
        "zones": [asdict(zone) for zone in territory.zone_names],
        "bounds": list(territory.bounds),
        "code": here.new_code(),
        "tiles": _tiles(),
        "photos": settings.photos,
        "people_max": PEOPLE_MAX,
        "text_max": TEXT_MAX_CHARACTERS,
        "count": here.store.live_count(),
    }


def take_back(code: str, address: str) -> int:
    """Take back what was sent with a code, and return how much was taken back now or before.

    Raises
    ------
    ContributionError, NotFoundError
        When the code is not one, or nothing bears it.
    TooManyError
        When too many codes were tried.
    """
    withdrawal = _with_code(address, lambda: room().withdraw(code))
    return int(withdrawal.withdrawn or withdrawal.already)


def receipt(contribution: Contribution, *, created: bool, code: str) -> dict[str, Any]:
    """Return what a phone is told of a contribution that is safe."""
    return {
        "id": contribution.id,
        "created": created,
        "code": code,
        "status": contribution.status.value,
        "count": room().store.live_count(),
    }


def _tiles() -> dict[str, Any] | None:
    shown = shared_tiles(read_settings().workshop).basemap()
    if shown is None:
        return None
    return {
        "url": shown.url,
        "min_zoom": shown.min_zoom,
        "max_zoom": shown.max_zoom,
        "attribution": shown.attribution,
    }


def _atelier(_call: Call) -> Answer:
    return Answer(atelier())


def _map(_call: Call) -> Answer:
    return Answer(room().map.text())


def _search(call: Call) -> Answer:
    found = room().map.find(call.query.get("q", "")[:_QUERY_MAX_CHARACTERS])
    return Answer([{**asdict(spot), "id": spot.label} for spot in found])


def _square(call: Call) -> Answer:
    centre = room().map.territory().grid.centre(call.query.get("nom", "")[:_QUERY_MAX_CHARACTERS])
    if centre is None:
        raise NotFoundError(_("Cette case n'est pas sur le plan : une lettre et un nombre, par exemple B4."))
    return Answer({"lon": centre[0], "lat": centre[1]})


def _near(call: Call) -> Answer:
    lon, lat = number_in(call.query, "lon"), number_in(call.query, "lat")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ContributionError(_("L'endroit est illisible. Touchez de nouveau la carte."))
    text = call.query.get("nom", "")[:TEXT_MAX_CHARACTERS]
    found = room().map.near(lon, lat, filiere=call.query.get("filiere", ""), text=text)
    return Answer(
        [
            {
                "id": near.place.id,
                "name": near.place.name,
                "distance_m": near.distance_m,
                "filieres": list(near.place.filieres),
            }
            for near in found
        ]
    )


def _contribute(call: Call) -> Answer:
    here = room()
    given = text_in(call.values, "code")
    code = given or here.new_code()
    request = request_from_json(call.values, here.map, language=call.language)
    done = here.send(request, code=code)
    # What was recorded under a code that was lost on the way cannot be given another one.
    told = code if given or done.created else ""
    return Answer(receipt(done.contribution, created=done.created, code=told), 201 if done.created else 200)


def _photo(call: Call) -> Answer:
    created = room().add_photo(call.path["id"], call.body, code=call.headers.get("x-code", ""))
    return Answer({"id": call.path["id"], "created": created}, 201 if created else 200)


def _know(call: Call) -> Answer:
    here = room()
    said = text_in(call.values, "answer")
    if said not in set(Said):
        raise ContributionError(_("Dites si vous connaissez ce lieu, ou si vous y allez."))
    given = text_in(call.values, "code")
    code = given or here.new_code()
    created = here.know(
        text_in(call.values, "id"),
        text_in(call.values, "target_id"),
        Said(said),
        people=people_in(call.values),
        code=code,
        group=text_in(call.values, "group"),
    )
    told = code if given or created else ""
    return Answer(
        {"id": text_in(call.values, "id"), "created": created, "code": told, "count": here.store.live_count()},
        201 if created else 200,
    )


def _withdraw(call: Call) -> Answer:
    return Answer({"withdrawn": take_back(text_in(call.values, "code"), call.address)})


def _mine(call: Call) -> Answer:
    given = _with_code(call.address, lambda: room().given_by(text_in(call.values, "code")))
    return Answer([_told(contribution) for contribution in given])


def own_copy(code: str, address: str) -> dict[str, Any]:
    """Return all that a workshop holds under a code, photos included, for the person who has it.

    Raises
    ------
    ContributionError, NotFoundError
        When the code is not one, or nothing bears it.
    TooManyError
        When too many codes were tried.
    """
    held = _with_code(address, lambda: room().held_by(code))
    return {
        "atelier": room().store.workshop().title,
        "contributions": [
            _told(contribution)
            | {name: getattr(contribution, name) for name in _ALSO_HELD}
            | {"photo_jpeg_base64": base64.b64encode(photo.content).decode("ascii") if photo else None}
            for contribution, photo in held.contributions
        ],
        "connaissances": list(held.answers),
    }


def notice_parts() -> tuple[Part, ...]:
    """Return the whole notice on personal data, in the language of the current context."""
    return full_notice(room().store.workshop())


def _told(contribution: Contribution) -> dict[str, Any]:
    return {
        "id": contribution.id,
        "kind": contribution.kind.value,
        "filiere": contribution.filiere,
        "text": contribution.text,
        "status": contribution.status.value,
        "submitted_at": contribution.submitted_at.isoformat(),
        "photo": bool(contribution.photo_id),
    }


def _with_code(address: str, look: Callable[[], Found]) -> Found:
    """Look up a code, unless this address, or everybody together, tries too many."""
    _CODES.take(address)
    _ALL_CODES.take("everybody")
    try:
        found = look()
    except (NotFoundError, ContributionError):
        _CODES.missed(address)
        raise
    if found:
        _CODES.hit(address)
    else:
        _CODES.missed(address)
    return found

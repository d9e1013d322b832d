"""The gommettes on phones: a page that works without JavaScript, and the same as JSON."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from mapping.domain.errors import CartoquartierError, ContributionError
from mapping.domain.ids import new_id
from mapping.i18n import _
from mapping.i18n.languages import LANGUAGES, language
from mapping.services.sessions import current_session
from mapping.services.votes import hand, place_vote, take_back_vote
from mapping.services.wall import shared_wall
from mapping.settings import read_settings
from mapping.web.calls import (
    JSON_BYTES_MAX,
    Answer,
    Call,
    posted,
    posting,
    reading,
    refusal,
    run_reading,
    run_writing,
    speak,
)
from mapping.web.phone.pages import static_url as phone_url
from mapping.web.phone.routes import form_fields
from mapping.web.wall.files import PAGE_HEADERS, rendered

VOTES_URL = "/ici/gommettes"
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def vote_routes() -> list[BaseRoute]:
    """Return the routes of the gommettes; before those of the phone's files, which end in any name."""
    return [
        Route(VOTES_URL, _page, methods=["GET"]),
        Route(VOTES_URL, _sent, methods=["POST"]),
        Route("/api/gommettes", reading(_board), methods=["GET"]),
        Route("/api/gommettes", posting(_placed), methods=["POST"]),
        Route("/api/gommettes/retirer", posting(_taken_back), methods=["POST"]),
    ]


def board(group: str) -> dict[str, Any]:
    """Return what a group may place its gommettes on, those it has placed, and how many it has left."""
    wall = shared_wall(read_settings().workshop)
    session = current_session(wall.store)
    is_open = session is not None and session.is_open
    groups = list(session.groups) if session else []
    known = group.strip() if group.strip() in groups else ""
    told = hand(wall.store, session, known) if session and known else None
    mine: dict[str, list[str]] = {}
    for vote in told.votes if told else ():
        mine.setdefault(vote.contribution_id, []).append(vote.id)
    needs = [
        {"id": need.id, "text": need.text, "need": need.label, "mine": mine.pop(need.id, [])} for need in wall.needs()
    ]
    # What is no longer shown can still be taken back.
    needs += [
        {"id": target, "text": _("Retiré de la carte"), "need": "", "mine": votes} for target, votes in mine.items()
    ]
    return {
        "open": is_open,
        "groups": groups,
        "group": known,
        "total": session.votes_per_group if session else 0,
        "remaining": told.remaining if told else 0,
        "needs": needs,
    }


def _board(call: Call) -> Answer:
    return Answer(board(call.query.get("groupe", "")))


def _placed(call: Call) -> Answer:
    _place(call.values)
    return Answer(board(str(call.values.get("group", ""))), 201)


def _taken_back(call: Call) -> Answer:
    group = _take_back(call.values)
    return Answer(board(group))


def _place(values: Mapping[str, Any]) -> None:
    place_vote(
        shared_wall(read_settings().workshop).store,
        _text(values, "contribution_id"),
        group=_text(values, "group"),
        vote_id=_text(values, "id"),
    )


def _take_back(values: Mapping[str, Any]) -> str:
    store = shared_wall(read_settings().workshop).store
    return take_back_vote(store, _text(values, "id"), group=_text(values, "group")).group


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name, "")
    if not isinstance(value, str) or len(value) > 200:
        raise ContributionError(_("Cet envoi est illisible. Rechargez la page et recommencez."))
    return value


async def _page(request: Request) -> Response:
    code = speak(request)
    return await _html(request.query_params.get("groupe", "")[:200], code)


async def _sent(request: Request) -> Response:
    code, values = speak(request), {}
    try:
        body = await posted(request, types=_FORM_TYPES, bytes_max=JSON_BYTES_MAX)
        values = form_fields(body, request.headers.get("content-type", ""))
        code = speak(request, values.get("lang", ""))
        await run_writing(lambda: _take_back(values) if values.get("action") == "retirer" else _place(values))
    except CartoquartierError as error:
        status, sentence, headers = refusal(error)
        return await _html(values.get("group", ""), code, error=sentence, status=status, headers=headers)
    # A page that is loaded again after this sends nothing twice.
    query = urlencode({"groupe": values.get("group", ""), "lang": code})
    return RedirectResponse(f"{VOTES_URL}?{query}", status_code=303)


async def _html(
    group: str, code: str, *, error: str = "", status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    try:
        told = await run_reading(lambda: board(group))
    except CartoquartierError as absent:
        status, sentence, _more = refusal(absent)
        return Response(sentence, status, PAGE_HEADERS, "text/plain; charset=utf-8")
    page = rendered(
        "votes.html",
        lang=language(code),
        languages=LANGUAGES,
        board=told,
        error=error,
        url=VOTES_URL,
        style=phone_url("phone.css"),
        new_id=new_id,
        w=_words(told),
    )
    return HTMLResponse(page, status, {**PAGE_HEADERS, **(headers or {})})


def _words(told: Mapping[str, Any]) -> dict[str, str]:
    left = int(told["remaining"])
    return {
        "title": _("Qu'est-ce qui compte le plus ?"),
        "language": _("Langue"),
        # Counted this way, no language has to choose among its plurals.
        "left": _("Gommettes qui restent à votre table : {n}").format(n=left),
        "which": _("Quelle est votre table ?"),
        "closed": _("Les gommettes se posent pendant la séance. Elle n'est pas ouverte."),
        "no_groups": _("Cette séance n'a pas de table. Parlez-en à l'animateur."),
        "nothing": _("Rien à choisir pour l'instant : il faut d'abord dire ce qui manque."),
        "place": _("Poser une gommette"),
        "take_back": _("Reprendre"),
        "silent": _("(sans texte)"),
        "add": _("Ajouter quelque chose sur la carte"),
        "other": _("Une autre table"),
    }

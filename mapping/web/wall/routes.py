"""The routes of the wall: its page, what it asks every two seconds, and the gommettes."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from mapping.domain.errors import CartoquartierError
from mapping.i18n import _
from mapping.maps.assets import SCRIPTS
from mapping.services.lan import PHONE_PATH, phone_url, qr_data_uri
from mapping.services.wall import shared_wall
from mapping.settings import read_settings
from mapping.web.calls import Answer, Call, reading, run_reading
from mapping.web.wall.files import PAGE_HEADERS, WALL_URL, rendered, static_file
from mapping.web.wall.votes import vote_routes


def wall_routes() -> list[BaseRoute]:
    """Return the routes of the wall, which takes nothing in, and those of the gommettes."""
    return [
        *vote_routes(),
        Route(WALL_URL, _page, methods=["GET"]),
        Route(f"{WALL_URL}/{{name}}", static_file, methods=["GET"]),
        Route("/api/mur", reading(_news), methods=["GET"]),
        Route("/api/mur/fond", reading(_background), methods=["GET"]),
    ]


async def _page(request: Request) -> Response:
    """Send the page even when the workshop cannot be read: the page says so, and comes back by itself."""
    address = phone_url() or str(request.base_url.replace(path=PHONE_PATH))
    try:
        title = await run_reading(lambda: shared_wall(read_settings().workshop).title())
    except CartoquartierError:
        title = _("L'atelier")
    page = rendered(
        "wall.html",
        title=title,
        scripts=SCRIPTS,
        words=_words(),
        address=address.removeprefix("http://"),
        qr=qr_data_uri(address),
        votes_qr=qr_data_uri(f"{address}/gommettes"),
    )
    return HTMLResponse(page, headers=dict(PAGE_HEADERS))


def _news(call: Call) -> Answer:
    told = call.query.get("since", "")
    since = int(told) if told.isascii() and told.isdecimal() and len(told) < 19 else -1
    return Answer(shared_wall(read_settings().workshop).news(since))


def _background(call: Call) -> Answer:
    return Answer(shared_wall(read_settings().workshop).background())


def _words() -> dict[str, str]:
    return {
        "map": _("La carte"),
        "signs": _("Les signes"),
        "needs": _("À quoi ça sert"),
        "figures": _("Les compteurs"),
        "last": _("Derniers ajouts"),
        "votes": _("Nos gommettes"),
        "no_votes": _("Aucune gommette pour l'instant."),
        "nothing_yet": _("Vos mots s'afficheront ici."),
        "waiting": _("À relire"),
        "silent": _("(sans texte)"),
        "before": "",
        "welcome": _("Bienvenue"),
        "no_step": _("Ajoutez ce que vous connaissez du quartier avec votre téléphone."),
        "lost": _("Connexion perdue : on garde l'affichage, il reprendra tout seul."),
        "join": _("Avec votre téléphone, sur le même wifi :"),
        "join_votes": _("Pour poser vos gommettes :"),
        "closed": _("Les téléphones ne peuvent pas encore venir : l'animateur n'a pas ouvert le wifi de la salle."),
        "noscript": _("Le mur a besoin de JavaScript ; les pages des téléphones s'en passent."),
    }

"""A photo is served only while the facilitator shows it; what its author took back is put back by nobody."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from mapping.domain.errors import ContributionError
from mapping.domain.ids import new_id
from mapping.domain.models import Action, EventKind
from mapping.domain.sessions import Answer
from mapping.domain.workshop_settings import Step
from mapping.services import sessions
from mapping.services.moderate import moderate, moderate_photo, undo_last
from mapping.services.phone import forget_rooms, shared_room
from mapping.settings import read_settings
from mapping.storage.interface import Draft, Store
from tests.web.phones import Phone, contribution, make_workshop

CODE = "TAMBOUR-CERISE-47"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    target = make_workshop(tmp_path)
    monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", target)
    yield shared_room(target).store
    shared_room(target).close()
    forget_rooms()


def photographed(store: Store, **changes: object) -> tuple[str, str]:
    """Send something with a photo; return its identifier and the address of the photo."""
    phone, body = Phone(), contribution(code=CODE, **changes)
    assert phone.post("/api/contributions", body).status_code == 201
    drawn = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(drawn, "PNG")
    headers = {"content-type": "image/png", "x-code": CODE}
    sent = phone.post(f"/api/contributions/{body['id']}/photo", content=drawn.getvalue(), headers=headers)
    assert sent.status_code == 201
    known = store.contribution(str(body["id"]))
    assert known is not None
    return known.id, f"/carto/photo/{known.photo_id}"


def test_a_photo_is_served_only_while_it_is_shown(store: Store) -> None:
    identifier, address = photographed(store)
    assert Phone().get(address).status_code == 404
    moderate_photo(store, identifier, show=True)
    shown = Phone().get(address)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.headers["cache-control"] == "no-store"
    assert Image.open(io.BytesIO(shown.content)).size == (8, 6)
    undo_last(store)
    assert Phone().get(address).status_code == 404


def test_the_photo_of_what_is_refused_or_taken_back_is_gone(store: Store) -> None:
    identifier, address = photographed(store)
    moderate_photo(store, identifier, show=True)
    moderate(store, identifier, Action.REFUSE)
    assert Phone().get(address).status_code == 404
    moderate(store, identifier, Action.ACCEPT)
    assert Phone().get(address).status_code == 200
    assert Phone().post("/api/retrait", {"code": CODE}).json() == {"withdrawn": 1}
    assert Phone().get(address).status_code == 404


def test_the_photo_of_a_sensitive_place_is_shown_to_nobody(store: Store) -> None:
    sensitive = store.workshop().settings.categories[0]
    assert sensitive.sensitive
    identifier, address = photographed(store, category=sensitive.id)
    moderate_photo(store, identifier, show=True)
    assert Phone().get(address).status_code == 404


def test_an_unknown_photo_is_not_found(store: Store) -> None:
    assert Phone().get("/carto/photo/rien").status_code == 404
    assert Phone().get("/carto/photo/%2e%2e%2fsecret").status_code == 404


def test_an_answer_that_its_author_took_back_is_put_back_by_nobody(store: Store) -> None:
    room = shared_room(read_settings().workshop)
    target = str(store.actors()["actor_id"].iloc[0])
    room.know(new_id(), target, Answer.USES, people=1, code=CODE, group="")
    assert len(store.knowledge()) == 1
    assert room.withdraw(CODE).withdrawn == 1
    undoing = store.events(kinds=[EventKind.UNDONE])[0]
    with pytest.raises(ContributionError, match="n'est remis par personne"):
        store.undo(undoing.id)
    # Another laptop, whose application would let it be asked, changes nothing once both are joined.
    store.append([Draft(EventKind.UNDONE, target, {"event_id": undoing.id})])
    assert store.knowledge().empty


def test_the_way_to_the_gommettes_is_there_during_their_step_only(store: Store) -> None:
    steps = (Step("Parler", "", 5), Step("Choisir", "", 5, votes=True))
    store.save_settings(settings=replace(store.workshop().settings, steps=steps))
    made = sessions.create_session(store, sessions.new_session(date(2026, 3, 14)))
    seance = sessions.open_session(store, made.id)
    assert Phone().get("/api/atelier").json()["votes"] is False
    sessions.next_step(store, seance.id, seen=0)
    assert Phone().get("/api/atelier").json()["votes"] is True
    page = Phone().get("/ici?groupe=Table+1&lang=pt").text
    assert '<p class="votes" id="gommettes"><a class="main" href="/ici/gommettes?lang=pt&amp;groupe=Table%201">' in page
    sessions.close_session(store, seance.id)
    assert Phone().get("/api/atelier").json()["votes"] is False

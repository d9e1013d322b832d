"""The wall and the gommettes, called as a server does: what they say, and above all what they never say."""

import asyncio
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette

from mapping.domain.models import Action, ContributionKind, Photo
from mapping.domain.sessions import Session
from mapping.domain.workshop_settings import Moderation
from mapping.maps.palette import contrast
from mapping.services import sessions
from mapping.services.contribute import Request, contribute
from mapping.services.demonstrate import create_demonstration
from mapping.services.lan import DOOR
from mapping.services.moderate import moderate
from mapping.services.wall import shared_wall
from mapping.services.workshops import open_store
from mapping.storage.interface import Store
from mapping.web.routes import routes

CSS = Path(__file__).parents[2] / "mapping" / "web" / "wall" / "static" / "wall.css"
JSON = ("content-type", "application/json")
FORM = ("content-type", "application/x-www-form-urlencoded")
SPOT = "POINT (2.361234 48.933456)"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    path = tmp_path / "demonstration.atelier"
    create_demonstration(str(path))
    monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", str(path))
    shared_wall.cache_clear()
    opened = open_store(str(path))
    yield opened
    opened.close()
    shared_wall(str(path)).store.close()
    shared_wall.cache_clear()


@pytest.fixture
def seance(store: Store) -> Session:
    made = sessions.create_session(store, replace(sessions.new_session(date(2026, 3, 14)), votes_per_group=2))
    return sessions.open_session(store, made.id)


def call(path: str, *, method: str = "GET", body: bytes = b"", headers: Any = ()) -> tuple[int, dict[str, str], bytes]:
    path, _mark, query = path.partition("?")
    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": query.encode(), "headers": [(name.encode(), value.encode()) for name, value in headers],
        "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(Starlette(routes=routes())(scope, receive, send))  # type: ignore[arg-type]
    head = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], head, b"".join(message.get("body", b"") for message in sent[1:])


def news(since: int = -1) -> dict[str, Any]:
    status, _head, body = call(f"/api/mur?since={since}")
    assert status == 200
    return dict(json.loads(body))


def post(path: str, **values: str) -> tuple[int, dict[str, Any]]:
    status, _head, body = call(path, method="POST", body=json.dumps(values).encode(), headers=[JSON])
    return status, json.loads(body)


def add(store: Store, text: str = "", *, accepted: bool = True, **told: Any) -> str:
    request = Request(**({"kind": ContributionKind.NEED, "geometry_wkt": SPOT, "filiere": "reparer"} | told), text=text)
    identifier = contribute(store, request).contribution.id
    if accepted:
        moderate(store, identifier, Action.ACCEPT)
    return identifier


def test_the_page_takes_nothing_in_and_runs_nothing_inline(store: Store) -> None:
    status, head, body = call("/mur")
    page = body.decode()
    assert status == 200
    assert "unsafe" not in head["content-security-policy"]
    assert "script-src 'self'" in head["content-security-policy"]
    assert not re.search(r"<(input|button|form|textarea|select)\b|\son\w+=|\sstyle=|<style|<script>", page)
    assert not re.search(r"""(src|href)=["']https?:""", page)
    assert call("/mur", method="POST")[0] == 405


def test_a_title_with_tags_in_it_is_only_words(store: Store) -> None:
    store.save_settings(title="</title><script>alert(1)</script>\"'")
    assert b"<script>alert" not in call("/mur")[2]
    assert news()["title"].startswith("</title>")


def test_nothing_changed_is_told_in_a_few_bytes(store: Store, seance: Session) -> None:
    told = news()
    again = news(told["revision"])
    assert set(again) == {"revision", "elapsed_s", "phones"}
    assert len(json.dumps(again)) < 100
    add(store, "Un atelier vélo")
    assert news(told["revision"])["words"][0]["text"] == "Un atelier vélo"


@pytest.mark.parametrize("since", ["", "abc", "-1", "²", "9" * 40, "1.5"])
def test_a_strange_revision_is_answered_in_full(store: Store, since: str) -> None:
    status, _head, body = call("/api/mur?" + urlencode({"since": since}))
    assert (status, "words" in json.loads(body)) == (200, True)


def test_no_private_field_is_ever_in_what_the_wall_is_told(store: Store, seance: Session) -> None:
    """Every field that is private is given a value of its own, which must be nowhere."""
    told = {"author_key": "cle-secrete", "group_name": "Table 1", "near_id": "repere-secret"}
    shown = add(store, "Visible de tous", **told)
    store.save_photo(Photo("0190f0c2-7b1a-7c3d-8e4f-5a6b7c8d9e0f", shown, b"\xff\xd8", 4, 3))
    add(store, "en attente secret", accepted=False, **told)
    refused = add(store, "refuse secret", **told)
    moderate(store, refused, Action.REFUSE, reason="motif secret")
    merged = add(store, "fusionne secret", **told)
    moderate(store, merged, Action.MERGE, into=shown)
    hidden = add(store, "refuge visible", category="shelter", geometry_wkt="POINT (2.377777 48.944444)", **told)
    store.save_facilitator_code("code-secret")
    everything = json.dumps([news(), json.loads(call("/api/mur/fond")[2])]) + call("/mur")[2].decode()
    assert "Visible de tous" in everything
    private = ["secret", seance.id, "0190f0c2", "2.377777", "48.944444", "Table 1", shown, refused, merged, hidden]
    rows = store.contributions().set_index("id")
    private += [str(rows.loc[shown, name]) for name in ("submitted_at", "author_key")]
    assert [value for value in private if value in everything] == []


def test_what_waits_is_greyed_without_its_words_unless_reading_comes_after(store: Store, seance: Session) -> None:
    add(store, "Un four à pain", accepted=False)
    add(store, "Voir Mme Diallo au 06 12 34 56 78", accepted=False)
    before = news()["words"]
    assert [(word["text"], word["waiting"]) for word in before] == [("", True), ("", True)]
    settings = store.workshop().settings
    store.save_settings(settings=replace(settings, moderation=Moderation.AFTER))
    after = news()["words"]
    assert [(word["text"], word["waiting"]) for word in after] == [("", True), ("Un four à pain", False)]


def test_the_last_five_are_shown_newest_first_and_none_of_another_seance(store: Store, seance: Session) -> None:
    for rank in range(7):
        add(store, f"Mot {rank}")
    assert [word["text"] for word in news()["words"]] == [f"Mot {rank}" for rank in (6, 5, 4, 3, 2)]
    sessions.close_session(store, seance.id)
    other = sessions.create_session(store, sessions.new_session(date(2026, 3, 15)))
    sessions.open_session(store, other.id)
    assert news()["words"] == []


def test_gommettes_are_on_the_wall_in_their_step_only(store: Store, seance: Session) -> None:
    need = add(store, "Un atelier vélo")
    post("/api/gommettes", contribution_id=need, group="Table 1")
    assert news()["votes"] is None
    sessions.go_to_step(store, seance.id, 5)
    assert news()["votes"] == [{"text": "Un atelier vélo", "votes": 1}]


def test_the_structures_chosen_are_the_only_ones_on_the_wall(store: Store, seance: Session) -> None:
    def drawn() -> int:
        return len(json.loads(call("/api/mur/fond")[2])["actors"]["rows"])

    assert drawn() > 1
    key = news()["background"]
    chosen = store.actors().dropna(subset=["lon"])["actor_id"].iloc[0]
    sessions.edit_session(store, replace(seance, shown_actors=(chosen,)))
    assert drawn() == 1
    assert news()["background"] != key


def test_phones_are_told_to_come_once_the_door_is_open(store: Store) -> None:
    assert news()["phones"] is False
    DOOR.open()
    try:
        assert news()["phones"] is True
    finally:
        DOOR.close()


def test_a_workshop_that_is_away_is_a_sentence_and_the_page_still_opens(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", str(tmp_path / "absent.atelier"))
    assert call("/mur")[0] == 200
    status, _head, body = call("/api/mur?since=3")
    assert (status, set(json.loads(body))) == (503, {"erreur"})


@pytest.mark.parametrize("path", ["/mur/../routes.py", "/mur/wall.html", "/mur/..%2f..%2frouting.py", "/mur/WALL.CSS"])
def test_a_file_outside_the_wall_is_not_found(store: Store, path: str) -> None:
    status, _head, body = call(path)
    assert (status, b"import" in body) == (404, False)


def test_the_colours_of_the_wall_are_told_apart_seven_times_over() -> None:
    css = CSS.read_text(encoding="utf-8")
    named = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", css))
    for ink in (named["ink"], named["soft"], named["plum"], "#4d4754"):
        assert contrast(ink, named["paper"]) >= 7
    assert contrast("#ffffff", named["plum"]) >= 7
    assert contrast(named["ink"], named["ground"]) >= 7


def test_a_table_places_its_gommettes_and_is_refused_in_a_sentence(store: Store, seance: Session) -> None:
    need = add(store, "Un atelier vélo")
    assert post("/api/gommettes", contribution_id=need, group="Table 1")[0] == 201
    status, told = post("/api/gommettes", contribution_id=need, group="Table 1")
    assert (status, told["remaining"]) == (201, 0)
    status, refused = post("/api/gommettes", contribution_id=need, group="Table 1")
    assert status == 400
    assert "gommettes (2)" in refused["erreur"]
    mine = next(each for each in told["needs"] if each["id"] == need)["mine"]
    status, told = post("/api/gommettes/retirer", id=mine[0])
    assert (status, told["remaining"]) == (200, 1)


def test_gommettes_refuse_another_site_and_what_is_not_json(store: Store, seance: Session) -> None:
    foreign = [JSON, ("host", "here"), ("origin", "http://elsewhere")]
    assert call("/api/gommettes", method="POST", body=b"{}", headers=foreign)[0] == 403
    assert call("/api/gommettes", method="POST", body=b"{}", headers=[FORM])[0] == 415
    assert call("/api/gommettes", method="POST", body=b'{"group": 3}', headers=[JSON])[0] == 400


def test_gommettes_without_javascript(store: Store, seance: Session) -> None:
    need = add(store, "<b>Un atelier</b>")
    add(store, "pas encore relu", accepted=False)
    page = call("/ici/gommettes?groupe=Table+1")[2].decode()
    assert "&lt;b&gt;Un atelier&lt;/b&gt;" in page
    assert "pas encore relu" not in page
    vote = re.search(r'name="id" value="([^"]+)"><input type="hidden" name="contribution_id" value="' + need, page)
    assert vote is not None
    body = urlencode({"id": vote[1], "contribution_id": need, "group": "Table 1", "lang": "fr"}).encode()
    for _sending in range(2):
        status, head, _body = call("/ici/gommettes", method="POST", body=body, headers=[FORM])
        assert (status, head["location"]) == (303, "/ici/gommettes?groupe=Table+1&lang=fr")
    assert len(store.votes()) == 1
    assert "Gommettes qui restent à votre table : 1" in call("/ici/gommettes?groupe=Table+1")[2].decode()
    back = urlencode({"action": "retirer", "id": vote[1], "group": "Table 1"}).encode()
    assert call("/ici/gommettes", method="POST", body=back, headers=[FORM])[0] == 303
    assert store.votes().empty


def test_a_phone_without_a_table_is_asked_which_one(store: Store, seance: Session) -> None:
    page = call("/ici/gommettes")[2].decode()
    assert "Quelle est votre table ?" in page
    assert "groupe=Table%202" in page


def test_gommettes_wait_for_the_seance(store: Store) -> None:
    assert "pas ouverte" in call("/ici/gommettes")[2].decode()

"""The JSON API of the phones, on a workshop made for the test."""

import json
import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from mapping.domain.ids import new_id
from mapping.domain.models import Action, PhotoStatus, Status
from mapping.domain.sessions import Session
from mapping.services import phone as service
from mapping.services.basemap import shared_tiles
from mapping.services.moderate import moderate
from mapping.services.phone import Room, forget_rooms, shared_room
from mapping.services.sessions import close_session, create_session, open_session
from mapping.storage.interface import Store
from mapping.web import calls
from tests.web.phones import EAST, GIRAFFE, WEST, Phone, contribution, make_workshop

CODE = "TAMBOUR-CERISE-47"
API = "/api/contributions"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    target = make_workshop(tmp_path)
    monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", target)
    # A map that is always of now: nothing waits in a test.
    monkeypatch.setattr(service, "Room", lambda opened: Room(opened, map_least_s=0.0))
    yield shared_room(target).store
    shared_room(target).close()
    forget_rooms()
    shared_tiles.cache_clear()


@pytest.fixture
def phone(store: Store) -> Phone:
    return Phone()


def recorded(store: Store) -> list[dict[str, object]]:
    return list(store.contributions().to_dict("records"))


def open_one(store: Store, **changes: object) -> Session:
    made = create_session(store, replace(Session(new_id(), date(2026, 11, 23)), **changes))
    return open_session(store, made.id)


def test_a_phone_learns_all_that_it_may_choose_from(phone: Phone, store: Store) -> None:
    told = phone.get("/api/atelier").json()
    assert [kind["id"] for kind in told["kinds"]] == ["place", "need", "premises", "lived_area", "route"]
    assert [filiere["id"] for filiere in told["filieres"]][:2] == ["se_nourrir", "reparer"]
    assert told["zones"] == [{"code": WEST, "name": "Ouest"}, {"code": EAST, "name": "Est"}]
    assert told["bounds"] == [2.35, 48.93, 2.36, 48.935]
    assert {category["id"] for category in told["categories"]} == {"informal", "shelter", "avoided"}
    assert (told["session"], told["open"], told["tiles"], told["count"]) == (None, True, None, 0)
    assert (told["people_max"], told["text_max"], told["photos"]) == (500, 2000, True)


def test_each_phone_is_given_another_code(phone: Phone) -> None:
    codes = {phone.get("/api/atelier").json()["code"] for _ in range(5)}
    assert len(codes) == 5


def test_answers_are_not_kept_and_are_nothing_else_than_json(phone: Phone) -> None:
    for path in ("/api/atelier", "/api/carte", "/api/case?nom=zzz"):
        head = phone.get(path).headers
        assert head["cache-control"] == "no-store"
        assert head["x-content-type-options"] == "nosniff"
        assert head["content-type"].startswith("application/json")
        assert "set-cookie" not in head


def test_what_a_phone_sends_is_recorded_once_and_says_so(phone: Phone, store: Store) -> None:
    body = contribution(group="Table 1")
    first, again = phone.post(API, body), phone.post(API, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == {"id": body["id"], "created": True, "code": CODE, "status": "pending", "count": 1}
    assert again.json() == {**first.json(), "created": False}
    (row,) = recorded(store)
    assert (row["text"], row["people"], row["origin"], row["placement"]) == ("Un atelier vélo", 3, "phone", "exact")
    assert row["geometry"].wkt == "POINT (2.351 48.931)"


def test_the_code_itself_is_never_written(phone: Phone, store: Store) -> None:
    phone.post(API, contribution())
    key = recorded(store)[0]["author_key"]
    assert len(str(key)) == 64
    assert CODE not in json.dumps([event.payload for event in store.events()], ensure_ascii=False)


def test_the_same_id_sent_by_two_connections_at_once_arrives_once(phone: Phone, store: Store) -> None:
    body = contribution()
    answers = phone.post_together(API, [body] * 8)
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len(recorded(store)) == 1


def test_many_that_send_together_all_arrive(phone: Phone, store: Store) -> None:
    bodies = [contribution() for _ in range(40)]
    assert {answer.status_code for answer in phone.post_together(API, bodies)} == {201}
    assert {row["id"] for row in recorded(store)} == {body["id"] for body in bodies}


def test_without_a_code_one_is_given_the_first_time_only(phone: Phone) -> None:
    body = contribution(code="")
    first, again = phone.post(API, body).json(), phone.post(API, body).json()
    assert first["code"]
    assert again["code"] == ""
    assert len(phone.post("/api/mes-contributions", {"code": first["code"]}).json()) == 1


def test_a_quartier_stands_for_a_place_that_is_not_known_exactly(phone: Phone, store: Store) -> None:
    phone.post(API, contribution(geometry=None, placement="zone", near_id=EAST))
    (row,) = recorded(store)
    assert (row["placement"], row["near_id"]) == ("zone", EAST)
    assert 2.355 < row["geometry"].x < 2.36


HOSTILE = [
    "<script>alert(1)</script>",
    "\"' onload='x",
    "{% for x in y %}{{ 7*7 }}",
    "\u202eRTL \u2066mark\u2069",
    "=HYPERLINK(1)",
    "مكان للجميع 🧵",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_kept_as_written(phone: Phone, store: Store, text: str) -> None:
    assert phone.post(API, contribution(text=text, lang="ar")).status_code == 201
    assert (recorded(store)[0]["text"], recorded(store)[0]["language"]) == (text, "ar")


def test_text_of_others_is_shown_only_once_accepted(phone: Phone, store: Store) -> None:
    body = contribution()
    phone.post(API, body)
    (pending,) = [point for point in phone.get("/api/carte").json()["points"] if point[6] == body["id"]]
    assert pending == [2.351, 48.931, "reparer", "need", "", "pending", body["id"]]
    moderate(store, str(body["id"]), Action.ACCEPT)
    (accepted,) = [point for point in phone.get("/api/carte").json()["points"] if point[6] == body["id"]]
    assert accepted[4:6] == ["Un atelier vélo", "accepted"]


def test_a_sensitive_place_is_an_area_and_is_never_proposed(phone: Phone, store: Store) -> None:
    body = contribution(kind="place", filiere="se_nourrir", category="informal", text="Plats à emporter")
    phone.post(API, body)
    moderate(store, str(body["id"]), Action.ACCEPT)
    shown = phone.get("/api/carte").json()
    assert body["id"] not in {point[6] for point in shown["points"]}
    assert [area["geometry"]["type"] for area in shown["areas"]["features"]] == ["Polygon"]
    near = phone.get("/api/proches?lon=2.351&lat=48.931&nom=Plats à emporter&filiere=se_nourrir").json()
    assert body["id"] not in {place["id"] for place in near}


def test_the_map_holds_what_is_known_and_nothing_private(phone: Phone, store: Store) -> None:
    phone.post(API, contribution(group="Table 1"))
    text = phone.get("/api/carte").text
    assert "Épicerie La Girafe" in text
    assert str(recorded(store)[0]["author_key"]) not in text
    assert "Table 1" not in text


def test_a_landmark_is_found_however_it_is_written(phone: Phone) -> None:
    (found,) = phone.get("/api/chercher?q=marche cordon").json()
    assert (found["label"], found["placement"], found["lon"], found["lat"]) == (
        "Marché du Cordon",
        "landmark",
        2.354,
        48.932,
    )
    assert phone.get("/api/chercher?q=").json() == []


def test_a_square_of_the_sheet_has_a_place_and_others_have_none(phone: Phone) -> None:
    at = phone.get("/api/case?nom=c-5").json()
    assert 2.345 < at["lon"] < 2.365
    assert phone.get("/api/case?nom=Z99").status_code == 404
    assert "B4" in phone.get("/api/case?nom=').json()").json()["erreur"]


def test_a_known_place_nearby_is_proposed_with_its_distance(phone: Phone) -> None:
    # 0.001 degree of longitude at 48.93 north is 73 m.
    (near,) = phone.get(f"/api/proches?lon={GIRAFFE[0] + 0.001}&lat={GIRAFFE[1]}&nom=l'épicerie de la girafe").json()
    assert near["name"] == "Épicerie La Girafe"
    assert 70 <= near["distance_m"] <= 76


@pytest.mark.parametrize("query", ["", "lon=a&lat=b", "lon=2.35", "lon=nan&lat=48", "lon=1e9&lat=48", "lon=200&lat=48"])
def test_a_place_that_is_none_is_a_sentence(phone: Phone, query: str) -> None:
    answer = phone.get(f"/api/proches?{query}")
    assert answer.status_code == 400
    assert answer.json()["erreur"]


def test_confirming_a_place_adds_knowledge_and_no_second_point(phone: Phone, store: Store) -> None:
    (near,) = phone.get(f"/api/proches?lon={GIRAFFE[0]}&lat={GIRAFFE[1]}&filiere=se_nourrir").json()
    body = {"id": str(uuid.uuid4()), "target_id": near["id"], "answer": "uses", "people": 2, "code": CODE}
    first, again = phone.post("/api/connaissances", body), phone.post("/api/connaissances", body)
    assert (first.status_code, again.status_code) == (201, 200)
    (row,) = store.knowledge().to_dict("records")
    assert (row["target_id"], row["answer"], row["people"]) == (near["id"], "uses", 2)
    assert recorded(store) == []


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"target_id": "nowhere"}, 404),
        ({"answer": "loves"}, 400),
        ({"people": 0}, 400),
        ({"people": "many"}, 400),
        ({"id": "1"}, 400),
        ({"code": "BONJOUR"}, 400),
    ],
)
def test_knowledge_that_cannot_be_is_a_sentence(
    phone: Phone, store: Store, changes: dict[str, object], status: int
) -> None:
    target = store.actors()["actor_id"].iloc[0]
    body = {"id": str(uuid.uuid4()), "target_id": target, "answer": "uses", "code": CODE} | changes
    answer = phone.post("/api/connaissances", body)
    assert answer.status_code == status
    assert answer.json()["erreur"]
    assert store.knowledge().empty


def test_a_code_takes_back_all_that_it_gave_and_only_that(phone: Phone, store: Store) -> None:
    target = store.actors()["actor_id"].iloc[0]
    phone.post(API, contribution())
    phone.post(API, contribution(code="Tambour cerise 47"))
    phone.post(API, contribution(code="MANCHOT-CARNET-75"))
    phone.post("/api/connaissances", {"id": str(uuid.uuid4()), "target_id": target, "answer": "uses", "code": CODE})
    assert len(phone.post("/api/mes-contributions", {"code": CODE}).json()) == 2
    assert phone.post("/api/retrait", {"code": " tambour CERISE47 "}).json() == {"withdrawn": 3}
    assert [row["status"] for row in recorded(store)] == [Status.PENDING]
    assert store.knowledge().empty
    assert phone.post("/api/mes-contributions", {"code": CODE}).json() == []


def test_taking_back_twice_is_no_fault(phone: Phone) -> None:
    phone.post(API, contribution())
    first, again = phone.post("/api/retrait", {"code": CODE}), phone.post("/api/retrait", {"code": CODE})
    assert (first.json(), again.json()) == ({"withdrawn": 1}, {"withdrawn": 1})


def test_a_code_that_nothing_bears_and_one_that_is_none_are_told(phone: Phone) -> None:
    assert phone.post("/api/retrait", {"code": "TAMBOUR-CERISE-48"}).status_code == 404
    assert phone.post("/api/retrait", {"code": "1234"}).status_code == 400


def test_codes_cannot_be_tried_one_after_the_other(phone: Phone) -> None:
    answers = [phone.post("/api/retrait", {"code": f"TAMBOUR-CERISE-{number}"}) for number in range(50, 58)]
    assert [answer.status_code for answer in answers[:4]] == [404] * 4
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert Phone().post("/api/retrait", {"code": "TAMBOUR-CERISE-60"}).status_code == 404


REFUSED = [
    {"kind": "palace"},
    {"kind": None},
    {"filiere": "unknown"},
    {"filiere": None},
    {"text": "x" * 2001},
    {"text": ["x"]},
    {"people": 0},
    {"people": 501},
    {"people": 1.5},
    {"people": True},
    {"placement": "moon"},
    {"category": "unknown"},
    {"id": ""},
    {"id": "1; DROP TABLE journal"},
    {"code": "BONJOUR"},
    {"geometry": None},
    {"geometry": None, "placement": "zone", "near_id": "QN00000X"},
    {"geometry": "POINT (2 48)"},
    {"geometry": {"type": "Point", "coordinates": [48.931, 2.351]}},
    {"geometry": {"type": "Point", "coordinates": ["2.35", "48.93"]}},
    {"geometry": {"type": "Point", "coordinates": []}},
    {"geometry": {"type": "MultiPoint", "coordinates": [[2.35, 48.93]]}},
    {"geometry": {"type": "LineString", "coordinates": [[2.35, 48.93], [2.36, 48.93]]}},
    {"kind": "lived_area", "geometry": {"type": "Polygon", "coordinates": [[[2.35, 48.93], [2.36, 48.93]]]}},
    {"kind": "route", "geometry": {"type": "LineString", "coordinates": [[2.35, 48.93 + i / 1e5] for i in range(501)]}},
    {"near_id": "x" * 201},
]


@pytest.mark.parametrize("changes", REFUSED, ids=lambda changes: json.dumps(changes)[:60])
def test_what_cannot_be_accepted_is_a_sentence_and_nothing_is_recorded(
    phone: Phone, store: Store, changes: dict[str, object]
) -> None:
    answer = phone.post(API, contribution(**changes))
    assert answer.status_code == 400
    assert len(answer.json()["erreur"]) > 10
    assert recorded(store) == []


def test_an_outline_that_crosses_itself_is_told_and_a_slip_is_mended(phone: Phone, store: Store) -> None:
    bow = [[2.350, 48.930], [2.355, 48.935], [2.355, 48.930], [2.350, 48.935], [2.350, 48.930]]
    answer = phone.post(API, contribution(kind="lived_area", geometry={"type": "Polygon", "coordinates": [bow]}))
    assert (answer.status_code, recorded(store)) == (400, [])
    slip = [[2.35, 48.93], [2.355, 48.93], [2.355, 48.935], [2.35, 48.935], [2.3502, 48.9352], [2.35, 48.9345]]
    shape = {"type": "Polygon", "coordinates": [[*slip, slip[0]]]}
    assert phone.post(API, contribution(kind="lived_area", geometry=shape)).status_code == 201
    assert recorded(store)[0]["geometry"].is_valid


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"content": b"{}", "headers": {"content-type": "text/plain"}}, 415),
        ({"content": b"{}"}, 415),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 400),
        ({"content": b"[]", "headers": {"content-type": "application/json"}}, 400),
        ({"content": b'{"people": NaN}', "headers": {"content-type": "application/json"}}, 400),
        ({"content": b"[" * 30_000, "headers": {"content-type": "application/json"}}, 400),
        ({"content": b"\xff\xfe", "headers": {"content-type": "application/json"}}, 400),
        ({"content": b" " * 70_000, "headers": {"content-type": "application/json"}}, 413),
        ({"json": {}, "headers": {"origin": "http://evil.example"}}, 403),
        ({"json": {}, "headers": {"origin": "null"}}, 403),
        ({"json": {}, "headers": {"origin": "http://atelier.local:8501"}}, 400),
    ],
)
def test_a_request_that_is_not_ours_is_refused_in_a_sentence(
    phone: Phone, store: Store, options: dict[str, object], status: int
) -> None:
    answer = phone.post(API, **options)
    assert answer.status_code == status
    assert answer.json()["erreur"]
    assert recorded(store) == []


def test_a_body_without_a_length_is_cut_at_the_limit(phone: Phone) -> None:
    async def endless():
        while True:
            yield b" " * 1000

    answer = phone.post(API, content=endless(), headers={"content-type": "application/json"})
    assert answer.status_code == 413


def test_a_body_that_never_ends_coming_is_told(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    async def stuck():
        yield b"{"
        await asyncio.Event().wait()

    monkeypatch.setattr(calls, "BODY_WITHIN_S", 0.01)
    answer = phone.post(API, content=stuck(), headers={"content-type": "application/json"})
    assert answer.status_code == 408


def test_a_phone_that_floods_is_slowed_and_the_others_are_not(phone: Phone) -> None:
    statuses = {phone.post(API, {}).status_code for _ in range(140)}
    assert statuses == {400, 429}
    assert Phone().post(API, {}).status_code == 400


def test_an_open_seance_gives_its_groups_and_is_on_what_arrives(phone: Phone, store: Store) -> None:
    session = open_one(store, groups=("Table 1", "Table 2"))
    assert phone.get("/api/atelier").json()["session"]["groups"] == ["Table 1", "Table 2"]
    phone.post(API, contribution(group=" table  2"))
    phone.post(API, contribution(group="Another"))
    assert [(row["session_id"], row["group_name"]) for row in recorded(store)] == [
        (session.id, "Table 2"),
        (session.id, ""),
    ]


def test_a_closed_seance_takes_nothing_new_but_knows_what_it_has(phone: Phone, store: Store) -> None:
    session = open_one(store)
    body = contribution()
    phone.post(API, body)
    close_session(store, session.id)
    assert phone.post(API, body).status_code == 200
    answer = phone.post(API, contribution())
    assert answer.status_code == 409
    assert "fermée" in answer.json()["erreur"]
    assert phone.get("/api/atelier").json()["open"] is False
    assert phone.post("/api/retrait", {"code": CODE}).json() == {"withdrawn": 1}


def picture(**options: object) -> bytes:
    """Return a JPEG of 40 by 20 dots that says where it was taken."""
    image = Image.new("RGB", (40, 20), "red")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "MARQUE-SECRETE"
    exif.get_ifd(0x8825)[2] = (48.0, 55.0, 48.0)
    written = BytesIO()
    image.save(written, "JPEG", exif=exif, comment=b"chez Fatima", **options)
    return written.getvalue()


def send_picture(phone: Phone, contribution_id: object, content: bytes, **headers: str):
    given = {"content-type": "image/jpeg", "x-code": CODE} | headers
    return phone.post(f"{API}/{contribution_id}/photo", content=content, headers=given)


def test_a_photo_keeps_nothing_of_the_phone_and_stays_hidden(phone: Phone, store: Store) -> None:
    body = contribution()
    phone.post(API, body)
    assert b"MARQUE-SECRETE" in picture()
    first, again = send_picture(phone, body["id"], picture()), send_picture(phone, body["id"], picture())
    assert (first.status_code, again.status_code) == (201, 200)
    known = store.contribution(str(body["id"]))
    assert known is not None
    assert known.photo_status is PhotoStatus.HIDDEN
    kept = store.photo(known.photo_id)
    assert kept is not None
    # Held upright: what was 40 wide is 40 high.
    assert (kept.width, kept.height) == (20, 40)
    for secret in (b"MARQUE-SECRETE", b"Exif", b"chez Fatima", b"GPS"):
        assert secret not in kept.content


def test_a_photo_goes_only_to_what_the_same_person_sent(phone: Phone) -> None:
    body = contribution()
    phone.post(API, body)
    assert send_picture(phone, body["id"], picture(), **{"x-code": "MANCHOT-CARNET-75"}).status_code == 404
    assert send_picture(phone, uuid.uuid4(), picture()).status_code == 404
    assert send_picture(phone, body["id"], picture()).status_code == 201
    assert send_picture(phone, body["id"], picture(quality=20)).status_code == 400


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"<svg onload='x'>", {}, 400),
        (b"", {}, 400),
        (b"\x89PNG\r\n\x1a\n", {"content-type": "image/png"}, 400),
        (b"{}", {"content-type": "application/json"}, 415),
        (b" " * (8 * 1024 * 1024 + 1), {}, 413),
    ],
)
def test_what_is_not_a_photo_is_a_sentence(phone: Phone, content: bytes, headers: dict[str, str], status: int) -> None:
    body = contribution()
    phone.post(API, body)
    answer = send_picture(phone, body["id"], content, **headers)
    assert answer.status_code == status
    assert answer.json()["erreur"]


def test_a_workshop_that_is_locked_says_to_send_again_and_tells_no_path(
    phone: Phone, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "ANSWER_WITHIN_S", 0.2)
    held = sqlite3.connect(tmp_path / "essai.atelier", isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    body = contribution()
    answer = phone.post(API, body)
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert str(tmp_path) not in answer.text
    assert phone.get("/api/atelier").status_code == 200
    held.execute("ROLLBACK")
    held.close()
    monkeypatch.setattr(calls, "ANSWER_WITHIN_S", 30.0)
    assert phone.post(API, body).status_code in {200, 201}
    assert len(recorded(store)) == 1


def test_no_workshop_at_all_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", str(tmp_path / "absent.atelier"))
    for answer in (Phone().get("/api/atelier"), Phone().get("/ici")):
        assert answer.status_code == 503
        assert "absent" not in answer.text


def test_a_copy_of_what_a_code_gave_is_a_file_with_all_of_it_and_nobody_elses(phone: Phone, store: Store) -> None:
    phone.post(API, contribution(text="le mien"))
    phone.post(API, contribution(code="MANCHOT-CARNET-75", text="un autre"))
    target = store.actors()["actor_id"].iloc[0]
    phone.post("/api/connaissances", {"id": str(uuid.uuid4()), "target_id": target, "answer": "uses", "code": CODE})
    answer = phone.post("/ici/copie", data={"code": "tambour cerise 47", "lang": "fr"})
    assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
    told = answer.json()
    assert [one["text"] for one in told["contributions"]] == ["le mien"]
    assert [one["answer"] for one in told["connaissances"]] == ["uses"]
    assert phone.post("/ici/copie", data={"code": "TAMBOUR-CERISE-48", "lang": "fr"}).status_code == 404

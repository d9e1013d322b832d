"""The resident's page without any script: a form, its answer, and nothing typed is ever lost."""

import html
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from mapping.services.basemap import shared_tiles
from mapping.services.phone import forget_rooms, shared_room
from mapping.storage.interface import Store
from mapping.web.phone.routes import form_fields
from tests.web.phones import EAST, WEST, Phone, make_workshop

SEND, TAKE_BACK = "/ici/envoyer", "/ici/retirer"
CODE = "TAMBOUR-CERISE-47"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    target = make_workshop(tmp_path)
    monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", target)
    yield shared_room(target).store
    shared_room(target).close()
    forget_rooms()
    shared_tiles.cache_clear()


@pytest.fixture
def phone(store: Store) -> Phone:
    return Phone()


def fields(**changes: str) -> dict[str, str]:
    told = {"kind": "need", "filiere": "reparer", "text": "Un atelier vélo", "people": "3", "zone": WEST, "lang": "fr"}
    return {"id": str(uuid.uuid4()), "code": CODE} | told | changes


def rows(store: Store) -> list[dict[str, object]]:
    return list(store.contributions().to_dict("records"))


def test_the_page_runs_nothing_that_is_not_a_file_of_ours_and_leaves_no_cookie(phone: Phone) -> None:
    answer = phone.get("/ici")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in answer.headers


def test_a_form_is_recorded_and_answered_with_the_code(phone: Phone, store: Store) -> None:
    answer = phone.post(SEND, data=fields())
    assert answer.status_code == 201
    assert CODE in answer.text
    (row,) = rows(store)
    assert (row["text"], row["people"], row["placement"], row["near_id"]) == ("Un atelier vélo", 3, "zone", WEST)


def test_a_form_sent_twice_arrives_once(phone: Phone, store: Store) -> None:
    told = fields()
    assert [phone.post(SEND, data=told).status_code for _ in range(2)] == [201, 201]
    assert len(rows(store)) == 1


def test_a_form_with_a_file_in_it_is_read_too(phone: Phone, store: Store) -> None:
    answer = phone.post(
        SEND, data=fields(text="Crêpes « œufs »"), files={"photo": ("a.jpg", b"\xff\xd8", "image/jpeg")}
    )
    assert answer.status_code == 201
    assert rows(store)[0]["text"] == "Crêpes « œufs »"


def test_lines_of_a_text_count_for_one_character_each(phone: Phone, store: Store) -> None:
    told = "a\r\n" * 900
    assert phone.post(SEND, data=fields(text=told)).status_code == 201
    assert rows(store)[0]["text"] == ("a\n" * 900).strip()


@pytest.mark.parametrize(
    ("changes", "placement"),
    [
        ({"street": "marché du cordon", "zone": ""}, "landmark"),
        ({"square": "c5", "zone": ""}, "square"),
        ({"zone": EAST}, "zone"),
    ],
)
def test_a_place_is_a_name_a_square_or_a_quartier(
    phone: Phone, store: Store, changes: dict[str, str], placement: str
) -> None:
    assert phone.post(SEND, data=fields(**changes)).status_code == 201
    assert rows(store)[0]["placement"] == placement


def test_an_outline_goes_by_places_written_one_per_line(phone: Phone, store: Store) -> None:
    told = fields(kind="lived_area", filiere="", zone="", corners="Marché du Cordon\nA1\nc5\n")
    assert phone.post(SEND, data=told).status_code == 201
    assert rows(store)[0]["geometry"].geom_type == "Polygon"
    few = phone.post(SEND, data=fields(kind="route", filiere="", corners="A1"))
    assert few.status_code == 400
    assert "2" in few.text


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{% raw %}{{ 7*7 }}",
    "\u202eabc\u2069",
    "' or 1=1",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", ["text", "street", "square", "corners", "group", "code", "id", "people", "kind"])
def test_what_is_refused_comes_back_as_typed_and_never_as_code(phone: Phone, field: str, text: str) -> None:
    answer = phone.post(SEND, data=fields(kind="place", filiere="", people="0", zone="") | {field: text})
    assert answer.status_code == 400
    page = answer.text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "23331" not in page
    if field in {"text", "street", "square", "corners"}:
        assert text in html.unescape(page)


def test_all_that_was_typed_is_in_the_page_that_refuses(phone: Phone, store: Store) -> None:
    told = fields(text="Une très longue idée", zone=EAST, people="12", filiere="", category="informal")
    answer = phone.post(SEND, data=told)
    assert answer.status_code == 400
    assert rows(store) == []
    page = answer.text
    assert "Il manque à quoi ça sert" in page
    assert "Une très longue idée" in page
    assert re.search(rf'<option value="{EAST}" selected', page)
    assert re.search(r'<option value="informal" selected', page)
    assert re.search(r'value="12"', page)
    assert told["id"] in page
    assert CODE in page


def test_a_text_too_long_is_refused_and_kept(phone: Phone) -> None:
    answer = phone.post(SEND, data=fields(text="é" * 2001))
    assert answer.status_code == 400
    assert "é" * 2001 in answer.text


def test_a_form_of_another_site_is_refused(phone: Phone, store: Store) -> None:
    answer = phone.post(SEND, data=fields(), headers={"origin": "http://evil.example"})
    assert answer.status_code == 403
    assert rows(store) == []


def test_a_form_that_is_none_and_one_too_big_are_pages_with_a_sentence(phone: Phone) -> None:
    assert phone.post(SEND, {"kind": "need"}).status_code == 415
    assert phone.post(SEND, data=fields(text="x" * 70_000)).status_code == 413
    assert (
        phone.post(SEND, content=b"", headers={"content-type": "application/x-www-form-urlencoded"}).status_code == 400
    )
    wrong = phone.post(SEND, content=b"--x", headers={"content-type": "multipart/form-data; boundary=x\r\nEvil: 1"})
    assert wrong.status_code == 400


def test_a_code_takes_back_without_any_script(phone: Phone, store: Store) -> None:
    phone.post(SEND, data=fields())
    answer = phone.post(TAKE_BACK, data={"code": "tambour cerise 47", "lang": "fr"})
    assert answer.status_code == 200
    assert rows(store) == []
    assert phone.post(TAKE_BACK, data={"code": "<script>", "lang": "fr"}).status_code == 400
    unknown = phone.post(TAKE_BACK, data={"code": "MANCHOT-CARNET-75", "lang": "fr"})
    assert unknown.status_code == 404
    assert "<script>" not in unknown.text


def test_the_address_of_a_form_that_was_reloaded_leads_back_to_the_page(phone: Phone) -> None:
    answer = phone.get("/ici/envoyer?lang=ar&next=http://evil.example")
    assert (answer.status_code, answer.headers["location"]) == (303, "/ici?lang=ar")
    assert phone.get("/ici/retirer").headers["location"] == "/ici"


def test_the_page_speaks_the_language_of_the_phone_or_the_one_chosen(phone: Phone) -> None:
    assert '<html lang="ar" dir="rtl">' in phone.get("/ici", headers={"accept-language": "ar"}).text
    assert '<html lang="tr"' in phone.get("/ici?lang=tr", headers={"accept-language": "ar"}).text
    assert '<html lang="fr"' in phone.get("/ici?lang=<script>").text


def test_a_group_of_the_address_is_in_the_form_and_escaped(phone: Phone) -> None:
    page = phone.get('/ici?groupe="><script>alert(1)</script>').text
    assert "<script>alert" not in page


def test_fields_are_read_from_both_kinds_of_form() -> None:
    assert form_fields(b"a=1&b=%C3%A9+x&c=", "application/x-www-form-urlencoded") == {"a": "1", "b": "é x", "c": ""}
    assert form_fields(b"&".join([b"a=1"] * 100), "application/x-www-form-urlencoded") == {}
    assert form_fields(b"nothing", "multipart/form-data; boundary=x") == {}

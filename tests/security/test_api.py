"""The JSON API against what its description allows and does not: never an answer of 500, never a hang."""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from starlette.routing import Route

from mapping.web import calls
from mapping.web.limits import Limiter
from mapping.web.openapi import as_text, description
from mapping.web.phone import api
from mapping.web.routes import routes
from tests.web.phones import Phone, contribution, make_workshop

EXAMPLES = 8


@pytest.fixture(autouse=True)
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    target = make_workshop(tmp_path)
    monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", target)
    return target


def test_the_description_is_the_file_that_is_published(project_root: Path) -> None:
    assert (project_root / "docs" / "openapi.json").read_text(encoding="utf-8") == as_text()


def test_the_description_names_every_route_of_the_api_and_no_other() -> None:
    served = {
        (route.path, method.lower())
        for route in routes()
        if isinstance(route, Route) and route.path.startswith("/api/")
        for method in (route.methods or set()) - {"HEAD"}
    }
    described = {(path, method) for path, methods in description()["paths"].items() for method in methods}
    assert described == served


class _Unlimited(Limiter):
    def take(self, address: str) -> None:
        return None

    def missed(self, address: str) -> None:
        return None


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    free = _Unlimited(per_minute=1, burst=1)
    monkeypatch.setattr(calls, "_POSTS", free)
    monkeypatch.setattr(api, "_CODES", free)
    monkeypatch.setattr(api, "_ALL_CODES", free)
    yield


OPERATIONS = [(path, method) for path, methods in description()["paths"].items() for method in methods]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_whatever_is_sent_is_answered_as_described(path: str, method: str, unlimited: None) -> None:
    schema = schemathesis.openapi.from_dict(description())
    phone = Phone()
    seen: list[int] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def attack(case: Any) -> None:
        seen.append(_answered(phone, case))

    for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
        given(case=schema[path][method.upper()].as_strategy(generation_mode=mode))(attack)()
    assert seen and not {status for status in seen if status >= 500}


def _answered(phone: Phone, case: Any) -> int:
    headers = {name: quote(str(value)) for name, value in (case.headers or {}).items()}
    options: dict[str, Any] = {"params": {name: str(value) for name, value in (case.query or {}).items()}}
    if case.method == "POST":
        body = case.body if isinstance(case.body, str | int | float | list | dict | None) else ""
        as_bytes = case.media_type == "image/jpeg" or case.media_type is None
        options["content"] = str(body).encode("utf-8", "replace") if as_bytes else json.dumps(body)
        headers["content-type"] = case.media_type or "text/plain"
    path = "/api" + quote(case.formatted_path.removeprefix("/api"), safe="/%")
    answer = (phone.get if case.method == "GET" else phone.post)(path, headers=headers, **options)
    # What no route is made for is answered by the server, in its own words.
    if answer.status_code >= 400 and answer.headers["content-type"] == "application/json":
        assert isinstance(answer.json()["erreur"], str)
    return answer.status_code


BOMBS = {
    "nested lists": b"[" * 60_000,
    "nested objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "number of many digits": b'{"id": ' + b"9" * 50_000 + b"}",
    "number beyond floats": b'{"people": 1e999, "kind": "need"}',
    "not a number": b'{"people": NaN}',
    "half a character": b'{"text": "\\ud800", "kind": "need", "id": "x"}',
    "bytes that are no text": b'{"text": "\xff\xfe"}',
    "same name many times": b"{" + b'"a":1,' * 10_000 + b'"a":1}',
    "list": b"[]",
    "nothing": b"",
}


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("path", ["/api/contributions", "/api/connaissances", "/api/retrait", "/api/gommettes"])
def test_a_json_bomb_is_a_sentence(path: str, name: str) -> None:
    answer = Phone().post(path, content=BOMBS[name], headers={"content-type": "application/json"})
    assert answer.status_code in {400, 404, 409}
    assert answer.json()["erreur"]


GEOMETRIES = [
    {"type": "Polygon", "coordinates": [[[2.35, 48.93]] * 3000]},
    {"type": "LineString", "coordinates": [[2.35 + i / 1e6, 48.93] for i in range(2500)]},
    {"type": "Point", "coordinates": [1e308, -1e308]},
    {"type": "Point", "coordinates": [[[[[2.35, 48.93]]]]]},
    {"type": "Point", "coordinates": ["2.35; DROP TABLE journal", "48"]},
    {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [2.35, 48.93]}] * 500},
    {"type": "__proto__", "coordinates": None},
]


@pytest.mark.parametrize("geometry", GEOMETRIES, ids=lambda geometry: json.dumps(geometry)[:40])
@pytest.mark.parametrize("kind", ["need", "lived_area", "route"])
def test_a_geometry_bomb_is_a_sentence_or_a_drawing(geometry: object, kind: str) -> None:
    answer = Phone().post("/api/contributions", contribution(geometry=geometry, kind=kind))
    assert answer.status_code in {201, 400, 413}
    if answer.status_code == 400:
        assert answer.json()["erreur"]


@pytest.mark.parametrize("name", ["id", "near_id", "filiere", "category", "group", "code", "text", "lang", "kind"])
@pytest.mark.parametrize("value", ["' OR 1=1 --", "x'; DROP TABLE journal; --", 7, [], {}, True, "\x00", "A" * 40_000])
def test_no_field_is_read_as_sql_nor_as_another_type(name: str, value: object) -> None:
    phone = Phone()
    answer = phone.post("/api/contributions", contribution(**{name: value}))
    assert answer.status_code in {201, 400, 404, 409}
    assert phone.get("/api/atelier").json()["count"] == (1 if answer.status_code == 201 else 0)


def test_codes_are_not_tried_one_after_the_other_and_identifiers_are_not_enough() -> None:
    author, thief = Phone(), Phone()
    sent = author.post("/api/contributions", contribution())
    assert sent.status_code == 201
    tries = [thief.post("/api/retrait", {"code": f"TAMBOUR-CERISE-{number}"}).status_code for number in range(10, 30)]
    assert tries[0] == 404
    assert set(tries[4:]) == {429}
    photo = thief.post(
        f"/api/contributions/{sent.json()['id']}/photo",
        content=b"\xff\xd8",
        headers={"content-type": "image/jpeg", "x-code": "TAMBOUR-CERISE-48"},
    )
    assert photo.status_code == 404
    again = thief.post("/api/contributions", contribution(id=sent.json()["id"], code="", text="à moi"))
    assert (again.status_code, again.json()["code"]) == (200, "")
    assert thief.get(f"/carto/photo/{uuid.uuid4()}").status_code == 404
    assert author.get("/api/atelier").json()["count"] == 1


def test_no_answer_tells_the_fingerprint_of_a_code_or_where_the_file_is(workshop: str) -> None:
    phone = Phone()
    phone.post("/api/contributions", contribution())
    for path in ("/api/atelier", "/api/carte", "/api/mur", "/api/mur/fond", "/api/chercher?q=rue", "/ici", "/mur"):
        told = phone.get(path).text
        assert "author_key" not in told
        assert str(Path(workshop).parent) not in told
        assert "TAMBOUR-CERISE-47" not in told

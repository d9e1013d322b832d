"""Streets from Overpass, and all the ways in which it fails; the server is on this machine."""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs

import httpx
import pytest

from mapping.domain.errors import FetchError
from mapping.domain.layers import LayerName
from mapping.services.fetch_osm import fetch_basemap, fetch_streets
from mapping.services.prepare import create_workshop
from mapping.services.workshops import open_store
from mapping.sources.official.client import Client
from mapping.storage.interface import Store
from tests.sources.osm.drawings import overpass_answer

Answer = tuple[int, dict[str, str], bytes]
JSON = {"Content-Type": "application/json"}
HTML = b"<html><body><p>runtime error: Query timed out</p></body></html>"


class Overpass:
    """A server that gives the answers it was told, the last one again and again, and remembers what was asked."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.asked: list[str] = []
        self.agents: list[str] = []

    def next(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def handler(self) -> type[BaseHTTPRequestHandler]:
        overpass = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                overpass.asked += parse_qs(body)["data"]
                overpass.agents.append(self.headers["User-Agent"])
                status, headers, content = overpass.next()
                self.send_response(status)
                for name, value in ({"Content-Length": str(len(content))} | headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments: object) -> None:
                pass

        return Handler


@pytest.fixture
def overpass() -> Iterator[tuple[Overpass, str]]:
    told = Overpass()
    server = ThreadingHTTPServer(("127.0.0.1", 0), told.handler())
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield told, f"http://127.0.0.1:{server.server_address[1]}/api/interpreter"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(tmp_path: Path, waits: list[float]) -> Iterator[Client]:
    with Client(cache_dir=tmp_path / "cache", transport=httpx.HTTPTransport(), wait=waits.append) as made:
        yield made


@pytest.fixture
def hamlet(tmp_path: Path) -> Iterator[Store]:
    ring = [[1.999, 47.999], [2.003, 47.999], [2.003, 48.003], [1.999, 48.003], [1.999, 47.999]]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    boundaries = tmp_path / "hameau.geojson"
    boundaries.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    create_workshop(str(tmp_path / "hameau.atelier"), boundaries)
    opened = open_store(str(tmp_path / "hameau.atelier"))
    yield opened
    opened.close()


def good() -> Answer:
    return 200, JSON, json.dumps(overpass_answer()).encode()


def test_every_layer_is_brought_with_its_licence_and_its_date(
    hamlet: Store, client: Client, overpass: tuple[Overpass, str]
) -> None:
    told, url = overpass
    told.answers = [good()]
    steps: list[tuple[int, int | None]] = []
    saved = fetch_streets(
        hamlet, client, base_url=url, on_progress=lambda _what, done, total: steps.append((done, total))
    )
    assert (saved.streets, saved.buildings, saved.nodes, saved.edges) == (4, 1, 7, 6)
    assert hamlet.layer_counts()[LayerName.NAMES] == 3
    source = next(source for source in hamlet.sources() if source.kind == "streets")
    assert (source.licence, source.vintage) == ("© les contributeurs d'OpenStreetMap, ODbL", "2026-11-22")
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert told.asked[0].startswith("[out:json][timeout:180][bbox:47.99")
    assert told.agents[0].startswith("Cartoquartier/")


def test_a_busy_server_is_asked_again_when_it_says_so(
    hamlet: Store, client: Client, overpass: tuple[Overpass, str], waits: list[float]
) -> None:
    told, url = overpass
    told.answers = [(429, {"Retry-After": "7"}, b""), (504, {}, HTML), good()]
    assert fetch_streets(hamlet, client, base_url=url).streets == 4
    assert len(told.asked) == 3
    assert any(wait >= 7 for wait in waits)


def timed_out() -> Answer:
    body = overpass_answer() | {"remark": 'runtime error: Query timed out in "query" at line 3 after 181 seconds.'}
    return 200, JSON, json.dumps(body).encode()


def cut() -> Answer:
    status, headers, content = good()
    return status, headers | {"Content-Length": str(len(content))}, content[: len(content) // 2]


@pytest.mark.parametrize(
    "answer",
    [
        lambda: (429, {}, b""),
        lambda: (504, {}, HTML),
        lambda: (200, {"Content-Type": "text/html"}, HTML),
        lambda: (200, JSON, good()[2][:300]),
        lambda: (400, {"Content-Type": "text/html"}, HTML),
        timed_out,
        cut,
        lambda: (200, JSON, b'{"version": 0.6, "elements": []}'),
        lambda: (200, JSON, b'{"features": []}'),
    ],
    ids=["429", "504", "html", "half", "400", "timed-out", "cut", "empty", "another-shape"],
)
def test_a_failure_is_a_sentence_and_changes_nothing(
    hamlet: Store, client: Client, overpass: tuple[Overpass, str], answer: Callable[[], Answer]
) -> None:
    told, url = overpass
    told.answers = [answer()]
    before = hamlet.revision()
    with pytest.raises(FetchError) as refused:
        fetch_streets(hamlet, client, base_url=url)
    assert len(str(refused.value)) > 40
    assert (hamlet.revision(), hamlet.layer_counts()) == (before, {})


def test_the_basemap_says_what_it_lacks(hamlet: Store, client: Client, overpass: tuple[Overpass, str]) -> None:
    assert len(fetch_basemap(hamlet).missing) == 4
    told, url = overpass
    told.answers = [good()]
    fetch_streets(hamlet, client, base_url=url)
    material = fetch_basemap(hamlet)
    assert (material.missing, material.counts[LayerName.STREETS]) == ((), 4)

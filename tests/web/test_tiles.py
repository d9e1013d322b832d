"""The route of the tiles, called as a server calls it, on a workshop made for the test."""

import asyncio
import threading
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette

from mapping.domain.layers import LayerName, Tile, TileSet
from mapping.domain.models import DatasetKind, Source
from mapping.maps.basemap.mercator import tiles_over
from mapping.maps.basemap.source import ATTRIBUTION
from mapping.services import basemap as service
from mapping.services.basemap import Tiles, prepare_basemap, shared_tiles
from mapping.services.workshops import create
from mapping.web.routes import routes
from tests.maps.basemap.town import MIDDLE, buildings, landscape, names, streets
from tests.maps.frames import zones

ZOOM = 16
((X, Y),) = tiles_over((*MIDDLE, *MIDDLE), ZOOM)
PNG = b"\x89PNG\r\n\x1a\n"


def source(identifier, kind):
    return Source(identifier, kind, "OSM", "osm.pbf", "00", datetime(2026, 6, 1, tzinfo=UTC))


@pytest.fixture
def store(tmp_path, monkeypatch):
    target = str(tmp_path / "rues.atelier")
    monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", target)
    store = create(target, title="Rues")
    yield store
    shared_tiles.cache_clear()
    store.close()


@pytest.fixture
def drawn(store):
    layers = {
        LayerName.STREETS: streets(),
        LayerName.BUILDINGS: buildings(),
        LayerName.LANDSCAPE: landscape(),
        LayerName.NAMES: names(),
    }
    store.save_layers(source("rues", DatasetKind.STREETS), layers)
    return store


def bring_tiles(store, content=PNG + b"brought"):
    told = TileSet("image/png", 12, 16, "© Un autre", (2.3, 48.9, 2.4, 49.0), 1)
    store.save_tiles(source("tuiles", DatasetKind.BASEMAP), [Tile(ZOOM, X, Y, content)], tile_set=told)


async def _call(path):
    sent = []
    path, _mark, query = path.partition("?")
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
    }

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    await Starlette(routes=routes())(scope, receive, send)
    head = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], head, b"".join(message.get("body", b"") for message in sent[1:])


def get(path):
    return asyncio.run(_call(f"/carto/tuiles/{path}"))


def test_a_tile_is_drawn_from_the_streets_of_the_workshop(drawn):
    status, head, body = get(f"{ZOOM}/{X}/{Y}.png?v=a1")
    assert (status, body[:8]) == (200, PNG)
    assert head["content-type"] == "image/png"
    assert head["cache-control"] == "public, max-age=31536000, immutable"
    assert head["x-content-type-options"] == "nosniff"


def test_a_fine_screen_gets_more_dots(drawn):
    assert len(get(f"{ZOOM}/{X}/{Y}@2x.png")[2]) > len(get(f"{ZOOM}/{X}/{Y}.png")[2])


def test_an_address_without_version_is_asked_again(drawn):
    assert get(f"{ZOOM}/{X}/{Y}.png")[1]["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", [f"{ZOOM}/0/0.png", f"9/{X // 128}/{Y // 128}.png", f"19/{X * 8}/{Y * 8}.png"])
def test_outside_there_is_nothing_and_no_error(drawn, path):
    assert (get(path)[0], get(path)[2]) == (204, b"")


@pytest.mark.parametrize(
    "path", [f"{ZOOM}/{X}/{Y}.gif", f"{ZOOM}/{X}/..%2f.png", f"{ZOOM}/{X}/x.png", "99/0/0.png", "a/b/c.png"]
)
def test_what_is_not_a_tile_is_not_found(drawn, path):
    assert get(path)[0] == 404


def test_a_workshop_without_streets_has_no_basemap(store):
    assert get(f"{ZOOM}/{X}/{Y}.png")[0] == 204
    assert Tiles(store).basemap() is None
    assert prepare_basemap(store).zooms is None


def test_no_workshop_at_all_is_no_error_of_the_server(tmp_path, monkeypatch):
    monkeypatch.setenv("CARTOQUARTIER_WORKSHOP", str(tmp_path / "absent.atelier"))
    shared_tiles.cache_clear()
    assert get(f"{ZOOM}/{X}/{Y}.png")[0] == 204


def test_tiles_that_somebody_brought_are_sent_as_they_are_and_win(drawn):
    before = Tiles(drawn).basemap()
    bring_tiles(drawn)
    shown = Tiles(drawn).basemap()
    assert get(f"{ZOOM}/{X}/{Y}.png")[2] == PNG + b"brought"
    assert (shown.attribution, shown.min_zoom, shown.max_zoom) == ("© Un autre", 12, 16)
    assert shown.url != before.url
    assert get(f"{ZOOM}/{X + 1}/{Y}.png")[0] == 204


def test_streets_that_replace_others_are_seen_at_once_under_another_address(drawn):
    tiles = Tiles(drawn)
    first, url = tiles.tile(ZOOM, X, Y).content, tiles.basemap().url
    drawn.save_layers(source("rues-2", DatasetKind.STREETS), {LayerName.STREETS: streets("Rue Neuve")})
    assert tiles.tile(ZOOM, X, Y).content != first
    assert tiles.basemap().url != url


def test_what_residents_add_changes_neither_the_address_nor_the_drawing(drawn):
    tiles = Tiles(drawn)
    url = tiles.basemap().url
    held = tiles._held
    drawn.save_settings(title="Autre titre")
    assert tiles.basemap().url == url
    assert tiles._held is held


def test_drawing_leaves_the_loop_free_for_the_others(drawn, monkeypatch):
    threads = []
    real = Tiles.tile

    def watched(self, *spot, **options):
        threads.append(threading.current_thread())
        return real(self, *spot, **options)

    monkeypatch.setattr(service.Tiles, "tile", watched)
    assert get(f"{ZOOM}/{X}/{Y}.png")[0] == 200
    assert threads and threading.main_thread() not in threads


def test_a_basemap_says_what_it_lacks_and_from_where_it_comes(store):
    told = []
    store.save_layers(source("rues", DatasetKind.STREETS), {LayerName.STREETS: streets()})
    info = prepare_basemap(store, on_progress=lambda *step: told.append(step))
    assert (info.zooms, info.attribution, info.brought) == ((10, 18), ATTRIBUTION, False)
    assert [sentence.split(" sur ")[0].split(" : ")[0] for sentence in info.missing] == [
        "Il n'y a pas de bâtiments",
        "Il n'y a ni parcs, ni eau, ni voies ferrées",
        "Il n'y a pas de noms de lieux",
    ]
    assert [step[1:] for step in told] == [(0, 1), (1, 1)]


@pytest.mark.parametrize("budget", [0, 20_000, 60_000, 10_000_000])
def test_a_page_carries_no_more_than_it_may_and_every_zoom_up_to_the_closest(drawn, budget):
    carried = Tiles(drawn).carried(zones(("Cordon",)), at_most_bytes=budget)
    if budget == 0:
        assert carried is None
        return
    text = sum(len(tile) for tile in carried.tiles.values())
    assert text <= budget * 4 / 3 + 40 * len(carried.tiles)
    assert {int(name.split("/")[0]) for name in carried.tiles} == set(range(carried.min_zoom, carried.max_zoom + 1))
    assert all(tile.startswith("data:image/webp;base64,") for tile in carried.tiles.values())


def test_a_page_carries_the_tiles_that_somebody_brought(drawn):
    bring_tiles(drawn)
    carried = Tiles(drawn).carried(zones(("Cordon",)))
    assert carried.attribution == "© Un autre"
    assert f"{ZOOM}/{X}/{Y}" in carried.tiles

"""The client asks politely, persists within bounds, and says in one sentence why it gives up."""

import hashlib
import json
import os
from datetime import timedelta
from pathlib import Path

import pytest

from mapping.domain.errors import FetchError
from mapping.sources.official.cache import default_cache_dir, place
from mapping.sources.official.client import Client
from mapping.sources.official.retries import ATTEMPTS
from tests.sources.official.clients import Waits, client_for
from tests.sources.official.loopback import BROKEN, EMPTY, WEB_PAGE, Answer, OfficialServer, as_json, too_many

CONTENT = bytes(range(256)) * 8000


def test_the_program_names_itself_and_nobody_else(official_server: OfficialServer, client: Client) -> None:
    url = official_server.answer("/a", as_json({"a": 1}))
    assert client.get_json(url, params={"q": "épicerie", "page": 2}) == {"a": 1}
    asked = official_server.asked[0]
    assert asked.headers["User-Agent"].startswith("Cartoquartier/")
    assert asked.query == "q=%C3%A9picerie&page=2"
    assert os.environ.get("USER", "nobody-at-all") not in asked.headers["User-Agent"]


def test_a_busy_source_is_asked_again_when_it_says(
    official_server: OfficialServer, client: Client, waits: Waits
) -> None:
    url = official_server.answer("/a", too_many("7"), too_many("Sat, 14 Mar 2026 15:00:20 GMT"), BROKEN, as_json([]))
    assert client.get_json(url) == []
    # 7 s after 15:00:00, then until 15:00:20, then the pause of a third attempt.
    assert waits.seconds == [7.0, 13.0, 4.0]


def test_a_source_that_stays_busy_is_left_alone(official_server: OfficialServer, client: Client, waits: Waits) -> None:
    url = official_server.answer("/a", too_many("1"))
    with pytest.raises(FetchError, match="trop de demandes"):
        client.get_json(url)
    assert len(official_server.asked) == ATTEMPTS
    assert waits.seconds == [1.0] * (ATTEMPTS - 1)


def test_nobody_is_left_waiting_for_an_hour(official_server: OfficialServer, client: Client, waits: Waits) -> None:
    url = official_server.answer("/a", too_many("3600"))
    with pytest.raises(FetchError, match="60 min"):
        client.get_json(url)
    assert waits.seconds == []


@pytest.mark.parametrize(
    ("answer", "sentence", "attempts"),
    [
        (BROKEN, "en panne", ATTEMPTS),
        (Answer(status=403), "refusée", 1),
        (Answer(status=404), "--from", 1),
        (WEB_PAGE, "page web", 1),
        (Answer(WEB_PAGE.body), "page web", 1),
        (EMPTY, "vide", ATTEMPTS),
        (Answer(b'{"results": [1, 2'), "JSON", ATTEMPTS),
        (Answer(b"[" * 100_000), "JSON", ATTEMPTS),
        (Answer(b'{"a": 1}' + b" " * 1000, cut_after=20), "s'arrête", ATTEMPTS),
    ],
)
def test_each_failure_has_its_sentence(
    official_server: OfficialServer, client: Client, answer: Answer, sentence: str, attempts: int
) -> None:
    url = official_server.answer("/a", answer)
    with pytest.raises(FetchError, match=sentence):
        client.get_json(url)
    assert len(official_server.asked) == attempts


@pytest.mark.parametrize("url", ["recherche", "ftp://example.org/a", "http://[::1", "file:///etc/passwd", "http://"])
def test_what_is_no_address_is_refused(client: Client, url: str) -> None:
    with pytest.raises(FetchError, match="adresse"):
        client.get_json(url)
    with pytest.raises(FetchError, match="adresse"):
        client.download(url, name="a.zip")


def test_a_source_that_is_not_there_is_said(official_server: OfficialServer, client: Client) -> None:
    url = official_server.answer("/a", EMPTY)
    official_server.stop()
    with pytest.raises(FetchError, match="connexion"):
        client.get_json(url)


def test_two_requests_to_one_host_keep_their_distance(
    official_server: OfficialServer, client: Client, waits: Waits
) -> None:
    url = official_server.answer("/a", as_json(1))
    client.get_json(url, min_interval_s=0.25)
    assert waits.seconds == []
    client.get_json(url, min_interval_s=0.25)
    assert waits.seconds == [0.25]


def test_an_answer_is_used_again_while_it_is_fresh(
    official_server: OfficialServer, client: Client, waits: Waits
) -> None:
    url = official_server.answer("/a", as_json({"n": 1}), as_json({"n": 2}))
    hour = timedelta(hours=1)
    assert [client.get_json(url, max_age=hour)["n"] for _time in range(2)] == [1, 1]
    waits.wait(3601)
    assert client.get_json(url, max_age=hour)["n"] == 2
    assert client.get_json(url, params={"page": 2}, max_age=hour)["n"] == 2
    assert len(official_server.asked) == 3


def test_a_form_and_a_table_are_sent_as_documented(official_server: OfficialServer, client: Client) -> None:
    official_server.answer("/form", as_json({"elements": []}))
    assert client.post_form(official_server.url + "/form", data={"data": "[out:json];"}) == {"elements": []}
    official_server.answer("/csv", Answer(b"adresse,latitude\n"))
    fields = {"columns": ["adresse", "ville"], "citycode": "insee"}
    sent = client.post_csv(official_server.url + "/csv", file_name="a.csv", content=b"adresse\n", fields=fields)
    assert sent == b"adresse,latitude\n"
    form, table = official_server.asked
    assert form.body == b"data=%5Bout%3Ajson%5D%3B"
    assert table.body.count(b'name="columns"') == 2
    assert b'name="data"; filename="a.csv"' in table.body


def test_a_download_that_is_cut_goes_on_where_it_stopped_and_is_the_same_file(
    official_server: OfficialServer, client: Client
) -> None:
    tag = {"ETag": '"v1"'}
    cut = Answer(CONTENT, headers=tag, cut_after=1_000_000, ranged=True)
    url = official_server.answer("/f", cut, Answer(CONTENT, headers=tag, ranged=True))
    seen: list[int] = []
    file = client.download(url, name="f.bin", on_progress=lambda _what, done, _total: seen.append(done))
    assert file.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert file.path.read_bytes() == CONTENT
    assert official_server.asked[1].headers["Range"] == "bytes=786432-"
    assert seen == sorted(seen)
    assert not file.path.with_name("f.bin.part").exists()


def test_a_download_goes_on_after_the_program_was_closed(
    official_server: OfficialServer, tmp_path: Path, waits: Waits
) -> None:
    cut = Answer(CONTENT, headers={"ETag": '"v1"'}, cut_after=300_000, ranged=True)
    url = official_server.answer("/f", cut)
    with client_for(tmp_path, waits) as first, pytest.raises(FetchError, match="reprend"):
        first.download(url, name="f.bin")
    official_server.answer("/f", Answer(CONTENT, headers={"ETag": '"v1"'}, ranged=True))
    with client_for(tmp_path, waits) as second:
        file = second.download(url, name="f.bin")
    assert int(official_server.asked[-1].headers["Range"].strip("bytes=-")) > 0
    assert file.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_a_file_that_changed_between_two_pieces_is_taken_from_its_beginning(
    official_server: OfficialServer, client: Client
) -> None:
    newer = CONTENT[::-1]
    url = official_server.answer(
        "/f",
        Answer(CONTENT, headers={"ETag": '"v1"'}, cut_after=600_000, ranged=True),
        Answer(newer, headers={"ETag": '"v2"'}, ranged=True),
    )
    assert client.download(url, name="f.bin").path.read_bytes() == newer


def test_a_server_that_knows_no_range_is_asked_for_the_whole(official_server: OfficialServer, client: Client) -> None:
    url = official_server.answer("/f", Answer(CONTENT, cut_after=600_000), Answer(CONTENT))
    assert client.download(url, name="f.bin").path.read_bytes() == CONTENT
    assert "Range" not in official_server.asked[1].headers


def test_a_file_is_kept_with_its_date_and_checksum_and_asked_for_again_only_if_it_changed(
    official_server: OfficialServer, client: Client, waits: Waits
) -> None:
    url = official_server.answer("/f", Answer(CONTENT, headers={"ETag": '"v1"'}), Answer(status=304))
    first = client.download(url, name="f.bin")
    notes = json.loads(first.path.with_name("f.bin.json").read_text(encoding="utf-8"))
    assert (notes["sha256"], notes["fetched_at"]) == (first.sha256, "2026-03-14T15:00:00+00:00")
    assert client.download(url, name="f.bin") == first
    assert len(official_server.asked) == 1
    waits.wait(8 * 86400)
    again = client.download(url, name="f.bin")
    assert official_server.asked[1].headers["If-None-Match"] == '"v1"'
    assert (again.sha256, again.fetched_at) == (first.sha256, waits.now())


def test_a_file_damaged_in_the_cache_is_asked_for_again(official_server: OfficialServer, client: Client) -> None:
    url = official_server.answer("/f", Answer(CONTENT))
    client.download(url, name="f.bin").path.write_bytes(CONTENT[:-1] + b"!")
    assert client.download(url, name="f.bin").path.read_bytes() == CONTENT


@pytest.mark.parametrize(("answer", "sentence"), [(WEB_PAGE, "page web"), (EMPTY, "vide"), (BROKEN, "en panne")])
def test_what_is_not_a_file_is_not_kept(
    official_server: OfficialServer, client: Client, answer: Answer, sentence: str
) -> None:
    url = official_server.answer("/f", answer)
    with pytest.raises(FetchError, match=sentence):
        client.download(url, name="f.bin")
    assert not place(client.cache_dir, url, "f.bin").exists()


def test_the_cache_is_in_the_folder_of_the_user(tmp_path: Path) -> None:
    given = {"XDG_CACHE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    assert default_cache_dir(environment=given, platform="linux") == tmp_path / "cartoquartier"
    assert default_cache_dir(environment=given, platform="win32") == tmp_path / "cartoquartier" / "cache"

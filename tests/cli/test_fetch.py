"""The command that asks official sources: names, JSON, exit status."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import run, run_json
from tests.sources.official.loopback import WEB_PAGE, Answer, OfficialServer
from tests.sources.official.samples import POPULATION, feature, qpv_zip


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficialServer]:
    # The proxy of the machine, where there is one, has nothing to do with a test.
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    running = OfficialServer()
    yield running
    running.stop()


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    outlines = tmp_path / "quartiers.geojson"
    layer = {"type": "FeatureCollection", "features": [feature("QN09301X", 2.35)]}
    outlines.write_text(json.dumps(layer), encoding="utf-8")
    path = tmp_path / "a.atelier"
    run_json("new", path, "--boundaries", outlines)
    return path


def test_fetch_brings_from_another_address_and_says_what(
    workshop: Path, server: OfficialServer, tmp_path: Path
) -> None:
    url = server.answer("/pop.csv", Answer(POPULATION.encode()))
    done = run_json("fetch", workshop, "population", "--from", url, "--cache", tmp_path / "cache")
    assert done["counts"]["imported"] == 1
    assert {"kind", "source", "counts", "report", "sentences"} == set(done)
    assert run_json("check", workshop)["ready"]["population"]["count"] == 1


def test_fetch_adds_the_qpv_of_a_commune(workshop: Path, server: OfficialServer, tmp_path: Path) -> None:
    archive = qpv_zip(feature("QN09301X", 2.35), feature("QN13001X", 5.37, communes="13055"))
    url = server.answer("/qpv", Answer(archive))
    arguments = ("fetch", workshop, "boundaries", "--from", url, "--communes", "13055", "--cache", tmp_path / "cache")
    assert run_json(*arguments)["counts"]["imported"] == 1
    assert run_json("check", workshop)["qpv"] == 2


def test_a_source_that_fails_is_one_sentence_and_exit_status_one(
    workshop: Path, server: OfficialServer, tmp_path: Path
) -> None:
    url = server.answer("/qpv", WEB_PAGE)
    refused = run("fetch", workshop, "boundaries", "--from", url, "--cache", tmp_path / "cache")
    assert refused.exit_code == 1
    assert len(refused.stderr.strip().splitlines()) == 1
    refused = run("fetch", workshop, "boundaries", "--from", url, "--cache", tmp_path / "cache", "--json")
    assert "page web" in json.loads(refused.stdout)["error"]


def test_what_cannot_be_fetched_is_wrong_usage(workshop: Path) -> None:
    assert run("fetch", workshop, "bakeries").exit_code == 2

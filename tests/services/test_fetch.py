"""Fetching: each source alone, all read before anything is written."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mapping.domain.crs import GRID_EUROPE
from mapping.domain.errors import CartoquartierError, FetchError
from mapping.domain.layers import LayerName
from mapping.domain.models import DatasetKind
from mapping.services.fetch import FetchKind, fetch
from mapping.services.importing import ImportOptions
from mapping.services.prepare import create_workshop, import_file
from mapping.services.workshops import open_store
from mapping.sources.official.addresses import GRID, INSEE_FILES
from mapping.sources.official.client import Client
from mapping.sources.official.insee import datasets
from mapping.storage.interface import Store
from tests.sources.official.clients import Waits, client_for
from tests.sources.official.loopback import BROKEN, EMPTY, WEB_PAGE, Answer, OfficialServer, too_many
from tests.sources.official.samples import (
    INCOME,
    INCOME_META,
    METROPOLITAN_CELL,
    POPULATION,
    feature,
    grid_7z,
    grid_zip,
    insee_zip,
    qpv_zip,
)

OFFICIAL = qpv_zip(feature("QN09301X", 2.35), feature("QN13001X", 5.37, communes="13055"))
INCOME_FILE = next(f"/{dataset.page}/{dataset.files[0]}" for dataset in datasets() if dataset.name == "revenus")
GRID_FILE = GRID.url.removeprefix(INSEE_FILES.url)
POPULATION_FILE = f"/{datasets()[0].page}/{datasets()[0].files[0]}"


@pytest.fixture
def server() -> Iterator[OfficialServer]:
    running = OfficialServer()
    yield running
    running.stop()


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with client_for(tmp_path / "cache", Waits()) as made:
        yield made


def test_newer_outlines_of_the_same_codes_replace_those_of_the_workshop(
    store: Store, server: OfficialServer, client: Client
) -> None:
    url = server.answer("/qpv", Answer(OFFICIAL))
    done = fetch(store, FetchKind.BOUNDARIES, base_url=url, client=client)
    assert done.report is not None
    assert (done.report.imported, done.report.updated, done.report.rows) == (0, 1, 1)
    assert dict(zip(store.zones()["code"], store.zones()["name"]))["QN09301X"] == "Nouveau QN09301X"
    assert len(store.zones()) == 2
    assert "QN09302X" in done.sentences[0]
    source = store.sources()[-1]
    assert (source.licence, source.vintage) == ("Licence Ouverte 2.0", "2024")


def test_the_qpv_of_another_commune_are_added(store: Store, server: OfficialServer, client: Client) -> None:
    url = server.answer("/qpv", Answer(OFFICIAL))
    fetch(store, FetchKind.BOUNDARIES, base_url=url, communes=["13055"], client=client)
    assert "QN13001X" in set(store.zones()["code"])


def test_population_and_indicators_come_together_and_a_missing_file_is_told(
    store: Store, server: OfficialServer, client: Client
) -> None:
    server.answer(POPULATION_FILE, Answer(insee_zip("pop", POPULATION)))
    server.answer(INCOME_FILE, Answer(insee_zip("revenus", INCOME, INCOME_META)))
    steps: list[str] = []
    done = fetch(
        store,
        FetchKind.POPULATION,
        base_url=server.url,
        client=client,
        on_progress=lambda what, _done, _total: steps.append(what),
    )
    assert store.population()["population"].tolist() == [1234.0]
    assert done.counts["indicators"] == len(store.indicators()) == 4
    assert sum(sentence.startswith("Sans «") for sentence in done.sentences) == len(datasets()) - 2
    assert any(sentence.startswith("Sans les carreaux de 200 m. ") for sentence in done.sentences)
    assert LayerName.GRID not in store.layer_counts()
    assert "pop_QPV24.zip" in steps
    report = done.report
    assert report is not None
    assert report.imported + report.updated + len(report.rejected) + report.to_geocode == report.rows


def test_the_grid_comes_with_the_population_and_its_source(
    store: Store, server: OfficialServer, client: Client
) -> None:
    server.answer(POPULATION_FILE, Answer(insee_zip("pop", POPULATION)))
    server.answer(GRID_FILE, Answer(grid_zip()))
    steps: list[str] = []
    for _time in range(2):
        done = fetch(
            store,
            FetchKind.POPULATION,
            base_url=server.url,
            client=client,
            on_progress=lambda what, _done, _total: steps.append(what),
        )
    assert done.counts["grid"] == 1
    grid = store.layer(LayerName.GRID)
    assert grid is not None
    assert grid["cell_id"].tolist() == [METROPOLITAN_CELL]
    assert [asked.path for asked in server.asked].count(GRID_FILE) == 1
    assert "Filosofi2021_carreaux_200m_csv.zip" in steps
    titles = {source.title for source in store.sources() if source.kind is DatasetKind.GRID}
    assert titles == {"Insee, données carroyées à 200 m, 2021"}


@pytest.mark.parametrize(
    "answer",
    [
        BROKEN,
        WEB_PAGE,
        EMPTY,
        Answer(grid_zip()[:200]),
        Answer(grid_zip(password="secret")),
        Answer(b"x" * 9, cut_after=4),
    ],
    ids=["500", "web page", "empty", "damaged", "encrypted", "cut"],
)
def test_a_grid_that_fails_leaves_the_population(
    store: Store, server: OfficialServer, client: Client, answer: Answer
) -> None:
    server.answer(POPULATION_FILE, Answer(insee_zip("pop", POPULATION)))
    server.answer(GRID_FILE, answer)
    done = fetch(store, FetchKind.POPULATION, base_url=server.url, client=client)
    assert store.population()["population"].tolist() == [1234.0]
    assert LayerName.GRID not in store.layer_counts()
    assert done.sentences[-1].startswith("Sans les carreaux de 200 m. ")
    assert len(done.sentences[-1].splitlines()) == 1


def test_where_insee_publishes_no_grid_none_is_asked_for(
    tmp_path: Path, server: OfficialServer, client: Client
) -> None:
    outline = tmp_path / "pointe-a-pitre.geojson"
    outline.write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature("QN09301X", -61.53, south=16.24)]})
    )
    path = str(tmp_path / "guadeloupe.atelier")
    create_workshop(path, outline)
    server.answer(POPULATION_FILE, Answer(insee_zip("pop", POPULATION)))
    with closing(open_store(path)) as store:
        done = fetch(store, FetchKind.POPULATION, base_url=server.url, client=client)
    assert "ne publie pas de carroyage ici" in done.sentences[-1]
    assert GRID_FILE not in [asked.path for asked in server.asked]


def test_the_same_fetch_twice_updates_and_asks_the_source_once(
    store: Store, server: OfficialServer, client: Client
) -> None:
    url = server.answer("/pop.csv", Answer(POPULATION.encode()))
    fetch(store, FetchKind.POPULATION, base_url=url, client=client)
    again = fetch(store, FetchKind.POPULATION, base_url=url, client=client)
    assert (again.counts["imported"], again.counts["updated"]) == (0, 1)
    assert len(server.asked) == 1


@pytest.mark.parametrize("kind", list(FetchKind))
@pytest.mark.parametrize(
    "answer",
    [BROKEN, WEB_PAGE, EMPTY, too_many("9999"), Answer(status=404), Answer(b'{"oui": 1', cut_after=4)],
    ids=["500", "web page", "empty", "429", "404", "cut"],
)
def test_a_refused_answer_leaves_the_workshop_as_it_was(
    store: Store, server: OfficialServer, client: Client, kind: FetchKind, answer: Answer
) -> None:
    before = store.revision()
    url = server.answer("/source", answer)
    for path in (POPULATION_FILE, "/search", "/siaes", "/source/search"):
        server.answer(path, answer)
    with pytest.raises(FetchError) as refused:
        fetch(store, kind, base_url=server.url if kind is FetchKind.POPULATION else url, client=client)
    assert len(str(refused.value).splitlines()) == 1
    assert store.revision() == before


def test_a_grid_is_imported_and_a_wrong_one_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "carreaux_200m_met.csv"
    path.write_text("idcar_200m;i_est_200;ind\nCRS3035RES200mN2900000E3760000;0;12,5\n", encoding="utf-8")
    before = store.revision()
    with pytest.raises(CartoquartierError, match="aucun carreau"):
        import_file(store, path, kind=DatasetKind.GRID, options=ImportOptions())
    assert store.revision() == before


@pytest.mark.parametrize(("name", "content"), [("insee.zip", grid_zip()), ("insee.7z", grid_7z())])
def test_the_archive_of_insee_is_imported_as_it_is(store: Store, tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    report = import_file(store, path, kind=DatasetKind.GRID)
    assert (report.rows, report.imported) == (1, 1)


def test_the_grid_around_the_workshop_is_kept_with_its_source(store: Store, tmp_path: Path) -> None:
    west, south, _east, _north = (int(edge) for edge in store.zones().to_crs(GRID_EUROPE).total_bounds)
    cell = f"CRS3035RES200mN{south // 200 * 200}E{west // 200 * 200}"
    path = tmp_path / "carreaux_200m_met.csv"
    lines = ["idcar_200m;i_est_200;ind", f"{cell};1;12,5", "CRS3035RES200mN2000000E4000000;0;9"]
    path.write_text("\n".join(lines), encoding="utf-8")
    report = import_file(store, path)
    assert (report.kind, report.rows, report.imported) == (DatasetKind.GRID, 1, 1)
    grid = store.layer(LayerName.GRID)
    assert grid is not None
    assert grid[["cell_id", "ind", "imputed"]].to_numpy().tolist() == [[cell, 12.5, True]]
    assert store.sources()[-1].licence == "Licence Ouverte 2.0"

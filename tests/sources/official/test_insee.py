"""Figures of Insee: whatever columns an edition has, secrecy kept as secrecy."""

import math

import pytest

from mapping.domain.errors import FetchError
from mapping.domain.layers import INDICATORS
from mapping.domain.tables import require_columns
from mapping.sources.official.client import Client
from mapping.sources.official.insee import datasets, fetch_indicators, fetch_population
from tests.sources.official.loopback import BROKEN, WEB_PAGE, Answer, OfficialServer
from tests.sources.official.samples import INCOME, INCOME_META, POPULATION, insee_zip, zipped

CODES = ["QN09301X", "QN09302X"]
INCOME_DATASET = next(dataset for dataset in datasets() if dataset.name == "revenus")


def test_population_is_that_of_the_zones_asked_for_and_secrecy_is_given_back(
    official_server: OfficialServer, client: Client
) -> None:
    official_server.answer("/fichier/8210600/pop_QPV24.zip", Answer(insee_zip("pop", POPULATION)))
    got = fetch_population(client, codes=CODES, base_url=official_server.url + "/fichier").rows
    assert got.table[["code", "population", "year", "source"]].to_numpy().tolist() == [
        ["QN09301X", 1234.0, "2021", "Insee"]
    ]
    assert [bad.row for bad in got.rejected] == [3]
    assert "non diffusé" in got.rejected[0].problem
    assert got.rows == 2


def test_the_csv_alone_is_taken_when_there_is_no_zip(official_server: OfficialServer, client: Client) -> None:
    official_server.answer("/8210600/pop_QPV24.csv", Answer(POPULATION.encode("cp1252")))
    assert len(fetch_population(client, codes=CODES, base_url=official_server.url).rows.table) == 1


def test_an_address_of_a_file_is_that_file(official_server: OfficialServer, client: Client) -> None:
    url = official_server.answer("/ailleurs/pop.csv", Answer(b"code_qp;pop_municipale_2020\nQN09301X;7\n"))
    table = fetch_population(client, codes=CODES, base_url=url).rows.table
    assert table[["population", "year"]].to_numpy().tolist() == [[7.0, ""]]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (BROKEN, "en panne"),
        (WEB_PAGE, "page web"),
        (Answer(insee_zip("pop", POPULATION)[:80]), "pas celui attendu"),
        (Answer(zipped({"lisezmoi.pdf": "x"})), "CODGEO"),
        (Answer(insee_zip("pop", "CODGEO;LIBGEO;MENAGES\nQN09301X;Ouest;3\n")), "« population »"),
        (Answer(insee_zip("pop", "QUARTIER;HAB\nOuest;3\n")), "CODGEO"),
    ],
)
def test_each_failure_of_the_population_has_its_sentence(
    official_server: OfficialServer, client: Client, answer: Answer, sentence: str
) -> None:
    official_server.answer("/8210600/pop_QPV24.zip", answer)
    with pytest.raises(FetchError, match=sentence):
        fetch_population(client, codes=CODES, base_url=official_server.url)


def test_every_figure_comes_with_its_label_and_secrecy_with_its_sign(
    official_server: OfficialServer, client: Client
) -> None:
    path = f"/8243167/{INCOME_DATASET.files[0]}"
    official_server.answer(path, Answer(insee_zip("revenus", INCOME, INCOME_META)))
    got = fetch_indicators(client, INCOME_DATASET, codes=CODES, base_url=official_server.url)
    require_columns(got.table, INDICATORS)
    rows = {(row["code"], row["name"]): row for row in got.table.to_dict("records")}
    assert len(rows) == 4
    poverty = rows["QN09301X", "DISP_TP60_A21"]
    assert (poverty["value"], poverty["status"], poverty["year"]) == (45.2, "", "2021")
    assert poverty["label"] == "Taux de pauvreté en 2021 (%)"
    assert rows["QN09301X", "DISP_MED_A21"]["label"].startswith("Revenu disponible médian")
    hidden = rows["QN09302X", "DISP_TP60_A21"]
    assert math.isnan(hidden["value"])
    assert hidden["status"] == "s"
    # The deciles of the documented edition are not in this one.
    assert "décile" in got.sentences[0]


def test_an_edition_with_other_columns_is_read_and_said(official_server: OfficialServer, client: Client) -> None:
    table = "CODGEO;NOUVEAU;MIXTE\nQN09301X;3;5\nQN09302X;nd;beaucoup\n"
    official_server.answer(f"/8243167/{INCOME_DATASET.files[0]}", Answer(insee_zip("revenus", table)))
    got = fetch_indicators(client, INCOME_DATASET, codes=CODES, base_url=official_server.url)
    assert got.table[["code", "name", "status"]].to_numpy().tolist() == [
        ["QN09301X", "NOUVEAU", ""],
        ["QN09302X", "NOUVEAU", "nd"],
        ["QN09301X", "MIXTE", ""],
    ]
    assert len(got.sentences) == 2
    assert "1 cellule" in got.sentences[1]

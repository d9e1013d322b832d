"""The outlines of the ANCT: only what the workshop wants, and a sentence for each way it can go wrong."""

import pytest

from mapping.domain.errors import FetchError, FileError
from mapping.sources.official.client import Client
from mapping.sources.official.qpv import fetch_qpv
from tests.sources.official.loopback import BROKEN, WEB_PAGE, Answer, OfficialServer
from tests.sources.official.samples import feature, qpv_zip, zipped

OFFICIAL = qpv_zip(
    feature("QN09301X", 2.35),
    feature("QN09302X", 2.355, communes="93059, 93072"),
    feature("QN13001X", 5.37, communes="13055"),
)


def test_only_the_codes_of_the_workshop_come(official_server: OfficialServer, client: Client) -> None:
    url = official_server.answer("/r/942d4ee8", Answer(OFFICIAL))
    got = fetch_qpv(client, codes=["qn09301x", "QN99999X"], base_url=url)
    assert got.boundaries.zones["code"].tolist() == ["QN09301X"]
    assert got.boundaries.zones["name"].tolist() == ["Nouveau QN09301X"]
    assert got.absent == ("QN99999X",)


def test_a_commune_brings_its_qpv_whatever_its_code_of_today(official_server: OfficialServer, client: Client) -> None:
    url = official_server.answer("/qpv", Answer(OFFICIAL))
    # Pierrefitte (93059) is in Saint-Denis (93066) since 2025.
    got = fetch_qpv(client, codes=[], communes=["93066"], base_url=url)
    assert sorted(got.boundaries.zones["code"]) == ["QN09301X", "QN09302X"]
    with pytest.raises(FileError, match="35238"):
        fetch_qpv(client, codes=[], communes=["35238"], base_url=url)


def test_a_redirection_to_the_file_of_the_day_is_followed(official_server: OfficialServer, client: Client) -> None:
    official_server.answer("/static/qpv-2024.zip", Answer(OFFICIAL))
    url = official_server.answer("/r/1", Answer(status=302, headers={"Location": "/static/qpv-2024.zip"}))
    assert len(fetch_qpv(client, codes=["QN09301X"], base_url=url).boundaries.zones) == 1


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (BROKEN, "en panne"),
        (WEB_PAGE, "page web"),
        (Answer(OFFICIAL[: len(OFFICIAL) // 2]), "pas celui attendu"),
        (Answer(zipped({"LISEZMOI.txt": "bonjour"})), "pas celui attendu"),
        (Answer(qpv_zip(feature("QN09301X", 2.35, code_name="identifiant_du_quartier"))), "« code »"),
        (Answer(qpv_zip(feature("QN13001X", 5.37))), "aucun des quartiers"),
    ],
)
def test_each_failure_has_its_sentence(
    official_server: OfficialServer, client: Client, answer: Answer, sentence: str
) -> None:
    url = official_server.answer("/qpv", answer)
    with pytest.raises(FetchError, match=sentence):
        fetch_qpv(client, codes=["QN09301X"], base_url=url)


def test_a_file_that_is_not_the_expected_one_is_not_kept_for_next_time(
    official_server: OfficialServer, client: Client
) -> None:
    url = official_server.answer("/qpv", Answer(zipped({"LISEZMOI.txt": "bonjour"})), Answer(OFFICIAL))
    with pytest.raises(FetchError):
        fetch_qpv(client, codes=["QN09301X"], base_url=url)
    assert len(fetch_qpv(client, codes=["QN09301X"], base_url=url).boundaries.zones) == 1

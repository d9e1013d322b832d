import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapping.domain.demonstration import notice
from mapping.domain.spreadsheet import neutralise
from mapping.exports.public import public_view
from mapping.exports.tables import COLUMNS, _write, write_csv
from mapping.sources.tabular import read_table
from tests.exports.snapshots import make_snapshot

HOSTILE_NAMES = [
    '=HYPERLINK("http://mechant";"clic")',
    "+33 1 48 00 00 00",
    "-2+3",
    "@SUM(A1)",
    "\tonglet",
    'Café « L\'Étoile » ; "bar"',
    "ligne 1\nligne 2\r\nligne 3",
    "régie 🚲 العربية",
    "'déjà une apostrophe",
    "",
]


def _written(snapshot, tmp_path) -> str:
    out = tmp_path / "table.csv"
    write_csv(snapshot, out)
    return out.read_bytes().decode("utf-8-sig")


def _rows(snapshot, tmp_path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(_written(snapshot, tmp_path), newline=""), delimiter=";"))


def test_a_french_spreadsheet_opens_it_by_itself(tmp_path):
    write_csv(make_snapshot(), tmp_path / "table.csv")
    content = (tmp_path / "table.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbftype;identifiant;nom;")
    assert content.count(b"\r\n") == content.count(b"\n") == 3


def test_actors_come_first_then_contributions(tmp_path):
    actor, contribution = _rows(make_snapshot(), tmp_path)
    assert (actor["type"], actor["nom"], actor["source"], actor["licence"]) == (
        "acteur",
        "Régie du Cordon",
        "Annuaire municipal",
        "ODbL",
    )
    assert (contribution["type"], contribution["besoins"]) == ("besoin", "Réparer et réemployer")
    assert contribution["statut_validation"] == "accepté"


def test_identifiers_are_written_in_words(tmp_path):
    actors = [{"legal_form": "association", "scheme": "regie_de_quartier", "filieres": "reparer|se_nourrir|inventee"}]
    row = _rows(make_snapshot(actors=actors, contributions=[]), tmp_path)[0]
    assert row["statut_juridique"] == "Association"
    assert row["dispositif"] == "Régie de quartier"
    assert row["besoins"] == "Réparer et réemployer|Se nourrir|inventee"


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("place", "lieu"),
        ("need", "besoin"),
        ("premises", "local"),
        ("lived_area", "quartier vécu"),
        ("route", "trajet"),
    ],
)
def test_each_kind_of_contribution_has_its_word(kind, word, tmp_path):
    assert _rows(make_snapshot(actors=[], contributions=[{"kind": kind}]), tmp_path)[0]["type"] == word


def test_the_quartier_is_the_one_that_holds_the_point(tmp_path):
    actors = [{}, {"actor_id": "a2", "lon": 2.40}, {"actor_id": "a3", "lon": float("nan"), "lat": float("nan")}]
    rows = _rows(make_snapshot(actors=actors, contributions=[]), tmp_path)
    assert [row["code_quartier"] for row in rows] == ["QN00001M", "", ""]
    assert [row["quartier"] for row in rows] == ["Cordon", "", ""]
    assert [row["longitude"] for row in rows] == ["2,35", "2,4", ""]


def test_the_quartier_that_a_person_named_wins_over_the_position(tmp_path):
    rows = [
        {"placement": "zone", "near_id": "QN00002M"},
        {"placement": "zone", "near_id": "inconnu"},
        {"placement": "actor", "near_id": "a1"},
    ]
    written = _rows(make_snapshot(actors=[{}], contributions=rows), tmp_path)[1:]
    assert [row["code_quartier"] for row in written] == ["QN00002M", "QN00001M", "QN00001M"]


def test_shapes_are_given_by_a_point_on_them(tmp_path):
    route = {"kind": "route", "geometry": "LINESTRING (2.341 48.93, 2.343 48.93, 2.345 48.93)"}
    bow_tie = {
        "kind": "lived_area",
        "geometry": "POLYGON ((2.341 48.93, 2.343 48.932, 2.343 48.93, 2.341 48.932, 2.341 48.93))",
    }
    line, surface = _rows(make_snapshot(actors=[], contributions=[route, bow_tie]), tmp_path)
    assert (line["longitude"], line["latitude"]) == ("2,343", "48,93")
    assert 2.341 < float(surface["longitude"].replace(",", ".")) < 2.343


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_hostile_text_comes_back_as_it_was_and_never_runs(name, tmp_path):
    snapshot = make_snapshot(actors=[{"name": name}], contributions=[{"text": name}], title=name or "Atelier")
    actor, contribution = _rows(snapshot, tmp_path)
    for cell in (actor["nom"], contribution["texte"]):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert cell in (name, f"'{name}")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")), min_size=1))
def test_the_file_holds_any_text_to_the_letter(texts):
    file = io.StringIO(newline="")
    _write(pd.DataFrame({"nom": texts, "texte": texts}), file)
    rows = list(csv.reader(io.StringIO(file.getvalue(), newline=""), delimiter=";"))
    assert rows[1:] == [[neutralise(text), neutralise(text)] for text in texts]


def test_a_text_of_two_thousand_characters_is_whole(tmp_path):
    text = "mot ; " * 333 + "🚲 "
    assert _rows(make_snapshot(actors=[], contributions=[{"text": text}]), tmp_path)[0]["texte"] == text


def test_a_negative_longitude_is_a_number_not_a_formula(tmp_path):
    snapshot = make_snapshot(actors=[{"lon": -61.5336, "lat": 16.2411}], contributions=[])
    assert _rows(snapshot, tmp_path)[0]["longitude"] == "-61,5336"


def test_coordinates_keep_six_decimals_and_whole_numbers_no_comma(tmp_path):
    snapshot = make_snapshot(
        actors=[{"lon": 2.3512345678, "lat": 48.0}], contributions=[{"people": 10}, {"people": 1000}]
    )
    actor, ten, thousand = _rows(snapshot, tmp_path)
    assert (actor["longitude"], actor["latitude"]) == ("2,351235", "48")
    assert (ten["personnes"], thousand["personnes"]) == ("10", "1000")


def test_nothing_at_all_leaves_the_header(tmp_path):
    assert _written(make_snapshot(actors=[], contributions=[]), tmp_path) == ";".join(COLUMNS) + "\r\n"


def test_actors_alone_and_contributions_alone_are_tables(tmp_path):
    assert len(_rows(make_snapshot(contributions=[]), tmp_path)) == 1
    assert len(_rows(make_snapshot(actors=[]), tmp_path)) == 1


def test_private_columns_come_last_and_only_when_there_is_something_to_tell(tmp_path):
    snapshot = make_snapshot(contributions=[{"reason": "doublon", "status": "refused"}])
    row = _rows(snapshot, tmp_path)[1]
    names = ["motif", "fusionne_avec", "arrive_par", "envoye_le", "seance", "groupe"]
    assert list(row)[-9:] == [*names, "code_de_retrait", "photo", "etat_photo"]
    assert (row["motif"], row["arrive_par"]) == ("doublon", "ordinateur de l'atelier")
    assert list(_rows(public_view(make_snapshot()), tmp_path)[0]) == list(COLUMNS)


def test_what_its_author_took_back_is_in_no_file_even_private(tmp_path):
    snapshot = make_snapshot(contributions=[{"text": "repris", "status": "withdrawn"}, {"text": "gardé"}])
    assert [row["texte"] for row in _rows(snapshot, tmp_path)[1:]] == ["gardé"]


def test_every_row_of_a_demonstration_says_that_it_is_invented(tmp_path):
    rows = _rows(make_snapshot(demonstration=True), tmp_path)
    assert {(row["fictif"], row["avertissement"]) for row in rows} == {("oui", notice())}
    real = _rows(make_snapshot(), tmp_path)
    assert {(row["fictif"], row["avertissement"]) for row in real} == {("non", "")}


def test_an_example_says_so_even_outside_a_demonstration(tmp_path):
    rows = _rows(make_snapshot(actors=[{"name": "Régie (exemple)"}], contributions=[{}]), tmp_path)
    assert [row["fictif"] for row in rows] == ["oui", "non"]


def test_our_own_reader_takes_the_table_back(tmp_path):
    actors = [{"name": name, "actor_id": f"a{i}", "postcode": "01004"} for i, name in enumerate(HOSTILE_NAMES)]
    write_csv(make_snapshot(actors=actors, contributions=[]), tmp_path / "table.csv")
    read = read_table(tmp_path / "table.csv").frame
    assert list(read.columns) == list(COLUMNS)
    assert read["code_postal"].unique().tolist() == ["01004"]
    assert read["longitude"].unique().tolist() == ["2,35"]
    assert [" ".join(name.split()) for name in read["nom"]] == [" ".join(name.split()) for name in HOSTILE_NAMES]


def test_pandas_reads_the_numbers_back(tmp_path):
    write_csv(make_snapshot(actors=[{"lon": 2.351235, "lat": 48.930001}]), tmp_path / "table.csv")
    table = pd.read_csv(tmp_path / "table.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert table["longitude"].tolist() == [2.351235, 2.35]
    assert table["latitude"].tolist() == [48.930001, 48.93]

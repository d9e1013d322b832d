"""Every list that people sent: how many rows come in, where they land, what is asked; only counts are looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from mapping.domain.nomenclature import default_filieres
from mapping.settings import PROJECT_DIR
from mapping.sources.actors import read_actors
from mapping.sources.rows import TableRows

ACTORS = PROJECT_DIR.parent / "shared" / "data" / "actors"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not ACTORS.is_dir(), reason="the real data (../shared/data) is not on this machine"),
]


@dataclass(frozen=True, slots=True)
class Expected:
    """Rows in all, located and given back; (west, south, east, north) in degrees, and the share that lands there."""

    rows: int
    located: int
    rejected: int
    extent: tuple[float, float, float, float]
    share: float = 1.0


LISTS: Mapping[str, Expected] = {
    "amap-loire-atlantique.json": Expected(510, 510, 0, (-2.62, 46.85, -0.92, 47.84)),
    "mednum-corse.json": Expected(161, 161, 0, (8.53, 41.33, 9.57, 43.03)),
    "mednum-epernay.json": Expected(39, 39, 0, (3.38, 48.51, 5.04, 49.41)),
    "mednum-gironde.json": Expected(347, 347, 0, (-1.27, 44.19, 0.32, 45.58)),
    # Of the Centre and of those who answered from elsewhere in France.
    "mednum-hub-lo.json": Expected(426, 426, 0, (0.05, 46.34, 3.13, 48.95), 0.95),
    "mednum-maine-et-loire.json": Expected(243, 240, 3, (-1.36, 46.96, 0.24, 47.82)),
    "ess-numerique-france.csv": Expected(3667, 0, 0, (0, 0, 0, 0)),
}


def read(name: str, **columns: str) -> TableRows:
    return read_actors(ACTORS / name, columns=columns, filieres=default_filieres())


def test_every_list_that_is_there_has_its_expectations() -> None:
    assert {path.name for path in ACTORS.iterdir()} == set(LISTS)


@pytest.mark.parametrize("name", LISTS)
def test_every_row_is_placed_kept_without_position_or_given_back(name: str) -> None:
    expected, found = LISTS[name], read(name)
    located = found.table.dropna(subset=["lon", "lat"])
    assert (found.rows, len(located), len(found.rejected)) == (expected.rows, expected.located, expected.rejected)
    assert len(found.table) + len(found.rejected) == found.rows


@pytest.mark.parametrize("name", [name for name, expected in LISTS.items() if expected.located])
def test_the_positions_land_in_their_department(name: str) -> None:
    west, south, east, north = LISTS[name].extent
    located = read(name).table.dropna(subset=["lon", "lat"])
    inside = located["lon"].between(west, east) & located["lat"].between(south, north)
    assert inside.mean() >= LISTS[name].share


def test_the_amap_are_put_right_at_the_place_where_the_baskets_are_given() -> None:
    found = read("amap-loire-atlantique.json")
    assert found.columns["lon"] == "LATAMAP" and found.columns["lat"] == "LONGAMAP"
    assert any("échangées (510 lignes)" in note for note in found.notes)
    assert any("« LONGProd » et « LATProd » : non utilisées" in note for note in found.notes)


def test_what_gironde_calls_x_is_a_latitude() -> None:
    found = read("mednum-gironde.json")
    assert (found.columns["lon"], found.columns["lat"]) == ("Coord. Y", "Coord. X")
    assert found.table["postcode"].ne("").sum() >= 320 and found.table["city"].ne("").all()


def test_the_one_bad_latitude_of_corsica_is_mended_and_asked_about() -> None:
    found = read("mednum-corse.json")
    assert len(found.questions) == 1
    mended = found.table.loc[found.questions[0].row]
    assert (mended["lat"], mended["lon"]) == (41.93414, 8.7555)


def test_the_metres_of_maine_et_loire_are_lambert_93_and_its_addresses_are_whole() -> None:
    found = read("mednum-maine-et-loire.json")
    assert any("Lambert-93" in note and "« x » et « y »" in note for note in found.notes)
    assert {row.problem for row in found.rejected} == {"nom de la structure : vide"}
    assert found.table["address"].str.match(r"\d").sum() > 60
    assert set(found.table["postcode"].str.len()) <= {0, 5}


def test_without_its_metres_maine_et_loire_is_all_to_place_by_its_addresses() -> None:
    found = read("mednum-maine-et-loire.json", lon="", lat="")
    assert found.table["lon"].isna().all() and len(found.table) == 240
    assert (found.table["address"].ne("") | found.table["city"].ne("")).all()


def test_the_yes_and_no_of_the_hub_are_categories() -> None:
    found = read("mednum-hub-lo.json", filieres="c_epn|c_msap|c_coworking")
    assert found.table["filieres"].str.contains("numerique_droits").any()
    assert found.table["filieres"].str.contains("entreprendre").any()
    assert not found.table.isin(["#N/D"]).any(axis=None)


def test_the_questions_of_a_form_are_columns() -> None:
    found = read("mednum-epernay.json")
    assert found.columns["name"] == "Nom de votre structure"
    assert found.table["postcode"].ne("").sum() >= 37


def test_a_national_list_without_positions_is_kept_to_be_placed() -> None:
    found = read("ess-numerique-france.csv")
    assert len(found.table) == 3667 and found.table["lon"].isna().all()
    assert set(found.table["siret"].str.len()) <= {0, 14}
    assert Path(ACTORS / "ess-numerique-france.csv").read_bytes().startswith(b"\xef\xbb\xbf")

"""The demonstration's files: what is official is official, what is invented says so, the README tells both."""

import csv
import re
from collections import Counter
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import from_wkt

from data import generate_example
from mapping.domain import crs, nomenclature, tables
from mapping.domain.demonstration import is_example
from mapping.domain.models import BAND_M, ContributionKind, Placement
from mapping.domain.sessions import Answer
from mapping.settings import DATA_DIR

BOUNDING_BOX = (2.28, 48.90, 2.42, 48.98)
"""West, south, east, north of Plaine Commune's QPV with a margin of about one kilometre."""
REAL_COMMUNES = DATA_DIR.parent.parent / "shared" / "data" / "plaine-commune" / "communes.geojson"
TELEPHONE = re.compile(r"(?:\d[ .-]?){9,}")
ADDRESS = re.compile(r"@|https?:|www\.", re.IGNORECASE)


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA_DIR / name, dtype=str, keep_default_na=False)


def header(name: str) -> list[str]:
    with (DATA_DIR / name).open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def metres(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    ((_epsg, projected),) = crs.split_by_metric_crs(frame)
    return projected


@pytest.fixture(scope="module")
def zones() -> gpd.GeoDataFrame:
    return gpd.read_file(DATA_DIR / generate_example.BOUNDARIES)


@pytest.fixture(scope="module")
def zones_m(zones: gpd.GeoDataFrame) -> gpd.GeoSeries:
    return metres(zones).set_index("code_qp").geometry


@pytest.fixture(scope="module")
def actors() -> pd.DataFrame:
    return table("actors.csv")


@pytest.fixture(scope="module")
def points_m(actors: pd.DataFrame) -> gpd.GeoDataFrame:
    return metres(crs.points_frame(actors.astype({"lon": float, "lat": float})))


@pytest.fixture(scope="module")
def contributions() -> pd.DataFrame:
    return table("contributions-fictives.csv")


def test_the_boundaries_are_the_22_official_ones(zones: gpd.GeoDataFrame) -> None:
    crs.require_wgs84(zones)
    assert len(zones) == zones["code_qp"].nunique() == 22
    assert zones.is_valid.all()
    assert set(zones["code_qp"]) == {
        *(f"QN093{number}M" for number in (28, 29, 30, 31, 32, 35, 37, 38, 39, 41, 42, 44, 46, 47, 48)),
        *(f"QN093{number}I" for number in (33, 34, 36, 40, 43, 45)),
        "QN09365N",
    }


def test_the_committed_files_are_those_that_the_generator_makes(tmp_path: Path) -> None:
    generate_example.generate(tmp_path)
    for name in generate_example.FILES:
        assert (tmp_path / name).read_bytes() == (DATA_DIR / name).read_bytes(), name


@pytest.mark.parametrize("name", generate_example.FILES)
def test_a_file_has_the_columns_of_its_contract(name: str) -> None:
    contract, columns = generate_example.FILES[name]
    assert header(name) == list(columns)
    assert [column for column in contract.names if column in columns] == list(columns)


@pytest.mark.parametrize("name", ["actors.csv", "population-fictive.csv", "reperes-fictifs.csv"])
def test_every_column_of_the_contract_is_in_the_file(name: str) -> None:
    assert header(name) == generate_example.FILES[name][0].names


@pytest.mark.parametrize("name", generate_example.FILES)
def test_the_readme_helps_with_every_column(name: str) -> None:
    readme = (DATA_DIR / "README.md").read_text(encoding="utf-8")
    section = readme.split(f"<!-- colonnes de {name} -->")[1].split("<!-- fin des colonnes -->")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == header(name)
    contract, columns = generate_example.FILES[name]
    helps = [column.help.replace("|", "&#124;") for column in contract.columns if column.name in columns]
    assert [text for text in helps if text not in section] == []


def test_the_readme_is_the_one_that_the_generator_completes() -> None:
    readme = (DATA_DIR / "README.md").read_text(encoding="utf-8")
    assert generate_example.with_columns_help(readme) == readme
    assert generate_example.with_columns_help(readme.replace("| `siret` |", "| `siren` |")) == readme


def test_the_readme_names_every_file_with_its_licence_and_date() -> None:
    readme = (DATA_DIR / "README.md").read_text(encoding="utf-8")
    for name in (*generate_example.FILES, generate_example.BOUNDARIES):
        assert re.search(rf"^\| `{re.escape(name)}` \|.*2026 \|$", readme, re.MULTILINE), name
    assert "Licence Ouverte 2.0" in readme
    assert "2023-1314" in readme


def test_there_are_about_120_actors_each_with_its_own_name(actors: pd.DataFrame) -> None:
    assert len(actors) == 120
    assert actors["name"].is_unique
    assert actors["id"].is_unique


def test_the_twelve_filieres_are_all_served_unevenly(actors: pd.DataFrame) -> None:
    served = Counter(filiere for cell in actors["filieres"] for filiere in tables.split_values(cell))
    assert set(served) == {filiere.id for filiere in nomenclature.default_filieres()}
    assert min(served.values()) >= 5
    assert max(served.values()) >= 5 * min(served.values())


def test_legal_forms_and_schemes_are_in_the_nomenclature_and_diverse(actors: pd.DataFrame) -> None:
    assert set(actors["legal_form"]) == set(nomenclature.legal_forms())
    assert set(actors["scheme"]) - {""} <= set(nomenclature.schemes())
    assert (actors["scheme"] == "").any()
    assert actors["scheme"].nunique() >= 25


def test_nothing_invented_has_a_siret_or_a_website(actors: pd.DataFrame) -> None:
    assert set(actors["siret"]) == set(actors["website"]) == {""}


def test_everything_invented_says_so(actors: pd.DataFrame, contributions: pd.DataFrame) -> None:
    said = [
        *actors["name"],
        *table("population-fictive.csv")["source"],
        *table("reperes-fictifs.csv")["name"],
        *contributions["text"],
    ]
    assert [text for text in said if not is_example(text)] == []


def test_no_text_looks_like_a_telephone_an_e_mail_or_a_site(actors: pd.DataFrame, contributions: pd.DataFrame) -> None:
    texts = [*actors[["name", "description", "address", "city"]].to_numpy().ravel(), *contributions["text"]]
    texts += [*table("reperes-fictifs.csv")["name"]]
    assert [text for text in texts if TELEPHONE.search(text) or ADDRESS.search(text)] == []
    assert TELEPHONE.search("01 23 45 67 89")
    assert ADDRESS.search("contact@example.org")


def test_no_name_holds_the_name_of_a_place(actors: pd.DataFrame, zones: gpd.GeoDataFrame) -> None:
    places = {word for text in (*zones["lib_qp"], *zones["lib_com"]) for word in re.findall(r"\w{4,}", text)}
    places -= {"Centre", "Quartier", "Politique", "Ville", "Grand", "Vieux", "Source"}
    texts = " ".join([*actors["name"], *table("reperes-fictifs.csv")["name"]])
    assert [place for place in places if re.search(rf"\b{place}\b", texts)] == []


def test_every_position_is_in_plaine_commune_with_longitude_first(actors: pd.DataFrame) -> None:
    west, south, east, north = BOUNDING_BOX
    for frame in (actors, table("reperes-fictifs.csv")):
        assert frame["lon"].astype(float).between(west, east).all()
        assert frame["lat"].astype(float).between(south, north).all()


def test_actors_stand_where_the_catalogue_says(points_m: gpd.GeoDataFrame, zones_m: gpd.GeoSeries) -> None:
    distance_m = points_m.geometry.apply(lambda point: zones_m.distance(point).min())
    catalogue = generate_example.catalogue
    assert (distance_m == 0).sum() == sum(part.count for part in catalogue.PARTS)
    assert distance_m.between(0, BAND_M, inclusive="right").sum() == len(catalogue.NEARBY)
    assert (distance_m > BAND_M).sum() == len(catalogue.FAR)


def test_each_qpv_holds_the_actors_of_its_communes(points_m: gpd.GeoDataFrame, zones_m: gpd.GeoSeries) -> None:
    wanted: Counter[tuple[str, str]] = Counter()
    for part in generate_example.catalogue.PARTS:
        wanted[part.code_qp, part.code_insee] += part.count
    inside = [
        (code_qp, code_insee)
        for code_qp, zone in zones_m.items()
        for code_insee in points_m.loc[points_m.within(zone), "code_insee"]
    ]
    assert Counter(inside) == wanted


def test_gaps_can_be_seen(points_m: gpd.GeoDataFrame, zones_m: gpd.GeoSeries) -> None:
    served = {
        code: {f for cell in points_m.loc[points_m.within(zone), "filieres"] for f in tables.split_values(cell)}
        for code, zone in zones_m.items()
    }
    assert served["QN09334I"] == set()
    assert all(len(filieres) < 12 for filieres in served.values())
    assert len({len(filieres) for filieres in served.values()}) >= 6


def test_city_postcode_and_insee_code_go_together(actors: pd.DataFrame, zones: gpd.GeoDataFrame) -> None:
    communes = actors[["code_insee", "city", "postcode"]].drop_duplicates()
    assert communes["code_insee"].is_unique
    pairs = {
        pair
        for row in zones.itertuples()
        for pair in zip(row.insee_com.split(", "), row.lib_com.split(", "), strict=True)
    }
    assert set(communes[["code_insee", "city"]].itertuples(index=False, name=None)) <= pairs


@pytest.mark.real
@pytest.mark.skipif(not REAL_COMMUNES.exists(), reason="needs ../shared/data/plaine-commune/communes.geojson")
def test_every_actor_is_in_the_real_commune_that_it_claims(actors: pd.DataFrame) -> None:
    communes = gpd.read_file(REAL_COMMUNES)
    points = crs.points_frame(actors.astype({"lon": float, "lat": float}))
    found = gpd.sjoin(points, communes[["insee_com", "geometry"]], how="left")
    assert (found["insee_com"] == found["code_insee"]).all()


def test_two_qpv_have_no_population(zones: gpd.GeoDataFrame) -> None:
    population = table("population-fictive.csv")
    assert population["code"].is_unique
    assert set(zones["code_qp"]) - set(population["code"]) == set(generate_example.WITHOUT_POPULATION)
    assert set(population["code"]) < set(zones["code_qp"])
    assert population["population"].astype(int).between(1_000, 20_000).all()
    assert (population["population"].astype(int) % 100 == 0).all()


def test_every_qpv_has_a_landmark(zones_m: gpd.GeoSeries) -> None:
    landmarks = table("reperes-fictifs.csv")
    assert len(landmarks) == landmarks["name"].nunique() == 30
    points = metres(crs.points_frame(landmarks.astype({"lon": float, "lat": float})))
    assert all(points.within(zone).any() for zone in zones_m)


def test_contributions_are_of_every_kind_and_mostly_needs(contributions: pd.DataFrame) -> None:
    assert dict(Counter(contributions["kind"])) == {
        ContributionKind.NEED: 14,
        ContributionKind.PLACE: 8,
        ContributionKind.PREMISES: 7,
        ContributionKind.LIVED_AREA: 2,
        ContributionKind.ROUTE: 1,
    }
    assert contributions["id"].is_unique


def test_answers_are_about_structures_of_the_list_and_most_are_not_known(actors: pd.DataFrame) -> None:
    answers = table("connaissances-fictives.csv")
    assert set(answers["target_id"]) <= set(actors["id"])
    assert set(answers["answer"]) == {*Answer}
    assert (answers["answer"] == Answer.UNKNOWN).mean() > 0.5
    assert not answers.duplicated(["target_id", "author_key"]).any()
    assert answers["author_key"].str.startswith("exemple-").all()


def test_contributions_use_the_closed_lists(contributions: pd.DataFrame) -> None:
    assert set(contributions["placement"]) <= set(Placement)
    assert set(contributions["filiere"]) - {""} <= {filiere.id for filiere in nomenclature.default_filieres()}
    assert contributions["people"].astype(int).between(1, 20).all()


def test_the_geometry_of_a_contribution_suits_its_kind(contributions: pd.DataFrame, zones_m: gpd.GeoSeries) -> None:
    shapes = {"lived_area": "Polygon", "route": "LineString"}
    geometries = [from_wkt(wkt) for wkt in contributions["geometry"]]
    wanted = [shapes.get(kind, "Point") for kind in contributions["kind"]]
    assert [geometry.geom_type for geometry in geometries] == wanted
    assert all(geometry.is_valid for geometry in geometries)
    drawn = metres(gpd.GeoDataFrame(geometry=geometries, crs=crs.WGS84))
    assert drawn.intersects(zones_m.union_all()).all()


def test_a_contribution_that_only_names_a_quartier_is_in_it(
    contributions: pd.DataFrame, zones: gpd.GeoDataFrame
) -> None:
    named = contributions[contributions["placement"] == Placement.ZONE]
    geometry = zones.set_index("code_qp").geometry
    assert len(named) == 3
    assert all(geometry[row.near_id].contains(from_wkt(row.geometry)) for row in named.itertuples())
    assert set(contributions.loc[contributions["placement"] != Placement.ZONE, "near_id"]) == {""}

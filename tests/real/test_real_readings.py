"""Perception, completeness and filières on real outlines, real stations and real structures, each by a second route."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapping.analysis.completeness import TOTAL, chapman, completeness_table
from mapping.analysis.filieres import structuring_filieres
from mapping.analysis.perception import perception_table
from mapping.domain.crs import LAMBERT_93, WGS84
from mapping.domain.parameters import Parameters
from mapping.domain.tables import CONTRIBUTIONS, PLACES
from mapping.settings import PROJECT_DIR

DATA = PROJECT_DIR.parent / "shared" / "data"
PARAMETERS = Parameters()
FILIERES = ["numerique_droits", "se_deplacer"]

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data (../shared/data) is not on this machine"),
]

TERRITORIES = {
    "22 QPV of Plaine Commune": ("plaine-commune/qpv-2024.geojson", "plaine-commune/stations.geojson", "se_deplacer"),
    "1 584 QPV of France": ("qpv-2024-france.geojson", "actors/mednum-gironde.json", "numerique_droits"),
}


def outlines(name: str) -> gpd.GeoDataFrame:
    found = gpd.read_file(DATA / name).to_crs(WGS84).rename(columns={"code_qp": "code"})
    found.geometry = shapely.make_valid(found.geometry.to_numpy(), method="structure", keep_collapsed=False)
    return found[["code", "geometry"]]


def positions(name: str) -> gpd.GeoSeries:
    if name.endswith(".geojson"):
        return gpd.read_file(DATA / name).to_crs(WGS84).geometry
    table = pd.read_json(DATA / name)
    # In this list « Coord. X » is the latitude.
    degrees = table[["Coord. Y", "Coord. X"]].apply(pd.to_numeric, errors="coerce").dropna()
    return gpd.GeoSeries(gpd.points_from_xy(degrees["Coord. Y"], degrees["Coord. X"], crs=WGS84))


@pytest.fixture(scope="module", params=TERRITORIES, ids=lambda name: name.split(" ")[-1])
def territory(request: pytest.FixtureRequest) -> tuple[gpd.GeoDataFrame, pd.DataFrame, gpd.GeoDataFrame]:
    """Return zones, places, and both in the metres of métropole with a column of the places near each zone."""
    outline, points, filiere = TERRITORIES[request.param]
    zones, where = outlines(outline), positions(points)
    places = pd.DataFrame({"lon": where.x.to_numpy(), "lat": where.y.to_numpy()})
    places = places.assign(place_id=[f"p{n}" for n in range(len(places))], filieres=filiere)
    metric = gpd.GeoDataFrame(places[["place_id"]], geometry=where.to_crs(LAMBERT_93).to_numpy(), crs=LAMBERT_93)
    return zones, places.assign(origin="official", status="accepted")[PLACES.names], metric


@pytest.fixture
def nobody() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(CONTRIBUTIONS.frame(()), geometry="geometry", crs=WGS84)


def near(zones: gpd.GeoDataFrame, metric: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the pairs of a zone and a place in it or its band, by geopandas."""
    inside_france = zones[~zones["code"].str.startswith(("QN97", "QN98"))].to_crs(LAMBERT_93)
    inside_france.geometry = shapely.make_valid(inside_france.geometry.to_numpy())
    return gpd.sjoin(metric, inside_france, predicate="dwithin", distance=PARAMETERS.band_m)


def test_isolated_places_are_those_of_geopandas(territory, nobody) -> None:
    zones, places, metric = territory
    found = structuring_filieres(zones, places, nobody, FILIERES, parameters=PARAMETERS).isolated
    here = near(zones, metric)["place_id"].unique()
    reach_m = PARAMETERS.reach_min * PARAMETERS.speed_m_min / PARAMETERS.detour
    pairs = gpd.sjoin(metric, metric, predicate="dwithin", distance=reach_m)
    company = set(pairs.loc[pairs["place_id_left"] != pairs["place_id_right"], "place_id_left"])
    assert len(here) > 20
    assert set(found["place_id"]) == set(here)
    assert set(found.loc[found["isolated"], "place_id"]) == set(here) - company


def test_what_half_of_residents_know_is_estimated_close_to_what_there_is(territory, nobody) -> None:
    """Half of the places, drawn at random, are listed; half, drawn again, are known; all of them are to be found."""
    zones, places, metric = territory
    random = np.random.default_rng(2026)
    listed, known = (random.random(len(places)) < 0.5 for _list in range(2))
    origins = places.assign(origin=np.where(listed, "official", "resident"))[listed | known]
    answers = pd.DataFrame({"target_id": places["place_id"][known], "answer": "knows"})
    answers = answers.assign(id=[f"k{n}" for n in range(len(answers))])
    row = completeness_table(zones, origins, nobody, answers, FILIERES, parameters=PARAMETERS).iloc[-1]
    here = places["place_id"].isin(near(zones, metric)["place_id"]).to_numpy()
    n1, n2, both = int((here & listed).sum()), int((here & known).sum()), int((here & listed & known).sum())
    assert (row["filiere"], row["listed"], row["known"], row["both"]) == (TOTAL, n1, n2, both)
    assert row["estimate"] == chapman(n1, n2, both).estimate
    assert row["low"] <= here.sum() <= row["high"]


def test_places_listed_around_each_quartier_are_those_of_geopandas(territory, nobody) -> None:
    zones, places, metric = territory
    found = perception_table(zones, places, nobody, None, FILIERES, parameters=PARAMETERS)
    counted = found.groupby("code")["listed"].sum()
    expected = near(zones, metric).groupby("code")["place_id"].nunique()
    pd.testing.assert_series_equal(counted[counted > 0], expected, check_names=False, check_dtype=False)
    assert (found["state"] == "listed_not_cited").sum() == (counted > 0).sum()
    assert not found["published"].any()

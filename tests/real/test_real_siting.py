"""Siting, what if and honesty on real outlines, real stations and a real network, each against a second route."""

from itertools import combinations
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapping.analysis.access import WalkMethod, WalkModel, minutes_to, minutes_to_nearest, walking_model, with_places
from mapping.analysis.access_points import demand_points
from mapping.analysis.access_table import access_table
from mapping.analysis.boundary import places_on_edge
from mapping.analysis.gaps import gap_table
from mapping.analysis.network import walking_network
from mapping.analysis.population import distribute
from mapping.analysis.scales import Scale, holding, scale_table, scales_of
from mapping.analysis.scenario import coverage_change, minutes_after, places_after
from mapping.analysis.sensitivity import Subjects, sensitivity
from mapping.analysis.siting import demand_of, greedy_sites, rank_sites, served
from mapping.domain.crs import LAMBERT_93, WGS84
from mapping.domain.parameters import Parameters
from mapping.domain.scenarios import Opening
from mapping.domain.tables import CONTRIBUTIONS, PLACES, POPULATION
from mapping.settings import PROJECT_DIR
from mapping.sources.osm.geofiles import read_streets

DATA = PROJECT_DIR.parent / "shared" / "data"
PLAINE = DATA / "plaine-commune"
FILIERES = ["se_deplacer"]

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data (../shared/data) is not on this machine"),
]


def read(path: Path, **columns: str) -> gpd.GeoDataFrame:
    found = gpd.read_file(path).to_crs(WGS84).rename(columns=columns)
    found.geometry = shapely.make_valid(found.geometry.to_numpy(), method="structure", keep_collapsed=False)
    return found


@pytest.fixture(scope="module")
def zones() -> gpd.GeoDataFrame:
    return read(PLAINE / "qpv-2024.geojson", code_qp="code")[["code", "geometry"]]


@pytest.fixture(scope="module")
def stations() -> pd.DataFrame:
    found = read(PLAINE / "stations.geojson")
    table = pd.DataFrame(
        {"place_id": found["osm_id"], "lon": found.geometry.x, "lat": found.geometry.y, "filieres": FILIERES[0]}
    )
    return table.assign(origin="official", status="accepted")[PLACES.names]


@pytest.fixture(scope="module")
def model(zones: gpd.GeoDataFrame, stations: pd.DataFrame) -> WalkModel:
    """The 22 QPV, a hundred people in each, crow-fly: there are no streets of Plaine Commune here."""
    return walking_model(
        demand_points(zones, distribute(zones, people(zones))), stations, None, parameters=Parameters()
    )


def people(zones: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame({"code": zones["code"], "population": 100.0, "year": "", "source": "essai"})[POPULATION.names]


def test_the_stations_that_would_serve_most_are_those_of_every_enumeration_and_of_the_optimum(
    stations: pd.DataFrame, model: WalkModel
) -> None:
    # Every other station is there already, the others are candidates.
    existing, candidates = stations.iloc[::2], stations.iloc[1::2].reset_index(drop=True)
    now = minutes_to_nearest(with_places(model, existing), FILIERES)[FILIERES[0]].to_numpy()
    demand = demand_of(model.points, now)
    assert demand.inhabitants.sum() == pytest.approx(22 * 100)
    minutes = minutes_to(model, candidates["lon"].to_numpy(), candidates["lat"].to_numpy())
    names = candidates["place_id"].tolist()
    ranked = rank_sites(names, minutes, demand, reach_min=10)
    without = demand.inhabitants[demand.without(reach_min=10)].sum()
    assert 0 < ranked["inhabitants"].iloc[0] < without
    useful = [names.index(one) for one in ranked["candidate_id"].head(12)]
    enumerated = max(served(pair, minutes, demand, reach_min=10) for pair in combinations(useful, 2))
    greedy = served(greedy_sites(minutes, demand, sites=2, reach_min=10), minutes, demand, reach_min=10)
    assert (1 - 1 / np.e) * enumerated <= greedy <= enumerated + 1e-6
    pytest.importorskip("spopt", reason="spopt n'est pas installé")
    from mapping.analysis.siting_optimum import confirmed, most_served

    assert confirmed(ranked, names, minutes, demand, reach_min=10).head(3).all()
    best = most_served(minutes, demand, sites=2, reach_min=10)
    assert best.inhabitants >= enumerated - 1e-6


def test_edges_are_those_that_distances_in_lambert_give(zones: gpd.GeoDataFrame, stations: pd.DataFrame) -> None:
    found = places_on_edge(stations, zones, boundary_m=50)
    points = gpd.GeoSeries(gpd.points_from_xy(stations["lon"], stations["lat"]), crs=WGS84).to_crs(LAMBERT_93)
    outlines = zones.to_crs(LAMBERT_93).geometry
    outlines = outlines.make_valid().boundary
    expected = {
        (place, code): point.distance(outline)
        for place, point in zip(stations["place_id"], points, strict=True)
        for code, outline in zip(zones["code"], outlines, strict=True)
        if point.distance(outline) <= 50
    }
    assert len(expected) > 3
    ours = found.set_index(["place_id", "code"])["distance_m"].to_dict()
    assert ours == pytest.approx(expected, abs=1e-6)


def test_shares_at_each_scale_are_those_of_sjoin(
    zones: gpd.GeoDataFrame, stations: pd.DataFrame, model: WalkModel
) -> None:
    iris = read(PLAINE / "iris.geojson", code_iris="code")[["code", "geometry"]]
    table = scale_table(model.points, stations, FILIERES, scales_of(zones, band_m=300, iris=iris, grid=None))
    assert table["scale"].tolist() == ["zone", "zone_band", "iris"]
    homes = gpd.GeoDataFrame(
        model.points, geometry=gpd.points_from_xy(model.points["lon"], model.points["lat"]), crs=WGS84
    )
    spots = gpd.GeoDataFrame(stations, geometry=gpd.points_from_xy(stations["lon"], stations["lat"]), crs=WGS84)
    held = set(gpd.sjoin(spots, iris)["code"])
    joined = gpd.sjoin(homes[["inhabitants", "geometry"]], iris)
    has = joined["code"].isin(held).groupby(level=0).any()
    lived = homes.loc[has.index, "inhabitants"]
    assert table["share_without"].iloc[2] == pytest.approx(1 - lived[has].sum() / lived.sum())
    # A wider zone never has fewer places in it.
    assert table["share_without"].iloc[1] <= table["share_without"].iloc[0]
    (row,) = holding(table).to_dict("records")
    assert 0 <= row["low"] <= row["high"] <= 1 and row["scales"] == 3
    assert scale_table(model.points, stations, FILIERES, [Scale("zone", zones)])["units"].tolist() == [22]


def test_every_verdict_of_the_22_qpv_is_said_fragile_or_not(
    zones: gpd.GeoDataFrame, stations: pd.DataFrame, model: WalkModel
) -> None:
    nobody = gpd.GeoDataFrame({name: [] for name in CONTRIBUTIONS.names}, geometry="geometry", crs=WGS84)
    access = access_table(model, zones["code"].tolist(), FILIERES)
    subjects = (zones, stations, nobody, people(zones), FILIERES)
    gaps = gap_table(*subjects, band_m=300, access=access, parameters=Parameters())
    found = sensitivity(Subjects(gaps, zones, stations, Parameters(), model, minutes_to_nearest(model, FILIERES)))
    assert len(found) == 22
    assert 0 < found["fragile"].sum() < 22
    assert ((found["flips"] != "") == found["fragile"]).all()


def test_on_the_streets_of_beausoleil_what_is_recomputed_is_what_everything_recomputed_gives() -> None:
    streets = read_streets(DATA / "osm" / "beausoleil-06012-voirie.geojson").layer
    inner = shapely.convex_hull(shapely.union_all(streets.geometry.to_numpy()))
    zone = gpd.GeoDataFrame({"code": ["06012"]}, geometry=[inner], crs=WGS84)
    total = pd.DataFrame({"code": ["06012"], "population": [13_000.0], "year": "", "source": "essai"})
    network = walking_network(streets)
    nodes = network.nodes.sample(12, random_state=1)
    table = pd.DataFrame({"place_id": [f"p{n}" for n in range(12)], "lon": nodes["lon"], "lat": nodes["lat"]})
    table = table.assign(origin="official", status="accepted", filieres=["se_nourrir", "reparer", "se_loger"] * 4)
    places = table[PLACES.names].reset_index(drop=True)
    points = demand_points(zone, distribute(zone, total))
    walked = walking_model(points, places, network, parameters=Parameters())
    assert walked.methods.tolist() == [WalkMethod.NETWORK.value]
    filieres = ["se_nourrir", "reparer", "se_loger"]
    before = minutes_to_nearest(walked, filieres)
    spot = network.nodes.iloc[len(network.nodes) // 2]
    opened = [Opening("reparer", float(spot["lon"]), float(spot["lat"]))]
    quick = minutes_after(walked, before, opened, ["p0", "p4"])
    whole = minutes_to_nearest(with_places(walked, places_after(places, opened, ["p0", "p4"])), filieres)
    np.testing.assert_allclose(quick.to_numpy(), whole.to_numpy(), rtol=1e-9)
    change = coverage_change(
        points, before, minutes_after(walked, before, opened, []), filieres, codes=["06012"], reach_min=5
    )
    gained = change.set_index("filiere")["people"]
    assert gained["reparer"] > 0
    assert gained[["se_nourrir", "se_loger"]].tolist() == [0, 0]

"""Walks on real outlines and real streets, which are not part of the project."""

import geopandas as gpd
import networkx
import numpy as np
import pandas as pd
import pytest

from mapping.analysis.access import WalkMethod, minutes_to_nearest, walking_model
from mapping.analysis.access_graph import graphs
from mapping.analysis.access_points import demand_points
from mapping.analysis.access_table import access_table
from mapping.analysis.isochrones import isochrones
from mapping.analysis.network import walking_network
from mapping.analysis.population import distribute
from mapping.domain.crs import LAMBERT_93, WGS84
from mapping.domain.parameters import Parameters
from mapping.domain.tables import PLACES
from mapping.settings import PROJECT_DIR
from mapping.sources.osm.geofiles import read_streets

SHARED = PROJECT_DIR.parent / "shared" / "data"
BEAUSOLEIL = SHARED / "osm" / "beausoleil-06012-voirie.geojson"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the real data (../shared/data) is not on this machine"),
]


def places_at(lon: np.ndarray, lat: np.ndarray) -> pd.DataFrame:
    table = pd.DataFrame({"place_id": [f"p{rank}" for rank in range(len(lon))], "lon": lon, "lat": lat})
    return table.assign(origin="official", status="accepted", filieres="reparer")[PLACES.names]


def test_the_22_qpv_of_plaine_commune_walk_as_the_crow_flies() -> None:
    """Second route: ``distance`` of geopandas from each point to one place, × 1.3 at 75 m a minute."""
    zones = gpd.read_file(PROJECT_DIR / "data" / "geo" / "qpv-2024-plaine-commune.geojson")
    zones = zones.rename(columns={"code_qp": "code"}).to_crs(WGS84)
    assert len(zones) == 22
    people = pd.DataFrame({"code": zones["code"], "population": 1000.0, "year": "", "source": ""})
    points = demand_points(zones, distribute(zones, people))
    place = places_at(np.array([2.3598]), np.array([48.9356]))
    model = walking_model(points, place, None, parameters=Parameters())
    table = access_table(model, zones["code"].tolist(), ["reparer"])
    assert set(table["method"]) == {WalkMethod.CROW_FLY}
    metric = gpd.GeoSeries(gpd.points_from_xy(points["lon"], points["lat"]), crs=WGS84).to_crs(LAMBERT_93)
    basilica = gpd.GeoSeries(gpd.points_from_xy(place["lon"], place["lat"]), crs=WGS84).to_crs(LAMBERT_93).iloc[0]
    expected = metric.distance(basilica).to_numpy() * 1.3 / 75
    np.testing.assert_allclose(minutes_to_nearest(model, ["reparer"])["reparer"], expected, rtol=1e-9)
    assert (table["walk_median_min"] <= table["walk_p90_min"]).all()
    assert (table["share_within_5min"] <= table["share_within_10min"]).all()


@pytest.mark.skipif(not BEAUSOLEIL.is_file(), reason="the streets of Beausoleil are not on this machine")
def test_the_streets_of_beausoleil_are_walked_as_networkx_walks_them() -> None:
    network = walking_network(read_streets(BEAUSOLEIL).layer)
    brute = networkx.Graph()
    brute.add_weighted_edges_from(network.edges.itertuples(index=False, name=None))
    main = sorted(max(networkx.connected_components(brute), key=len))
    nodes = network.nodes.set_index("node_id").loc[main]
    sources = [main[0], main[len(main) // 2]]
    walked = networkx.multi_source_dijkstra_path_length(brute, set(sources))
    chosen = nodes.loc[sources]
    points = nodes.assign(code="Beausoleil", weight=1.0, basis="area").reset_index(drop=True)
    model = walking_model(
        points, places_at(chosen["lon"].to_numpy(), chosen["lat"].to_numpy()), network, parameters=Parameters()
    )
    assert model.methods.to_dict() == {"Beausoleil": WalkMethod.NETWORK}
    metres = minutes_to_nearest(model, ["reparer"])["reparer"].to_numpy() * 75
    np.testing.assert_allclose(metres, [walked[node] for node in main], atol=0.05)
    flown = walking_model(points, model.places, None, parameters=Parameters(detour=1.0))
    assert (metres >= minutes_to_nearest(flown, ["reparer"])["reparer"].to_numpy() * 75 - 0.05).all()
    assert list(graphs(network)) == [LAMBERT_93]


@pytest.mark.skipif(not BEAUSOLEIL.is_file(), reason="the streets of Beausoleil are not on this machine")
def test_isochrones_of_beausoleil_hold_one_another_and_less_than_a_circle() -> None:
    network = walking_network(read_streets(BEAUSOLEIL).layer)
    middle = network.nodes[["lon", "lat"]].median()
    lon, lat = np.array([middle["lon"]]), np.array([middle["lat"]])
    shapes = isochrones(network, lon, lat, parameters=Parameters()).to_crs(LAMBERT_93)
    areas = shapes.area.to_numpy()
    assert (np.diff(areas) < 0).all()
    assert not shapes["crow_fly"].any()
    assert (areas < np.pi * (shapes["minutes"].to_numpy() * 75 + 30) ** 2).all()

"""Real OpenStreetMap files, which are not part of the project: an extract around Monaco, the streets of Beausoleil."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from mapping.analysis.network import components, walking_network
from mapping.domain.layers import LayerName
from mapping.services.find_place import PlaceIndex, Precision, build_index, find_place
from mapping.services.prepare import create_workshop, import_file
from mapping.services.workshops import open_store
from mapping.settings import PROJECT_DIR
from mapping.sources.osm.geofiles import read_buildings, read_streets
from mapping.sources.osm.layers import OsmLayers, layers_of
from mapping.sources.osm.pbf import read_pbf

DATA = PROJECT_DIR.parent / "shared" / "data" / "osm"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DATA.is_dir(), reason="the real data (../shared/data) is not on this machine"),
]

WRITTEN_BADLY = {
    "bd du tenao": "Boulevard du Tenao",
    "av camile blan": "Avenue Camille Blanc",
    "12 av du gal de gaule": "12 Avenue Général de Gaulle",
    "paul doumere": "Avenue Paul Doumer",
    "avenue marechal foche": "Avenue du Maréchal Foch",
    "av prof lanjevin": "Avenue du Professeur Langevin",
    "boulevar guinemer": "Boulevard Guynemer",
    "bd de la republik": "Boulevard de la République",
    "boulevard general le clerc": "Boulevard du Général Leclerc",
    "ch de l'uzine electrik": "Chemin de l'Usine Électrique",
    "chemin st jean": "Chemin Saint-Jean",
    "chm de la cremailere": "Chemin de la Crémaillère",
    "montee oradour": "Montée Oradour-sur-Glâne",
    "escalier mon tagel": "Escalier du Mont Agel",
    "imp des citroniers": "Impasse des Citronniers",
    "3 bis r. jan jores": "3 bis Rue Jean Jaurès",
    "hugo victor": "Rue Victor Hugo",
    "rue honore la bande": "Rue Honoré Labande",
    "rue des martirs de la resistence": "Rue des Martyrs de la Résistance",
    "av ansien combatants afrique du nord": "Avenue des Anciens Combattants de l'Afrique du Nord",
    "R DU MARCHE 5, 06240": "5 Rue du Marché",
    "calmet": "Rue Professeur Calmette",
    "square cremer": "Square Kraemer",
}


@pytest.fixture(scope="module")
def streets() -> gpd.GeoDataFrame:
    read = read_streets(DATA / "beausoleil-06012-voirie.geojson")
    assert (read.rows, read.kept, read.rejected) == (272, 272, ())
    return read.layer


@pytest.fixture(scope="module")
def index(streets: gpd.GeoDataFrame) -> PlaceIndex:
    no_landmarks = pd.DataFrame({"name": [], "lon": [], "lat": []})
    no_zones = gpd.GeoDataFrame({"name": [], "commune_names": []}, geometry=[], crs=streets.crs)
    return build_index(streets=streets, names=None, landmarks=no_landmarks, zones=no_zones)


@pytest.fixture(scope="module")
def monaco() -> OsmLayers:
    return layers_of(read_pbf(DATA / "monaco.osm.pbf"))


@pytest.mark.parametrize(("typed", "label"), WRITTEN_BADLY.items())
def test_an_address_of_beausoleil_written_badly_is_found_first(index: PlaceIndex, typed: str, label: str) -> None:
    found = find_place(index, typed)[0]
    assert found.label == label
    assert (found.precision is Precision.STREET_WITHOUT_NUMBER) == label[0].isdigit()


def test_every_street_of_beausoleil_is_found_by_its_own_name(index: PlaceIndex, streets: gpd.GeoDataFrame) -> None:
    names = streets.loc[streets["name"] != "", "name"].unique()
    assert len(names) == 103
    missed = [name for name in names if name not in {found.label for found in find_place(index, name, limit=3)}]
    # The two spellings of one street, a few metres apart, are one answer.
    assert len(missed) <= 3


def test_the_buildings_of_beausoleil_all_come_in() -> None:
    read = read_buildings(DATA / "beausoleil-06012-batiments.geojson")
    assert (read.rows, read.kept, len(read.layer), read.rejected) == (3305, 3305, 3305, ())
    assert read.layer.is_valid.all()


def test_the_extract_gives_streets_and_one_network(monaco: OsmLayers) -> None:
    network = walking_network(monaco.streets, vertex_ids=monaco.vertex_ids)
    assert len(monaco.streets) == 2916
    assert 0.9 < monaco.streets["foot"].mean() < 1
    walked = monaco.streets[monaco.streets["foot"]].to_crs(2154).length.sum()
    # Segments that two ways share are one edge, hence a little less.
    assert network.edges["length_m"].sum() == pytest.approx(walked, rel=5e-3)
    assert (components(network) == 0).mean() > 0.95


def test_the_extract_holds_the_buildings_that_its_geojson_holds(monaco: OsmLayers) -> None:
    listed = gpd.read_file(DATA / "beausoleil-06012-batiments.geojson")
    ours = set(monaco.buildings["osm_id"].str[1:])
    listed_ids = set(listed["osm_way_id"].dropna().astype(str))
    assert len(listed_ids - ours) / len(listed_ids) < 0.01
    assert monaco.buildings.is_valid.mean() > 0.999


def test_the_sea_is_drawn_in_front_of_monaco_and_not_on_it() -> None:
    extent = shapely.box(7.40, 43.730, 7.44, 43.76)
    layers = layers_of(read_pbf(DATA / "monaco.osm.pbf", extent=extent), extent=extent)
    water = shapely.union_all(layers.landscape.loc[layers.landscape["kind"] == "water"].geometry.to_numpy())
    assert shapely.contains(water, shapely.Point(7.4385, 43.7340))
    assert not shapely.contains(water, shapely.Point(7.4200, 43.7400))


def test_an_extract_makes_a_workshop_of_beausoleil_whole(tmp_path: Path) -> None:
    target = str(tmp_path / "beausoleil.atelier")
    create_workshop(target, DATA / "beausoleil-communes.geojson")
    store = open_store(target)
    import_file(store, DATA / "monaco.osm.pbf")
    counts = store.layer_counts()
    assert counts[LayerName.STREETS] > 2000 and counts[LayerName.BUILDINGS] > 10_000
    assert {"Mairie de Monaco", "Monaco - Monte Carlo"} <= set(store.landmarks()["name"])
    store.close()

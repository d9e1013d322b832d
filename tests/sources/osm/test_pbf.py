"""Read an extract."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from mapping.analysis.network import walking_network
from mapping.domain.errors import FileError
from mapping.domain.layers import BUILDINGS, LANDSCAPE, NAMES, STREETS
from mapping.domain.tables import LANDMARKS, require_columns
from mapping.sources.osm.elements import Elements, Lines, Shapes, geometries
from mapping.sources.osm.layers import layers_of
from mapping.sources.osm.pbf import is_pbf, read_pbf
from tests.sources.osm.drawings import NODES, write_pbf


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    return write_pbf(tmp_path / "hameau.osm.pbf")


def test_an_extract_gives_every_layer_in_its_contract(extract: Path) -> None:
    layers = layers_of(read_pbf(extract))
    for frame, contract in (
        (layers.streets, STREETS),
        (layers.buildings, BUILDINGS),
        (layers.landscape, LANDSCAPE),
        (layers.names, NAMES),
        (layers.landmarks, LANDMARKS),
    ):
        require_columns(frame, contract)
    assert dict(zip(layers.streets["osm_id"], layers.streets["foot"])) == {
        "w101": True,
        "w102": True,
        "w103": True,
        "w104": False,
    }
    assert layers.streets["name"].tolist() == ["Rue Basse", "Chemin Haut", "", ""]
    building = layers.buildings.iloc[0]
    assert (building["osm_id"], building["kind"], building["levels"], building["residential"]) == (
        "w105",
        "apartments",
        4.0,
        True,
    )
    assert building.geometry.geom_type == "Polygon"
    assert sorted(layers.landscape["kind"]) == ["park", "rail"]
    assert sorted(layers.landmarks["name"]) == ["Hôtel de Ville", "Parc des Sources", "Pharmacie de la Mairie"]


def test_streets_meet_at_the_nodes_that_they_share(extract: Path) -> None:
    layers = layers_of(read_pbf(extract))
    assert layers.vertex_ids.tolist() == [1, 2, 3, 7, 8, 9, 1, 4, 7, 3, 9]
    network = walking_network(layers.streets, vertex_ids=layers.vertex_ids)
    assert (len(network.nodes), len(network.edges)) == (7, 6)


def test_only_what_touches_the_extent_comes_in_and_it_comes_whole(extract: Path) -> None:
    layers = layers_of(read_pbf(extract, extent=shapely.box(1.9995, 47.9995, 2.0003, 48.0003)))
    assert layers.streets["osm_id"].tolist() == ["w101", "w103"]
    assert shapely.get_num_coordinates(layers.streets.geometry.to_numpy()).tolist() == [3, 3]
    assert layers.buildings.empty and layers.landmarks.empty


def test_a_park_is_cut_at_the_extent() -> None:
    extent = shapely.box(0, 0, 1, 1)
    park = Shapes(["w1"], [{"leisure": "park"}], geometries([shapely.box(0.5, 0, 2, 1)]))
    nothing = Shapes([], [], geometries([]))
    elements = Elements(Lines([], [], geometries([]), np.empty(0, dtype=np.int64)), park, nothing)
    assert layers_of(elements, extent=extent).landscape.geometry.iloc[0].equals(shapely.box(0.5, 0, 1, 1))


def test_a_way_whose_end_is_missing_from_the_extract_keeps_what_is_known(tmp_path: Path) -> None:
    cut = write_pbf(tmp_path / "coupe.osm.pbf", nodes={key: at for key, at in NODES.items() if key != 3})
    layers = layers_of(read_pbf(cut))
    street = layers.streets.set_index("osm_id").loc["w101"]
    assert list(street.geometry.coords) == [NODES[1], NODES[2]]
    assert "w104" not in set(layers.streets["osm_id"])
    assert len(layers.vertex_ids) == shapely.get_num_coordinates(layers.streets.geometry.to_numpy()).sum()


def test_an_extract_cut_in_the_middle_is_refused(extract: Path, tmp_path: Path) -> None:
    half = tmp_path / "moitie.osm.pbf"
    half.write_bytes(extract.read_bytes()[: extract.stat().st_size * 2 // 3])
    with pytest.raises(FileError, match="incomplet ou abîmé"):
        read_pbf(half)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<osm version='0.6'></osm>"])
def test_what_is_not_an_extract_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "autre.osm.pbf"
    path.write_bytes(content)
    assert not is_pbf(path)
    with pytest.raises(FileError, match="extrait OpenStreetMap"):
        read_pbf(path)


def test_an_absent_extract_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="n'existe pas"):
        read_pbf(tmp_path / "absent.osm.pbf")


def test_an_extract_with_nothing_of_interest_gives_empty_layers(tmp_path: Path) -> None:
    layers = layers_of(read_pbf(write_pbf(tmp_path / "a.osm.pbf"), extent=shapely.box(3, 45, 3.1, 45.1)))
    assert [len(frame) for frame in (layers.streets, layers.buildings, layers.landscape, layers.names)] == [0] * 4
    assert len(walking_network(layers.streets, vertex_ids=layers.vertex_ids).edges) == 0

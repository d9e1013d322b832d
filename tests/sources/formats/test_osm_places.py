from collections.abc import Mapping
from pathlib import Path

import osmium
import pytest

from mapping.domain.errors import FileError
from mapping.domain.nomenclature import default_filieres
from mapping.sources.actors import read_actors
from mapping.sources.formats.osm_places import LICENCE
from mapping.sources.tabular import read_table

Tags = Mapping[str, str]

#   4 ---- 3     a garden 80 m wide; node 5 a library, in its middle
#   |  5   |
#   1 ---- 2
CORNERS = [(2.360, 48.930), (2.361, 48.930), (2.361, 48.931), (2.360, 48.931)]
LIBRARY: Tags = {
    "name": "Médiathèque (exemple)",
    "amenity": "library",
    "addr:housenumber": "3",
    "addr:street": "rue de la Paix",
    "addr:postcode": "93200",
    "contact:website": "https://exemple.fr",
}
GARDEN: Tags = {"name": "Jardin (exemple)", "leisure": "garden", "garden:type": "community"}


def write_extract(path: Path, *, node: Tags = LIBRARY, way: Tags = GARDEN) -> Path:
    with osmium.SimpleWriter(str(path)) as writer:
        for number, place in enumerate(CORNERS, start=1):
            writer.add_node(osmium.osm.mutable.Node(id=number, location=place))
        writer.add_node(osmium.osm.mutable.Node(id=5, location=(2.3605, 48.9305), tags=dict(node)))
        writer.add_way(osmium.osm.mutable.Way(id=7, nodes=[1, 2, 3, 4, 1], tags=dict(way)))
    return path


def test_named_places_are_rows_with_what_their_tags_mean(tmp_path: Path) -> None:
    raw = read_table(write_extract(tmp_path / "a.osm.pbf"))
    by_id = raw.frame.set_index("id")
    assert by_id.loc["n5", ["name", "filieres", "address", "postcode", "website"]].tolist() == [
        "Médiathèque (exemple)",
        "apprendre",
        "3 rue de la Paix",
        "93200",
        "https://exemple.fr",
    ]
    assert by_id.loc["w7", ["scheme", "filieres"]].tolist() == ["jardin_partage", "nature_energie"]
    assert raw.licence == LICENCE


def test_they_are_actors_with_a_position(tmp_path: Path) -> None:
    read = read_actors(write_extract(tmp_path / "a.osm.pbf"), filieres=default_filieres())
    table = read.table.set_index("id")
    assert read.rejected == ()
    assert table.loc["n5", ["lon", "lat"]].tolist() == pytest.approx([2.3605, 48.9305])
    assert 2.360 < table.loc["w7", "lon"] < 2.361
    assert read.licence == LICENCE


def test_a_hint_is_shown_and_not_applied(tmp_path: Path) -> None:
    hint = {"name": "Boîte à livres", "amenity": "public_bookcase"}
    row = read_table(write_extract(tmp_path / "a.osm.pbf", node=hint)).frame.set_index("id").loc["n5"]
    assert row["filieres"] == ""
    assert row["filieres_possibles"] == "apprendre|reparer"


@pytest.mark.parametrize(
    "tags", [{"amenity": "library"}, {"name": "Rue"}, {"name": "Refuge", "amenity": "x", "social_facility": "shelter"}]
)
def test_what_has_no_name_no_activity_or_is_a_refuge_is_left_out(tmp_path: Path, tags: Tags) -> None:
    frame = read_table(write_extract(tmp_path / "a.osm.pbf", node=tags)).frame
    assert frame["id"].tolist() == ["w7"]


def test_an_extract_without_places_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="aucun lieu"):
        read_table(write_extract(tmp_path / "a.osm.pbf", node={}, way={}))


def test_a_cut_extract_is_refused(tmp_path: Path) -> None:
    path = write_extract(tmp_path / "a.osm.pbf")
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(FileError, match="incomplet ou abîmé"):
        read_table(path)

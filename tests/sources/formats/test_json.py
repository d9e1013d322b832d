import json
from pathlib import Path
from typing import Any

import pytest

from mapping.domain.errors import FileError
from mapping.domain.nomenclature import default_filieres
from mapping.sources.actors import read_actors
from mapping.sources.formats import limits
from mapping.sources.geofiles import read_layer
from mapping.sources.tabular import RawTable, read_table
from tests.sources.files import write_text

PLACE = {"latitude": 48.93, "longitude": 2.36}


def read_json(folder: Path, content: Any, *, name: str = "liste.json") -> RawTable:
    return read_table(write_text(folder, content if isinstance(content, str) else json.dumps(content), name=name))


def test_the_records_are_found_wherever_they_are_and_the_place_is_said(tmp_path: Path) -> None:
    content = {"meta": {"tags": ["a", "b", "c"]}, "page": {"results": [{"nom": "A"}, {"nom": "B"}]}}
    raw = read_json(tmp_path, content)
    assert raw.frame["nom"].tolist() == ["A", "B"]
    assert raw.frame.index.tolist() == [2, 3]
    assert raw.notes == ("Liste lue dans le fichier : « page.results ».",)


def test_nested_members_are_laid_flat(tmp_path: Path) -> None:
    record = {
        "nom": "A",
        "contact": {"mail": {"pro": "x@exemple.fr"}},
        "jours": ["lundi", 2],
        "motsCles": [{"nom": "z"}],
    }
    raw = read_json(tmp_path, [record])
    assert raw.frame.loc[2].to_dict() == {
        "nom": "A",
        "contact.mail.pro": "x@exemple.fr",
        "jours": "lundi|2",
        "motsCles": "z",
    }


@pytest.mark.parametrize(
    "place", [PLACE, {"lat": 48.93, "lng": 2.36}, {"type": "Point", "coordinates": [2.36, 48.93, 30]}]
)
def test_a_nested_position_is_a_position(tmp_path: Path, place: dict[str, Any]) -> None:
    raw = read_json(tmp_path, [{"nom": "A", "ou": place}])
    assert raw.frame.loc[2].to_dict() == {"nom": "A", "lon": "2.36", "lat": "48.93"}


def test_gogocarto_in_full_gives_actors_with_their_address(tmp_path: Path) -> None:
    address = {"streetAddress": "1 rue de la Paix", "postalCode": "93200", "addressLocality": "Saint-Denis"}
    element = {
        "id": "X1",
        "name": "Jardin (exemple)",
        "geo": PLACE,
        "address": address,
        "categories": ["Potager", "Bio"],
    }
    path = write_text(
        tmp_path, json.dumps({"licence": "ODbL", "ontology": "gogofull", "data": [element]}), name="g.json"
    )
    raw = read_table(path)
    assert raw.frame.loc[2, "categories"] == "Potager|Bio"
    assert raw.licence == "ODbL"
    table = read_actors(path, filieres=default_filieres()).table
    values = table.loc[2, ["name", "address", "postcode", "city", "lon", "lat"]].tolist()
    assert values == ["Jardin (exemple)", "1 rue de la Paix", "93200", "Saint-Denis", 2.36, 48.93]


def test_gogocarto_compact_gives_the_same_columns(tmp_path: Path) -> None:
    elements = [["X1", "Jardin (exemple)", 48.93, 2.36, ["Potager"]], ["X2", ["B"], 48.94, 2.37, [], "plus"]]
    raw = read_json(tmp_path, {"ontology": "gogocompact", "data": elements})
    assert raw.frame.loc[2].tolist() == ["X1", "Jardin (exemple)", "48.93", "2.36", "Potager", ""]
    assert raw.frame.loc[3, ["nom", "colonne 6"]].tolist() == ["B", "plus"]


def test_a_list_of_lists_under_a_row_of_names_is_a_table(tmp_path: Path) -> None:
    raw = read_json(tmp_path, [["nom", "ville"], ["A", "Stains"], ["B", None]])
    assert raw.frame.to_dict("list") == {"nom": ["A", "B"], "ville": ["Stains", ""]}


def test_one_object_a_line_is_a_list(tmp_path: Path) -> None:
    assert read_json(tmp_path, '{"nom": "A"}\n{"nom": "B"}\n').frame["nom"].tolist() == ["A", "B"]


def test_survey123_wraps_its_answers_in_attributes(tmp_path: Path) -> None:
    feature = {"attributes": {"Nom de votre structure": "A"}, "geometry": {"x": 2.36, "y": 48.93}}
    raw = read_json(tmp_path, {"spatialReference": {"wkid": 4326}, "features": [feature]})
    assert raw.frame.loc[2].to_dict() == {"Nom de votre structure": "A", "geometry.x": "2.36", "geometry.y": "48.93"}


def test_a_member_that_stands_twice_is_kept_twice(tmp_path: Path) -> None:
    raw = read_json(tmp_path, '[{"nom": "A", "nom": "B"}]')
    assert raw.frame.loc[2].to_dict() == {"nom": "A", "nom (2)": "B"}
    read = read_actors(tmp_path / "liste.json", filieres=default_filieres())
    assert "« A » et « B »" in read.rejected[0].problem


def test_ten_thousand_members_of_one_name_do_not_wait(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="10000 colonnes"):
        read_json(tmp_path, "[{" + ",".join(['"nom": 1'] * 10_000) + "}]")


def umap(**layer: Any) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [2.36, 48.93]}
    properties = {"name": "Jardin (exemple)", "_umap_options": {"color": "red"}}
    feature = {"type": "Feature", "id": "AbCdE", "properties": properties, "geometry": point}
    return {
        "type": "umap",
        "properties": {"name": "Carte", "licence": {"name": "ODbL"}},
        "layers": [{"type": "FeatureCollection", "features": [feature], **layer}],
    }


@pytest.mark.parametrize("options", ["properties", "_umap_options", "_storage"])
def test_the_layers_of_a_umap_are_a_column_whatever_its_age(tmp_path: Path, options: str) -> None:
    raw = read_json(tmp_path, umap(**{options: {"name": "Se nourrir"}}), name="carte.umap")
    assert raw.frame.loc[2].to_dict() == {
        "name": "Jardin (exemple)",
        "calque": "Se nourrir",
        "lon": "2.36",
        "lat": "48.93",
    }
    assert raw.licence == "ODbL"
    assert len(read_layer(tmp_path / "carte.umap").frame) == 1


def test_a_layer_that_is_elsewhere_is_not_fetched_and_said(tmp_path: Path) -> None:
    content = umap(properties={"name": "Loin", "remoteData": {"url": "https://exemple.fr/x.geojson"}})
    assert "n'a pas été suivi" in read_json(tmp_path, content).notes[1]


def test_geojson_may_nest_its_properties_and_lack_a_geometry(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "properties": {"nom": "A", "adr": {"cp": "01000"}}, "geometry": None},
        {"type": "Feature", "properties": None, "geometry": {"type": "Point", "coordinates": ["x", 1]}},
        {"type": "Feature", "properties": {"nom": "C"}, "geometry": {"type": "Point", "coordinates": [2.36, 48.93]}},
        "perdu",
    ]
    raw = read_json(tmp_path, {"type": "FeatureCollection", "features": features})
    assert raw.frame["adr.cp"].tolist() == ["01000", "", "", ""]
    assert raw.frame["lat"].tolist() == ["", "", "48.93", ""]
    assert "illisible" in raw.faults[3]
    assert "perdu" in raw.faults[5]


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_json_nested_without_end_is_refused(tmp_path: Path, depth: int) -> None:
    with pytest.raises(FileError, match="imbriqué"):
        read_json(tmp_path, "[" + '{"a":' * depth + "1" + "}" * depth + "]")


def test_a_record_nested_too_deep_is_given_back_and_not_the_others(tmp_path: Path) -> None:
    deep = '{"nom": "A", "b": ' + '{"c":' * 60 + "1" + "}" * 60 + "}"
    raw = read_json(tmp_path, f'[{deep}, {{"nom": "B"}}]')
    assert "imbriqué" in raw.faults[2]
    assert list(raw.faults) == [2]


def test_a_cell_of_a_million_characters_is_given_back_short(tmp_path: Path) -> None:
    raw = read_json(tmp_path, [{"nom": "A", "texte": "x" * 1_000_000}, {"nom": "B", "texte": ""}])
    assert len(raw.frame.loc[2, "texte"]) == 1_001
    assert "1000000 caractères" in raw.faults[2]


def test_records_that_each_name_other_columns_do_not_fill_the_memory(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="colonnes"):
        read_json(tmp_path, [{f"k{number}": 1} for number in range(5_000)])


def test_more_rows_than_are_read_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 2)
    with pytest.raises(FileError, match="plus de 2 lignes"):
        read_json(tmp_path, [{"nom": "A"}] * 3)


@pytest.mark.parametrize("content", ['{"hello": 1}', "{}", '{"a": ["b"]}', "[[1]]", '{"type": "umap"}'])
def test_json_without_a_list_of_objects_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(FileError):
        read_json(tmp_path, content)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Pont", "coordinates": [2.36, 48.93]},
        {"type": "Polygon", "coordinates": [[[2.36, 48.93]]]},
        {"type": "LineString", "coordinates": [["a", "b"]]},
        {"type": "GeometryCollection", "geometries": [{"type": ["x"]}]},
        {"type": ["Point"], "coordinates": [2.36, 48.93]},
    ],
)
def test_a_geometry_of_no_known_shape_is_given_back(tmp_path: Path, geometry: dict[str, Any]) -> None:
    feature = {"type": "Feature", "properties": {"nom": "A"}, "geometry": geometry}
    assert "illisible" in read_json(tmp_path, {"type": "FeatureCollection", "features": [feature]}).faults[2]

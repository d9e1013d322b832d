"""Streets and buildings as people have them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mapping.domain.errors import FileError
from mapping.domain.layers import BUILDINGS, STREETS
from mapping.domain.tables import require_columns
from mapping.sources.osm.geofiles import read_buildings, read_streets


def written(path: Path, *features: tuple[dict[str, Any], str, Any]) -> Path:
    path.write_text(
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": properties,
                        "geometry": {"type": kind, "coordinates": coordinates} if kind else None,
                    }
                    for properties, kind, coordinates in features
                ],
            }
        ),
        encoding="utf-8",
    )
    return path


LINE = [[2.0, 48.0], [2.001, 48.0]]
SQUARE = [[[2.0, 48.0], [2.001, 48.0], [2.001, 48.001], [2.0, 48.001], [2.0, 48.0]]]


def test_streets_are_read_and_what_is_not_a_line_is_given_back(tmp_path: Path) -> None:
    path = written(
        tmp_path / "rues.geojson",
        ({"osm_id": "7", "name": "Rue Basse", "highway": "residential"}, "LineString", LINE),
        ({"osm_id": "8", "name": None, "highway": "motorway"}, "LineString", LINE),
        ({"osm_id": "9", "name": "Un point", "highway": None}, "Point", LINE[0]),
        ({"osm_id": "10", "name": "Rien", "highway": "path"}, "", None),
    )
    read = read_streets(path)
    require_columns(read.layer, STREETS)
    assert (read.rows, read.kept, [row.row for row in read.rejected]) == (4, 2, [4, 5])
    assert "Point" in read.rejected[0].problem and read.rejected[0].values["name"] == "Un point"
    assert read.layer["name"].tolist() == ["Rue Basse", ""]
    assert read.layer["foot"].tolist() == [True, False]


def test_a_street_in_two_pieces_makes_two_lines_of_one_row(tmp_path: Path) -> None:
    pieces = [LINE, [[2.002, 48.0], [2.003, 48.0]]]
    path = written(tmp_path / "rues.geojson", ({"nom": "Rue Basse"}, "MultiLineString", pieces))
    read = read_streets(path)
    assert (read.rows, read.kept, len(read.layer)) == (1, 1, 2)
    assert read.layer["name"].tolist() == ["Rue Basse", "Rue Basse"]
    assert read.layer["highway"].tolist() == ["road", "road"]


def test_the_other_tags_of_gdal_are_read(tmp_path: Path) -> None:
    tags = '"access"=>"private","surface"=>"asphalt"'
    path = written(
        tmp_path / "rues.geojson", ({"highway": "service", "name": "", "other_tags": tags}, "LineString", LINE)
    )
    assert read_streets(path).layer["foot"].tolist() == [False]


def test_buildings_are_read_with_what_is_known_of_them(tmp_path: Path) -> None:
    path = written(
        tmp_path / "batiments.geojson",
        ({"osm_way_id": "1", "building": "yes", "building:levels": "3"}, "MultiPolygon", [SQUARE]),
        ({"osm_way_id": "2", "building": "school", "building:levels": None}, "Polygon", SQUARE),
    )
    read = read_buildings(path)
    require_columns(read.layer, BUILDINGS)
    assert read.layer["osm_id"].tolist() == ["1", "2"]
    assert read.layer["residential"].tolist() == [True, False]
    assert read.layer["levels"].iloc[0] == 3.0 and np.isnan(read.layer["levels"].iloc[1])
    assert read.layer.geom_type.tolist() == ["Polygon", "Polygon"]


def test_a_bow_tie_building_is_mended(tmp_path: Path) -> None:
    tie = [[[2.0, 48.0], [2.001, 48.001], [2.001, 48.0], [2.0, 48.001], [2.0, 48.0]]]
    read = read_buildings(written(tmp_path / "b.geojson", ({"building": "yes"}, "Polygon", tie)))
    assert read.layer.is_valid.all()


def test_a_file_without_a_line_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "points.geojson", ({"name": "Ici"}, "Point", LINE[0]))
    with pytest.raises(FileError, match="une ligne est attendue"):
        read_streets(path)

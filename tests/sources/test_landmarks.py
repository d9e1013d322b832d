from pathlib import Path

import pytest
from shapely import Point

from mapping.domain.errors import ColumnError
from mapping.sources.landmarks import read_landmarks
from tests.sources.files import write_geojson, write_text


def test_named_points_are_landmarks(tmp_path: Path) -> None:
    path = write_geojson(tmp_path, [({"name": "Fresque", "type": "mur"}, Point(2.36, 48.93))])
    assert read_landmarks(path).table.loc[2].tolist() == ["Fresque", 2.36, 48.93]


def test_a_landmark_without_name_or_position_is_given_back(tmp_path: Path) -> None:
    result = read_landmarks(write_text(tmp_path, "repère;lon;lat\n;2,36;48,93\nÉglise;;\nGare;2,35;48,92\n"))
    assert result.table["name"].tolist() == ["Gare"]
    assert [row.problem for row in result.rejected] == ["nom du repère : vide", "position : vide"]
    assert [row.row for row in result.rejected] == [2, 3]


def test_a_list_without_positions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ColumnError, match="« lon »"):
        read_landmarks(write_text(tmp_path, "nom;ville\nGare;x\n"))

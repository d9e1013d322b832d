from pathlib import Path

import pytest
from shapely import LineString, Point, box

from mapping.domain.errors import FileError
from mapping.domain.models import DatasetKind
from mapping.sources.detect import guess_kind
from tests.sources.files import Feature, write_geojson, write_text

HERE = Point(2.36, 48.93)
SQUARE = box(2.36, 48.93, 2.37, 48.94)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("id;nom;siret;lon;lat\n1;A;;2,36;48,93\n", DatasetKind.ACTORS),
        ("nom;ville\nA;Stains\n", DatasetKind.ACTORS),
        ("code_qp;population\nQN09328M;10\n", DatasetKind.POPULATION),
        ("CODGEO;PMUN\n93066;10\n", DatasetKind.POPULATION),
        ("nom;lon;lat\nFresque;2,36;48,93\n", DatasetKind.LANDMARKS),
        ("kind;filiere;people;geometry\nneed;;1;POINT (2.36 48.93)\n", DatasetKind.CONTRIBUTIONS),
        ("nom;type;lon;lat;ville\nA;association;2,36;48,93;Stains\n", DatasetKind.ACTORS),
    ],
)
def test_tables_are_recognised_by_their_columns(tmp_path: Path, text: str, kind: DatasetKind) -> None:
    assert guess_kind(write_text(tmp_path, text)) is kind


@pytest.mark.parametrize(
    ("features", "kind"),
    [
        ([({"code_qp": "QN09328M"}, SQUARE)], DatasetKind.BOUNDARIES),
        ([({}, SQUARE)], DatasetKind.BOUNDARIES),
        ([({"name": "Gare", "type": "metro"}, HERE)], DatasetKind.LANDMARKS),
        ([({"name": "Régie", "code_postal": "93200"}, HERE)], DatasetKind.ACTORS),
        ([({"kind": "lived_area", "people": 2}, SQUARE)], DatasetKind.CONTRIBUTIONS),
    ],
)
def test_layers_are_recognised_by_their_shapes_then_their_columns(
    tmp_path: Path, features: list[Feature], kind: DatasetKind
) -> None:
    assert guess_kind(write_geojson(tmp_path, features)) is kind


def test_streets_are_not_taken_for_actors(tmp_path: Path) -> None:
    path = write_geojson(tmp_path, [({"name": "Rue"}, LineString([(2.36, 48.93), (2.37, 48.93)]))])
    with pytest.raises(FileError, match="lignes"):
        guess_kind(path)

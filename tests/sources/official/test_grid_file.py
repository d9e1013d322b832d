"""The 200 m grid: squares drawn from identifiers, cut out around the zones, whatever the edition.

In the European grid, a zone of 200 m by 200 m covers exactly the cell (north 2 900 000, east 3 760 000):

   N 2 901 400  +---+
                | D |            D: 1 200 m away, out
                +---+
   N 2 900 200  +---+---+
                | A | B |        A: the zone; B: its neighbour
   N 2 900 000  +---+---+
             E 3 760 000
"""

from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import box

from mapping.domain.crs import GRID_EUROPE, WGS84
from mapping.domain.errors import ColumnError, FileError
from mapping.domain.layers import GRID
from mapping.domain.models import DatasetKind
from mapping.domain.tables import require_columns
from mapping.sources.detect import guess_kind
from mapping.sources.official.grid_file import is_grid_file, read_grid_cells

A = "CRS3035RES200mN2900000E3760000"
B = "CRS3035RES200mN2900000E3760200"
D = "CRS3035RES200mN2901400E3760000"
AGES = "Ind_0_3,Ind_4_5,Ind_6_10,Ind_11_17,Ind_65_79,Ind_80p"
ROWS = {A: "10.5,4,1,1,1,2,3,1.5,0.5", B: "6,3,0,0,0,0,0,2,1", D: "9,3,0,0,0,0,0,2,1"}


@pytest.fixture
def zones() -> gpd.GeoDataFrame:
    outline = gpd.GeoSeries([box(3760000, 2900000, 3760200, 2900200)], crs=GRID_EUROPE).to_crs(WGS84)
    return gpd.GeoDataFrame({"code": ["QN09301X"]}, geometry=outline)


def grid_csv(path: Path, *, header: str = "", flags: str = "0") -> Path:
    lines = [header or f"Idcar_200m,I_est_200,Ind,Men,Men_pauv,{AGES}"]
    lines += [f"{cell},{flags},{rest}" for cell, rest in ROWS.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_cells_within_a_kilometre_are_kept_and_ages_are_added_up(tmp_path: Path, zones: gpd.GeoDataFrame) -> None:
    got = read_grid_cells(grid_csv(tmp_path / "carreaux_200m_met.csv"), zones=zones)
    require_columns(got.cells, GRID)
    assert got.cells["cell_id"].tolist() == [A, B]
    assert got.cells["ind"].tolist() == [10.5, 6.0]
    assert got.cells["children"].tolist() == [1 + 1 + 2 + 3, 0]
    assert got.cells["over_65"].tolist() == [2.0, 3.0]
    assert got.cells["imputed"].tolist() == [False, False]
    assert (got.rows, got.rejected) == (2, ())


def test_a_cell_is_drawn_from_its_south_west_corner(tmp_path: Path, zones: gpd.GeoDataFrame) -> None:
    cells = read_grid_cells(grid_csv(tmp_path / "c.csv"), zones=zones).cells
    west, south, east, north = cells.to_crs(GRID_EUROPE).geometry.iloc[0].bounds
    assert (west, south, east, north) == pytest.approx((3760000, 2900000, 3760200, 2900200), abs=0.01)


@pytest.mark.parametrize(
    "header",
    [
        f"IdINSPIRE,I_est_cr,Ind,Men,Men_pauv,{AGES}",
        f"idcar_200m,i_est_200,ind,men,men_pauv,{AGES.lower()}",
    ],
)
def test_the_columns_of_every_edition_are_known(tmp_path: Path, zones: gpd.GeoDataFrame, header: str) -> None:
    got = read_grid_cells(grid_csv(tmp_path / "c.csv", header=header, flags="1"), zones=zones)
    assert got.cells["imputed"].tolist() == [True, True]
    assert got.cells["over_65"].notna().all()
    assert got.notes == ()


def test_a_geopackage_is_read_around_the_zones_only(tmp_path: Path, zones: gpd.GeoDataFrame) -> None:
    path = tmp_path / "carreaux_200m_met.gpkg"
    corners = [(3760000, 2900000), (3760200, 2900000), (3760000, 2901400)]
    squares = [box(x, y, x + 200, y + 200) for x, y in corners]
    frame = {"idcar_200m": list(ROWS), "i_est_200": [1, 0, 0], "ind": [10.5, 6, 9], "men": [4, 3, 3]}
    gpd.GeoDataFrame(frame, geometry=squares, crs=GRID_EUROPE).to_file(path, driver="GPKG", engine="pyogrio")
    got = read_grid_cells(path, zones=zones)
    assert got.cells[["cell_id", "ind", "imputed"]].to_numpy().tolist() == [[A, 10.5, True], [B, 6.0, False]]
    assert got.cells["children"].isna().all()


def test_faulty_cells_are_given_back_with_their_row(tmp_path: Path, zones: gpd.GeoDataFrame) -> None:
    path = tmp_path / "c.csv"
    lines = ["idcar_200m;ind", f"{A};4,5", f"{A};4,5", f"{B};beaucoup", "CRS3035RES1000mN2900000E3760000;3"]
    path.write_text("\n".join(lines), encoding="utf-8")
    got = read_grid_cells(path, zones=zones)
    assert got.cells["ind"].tolist() == [4.5]
    assert [bad.row for bad in got.rejected] == [3, 4, 5]
    assert len(got.cells) + len(got.rejected) == got.rows
    assert "imputés" in got.notes[0]


def test_the_grid_of_another_territory_is_refused(tmp_path: Path) -> None:
    reunion = gpd.GeoDataFrame({"code": ["QN97401X"]}, geometry=[box(55.45, -20.9, 55.46, -20.89)], crs=WGS84)
    with pytest.raises(FileError, match="aucun carreau"):
        read_grid_cells(grid_csv(tmp_path / "c.csv"), zones=reunion)


def test_a_renamed_column_is_said(tmp_path: Path, zones: gpd.GeoDataFrame) -> None:
    path = grid_csv(tmp_path / "c.csv", header=f"Idcar_200m,I_est_200,Habitants,Men,Men_pauv,{AGES}")
    with pytest.raises(ColumnError, match="« ind »"):
        read_grid_cells(path, zones=zones)
    assert len(read_grid_cells(path, zones=zones, columns={"ind": "Habitants"}).cells) == 2


def test_an_archive_is_refused_with_what_to_do(tmp_path: Path, zones: gpd.GeoDataFrame) -> None:
    path = tmp_path / "carreaux.7z"
    path.write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(100))
    with pytest.raises(FileError, match="--as grid"):
        read_grid_cells(path, zones=zones)


def test_a_damaged_csv_is_refused(tmp_path: Path, zones: gpd.GeoDataFrame) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(f"idcar_200m;ind\n{A};1\n".encode() + b"\xff\xfe;3\n")
    with pytest.raises(FileError, match="illisible"):
        read_grid_cells(path, zones=zones)


def test_a_grid_is_recognised_by_its_columns(tmp_path: Path) -> None:
    grid = grid_csv(tmp_path / "n'importe.csv")
    assert guess_kind(grid) is DatasetKind.GRID
    other = tmp_path / "autre.csv"
    other.write_text("nom,ind\nA,3\n", encoding="utf-8")
    assert not is_grid_file(other)
    assert not is_grid_file(tmp_path / "absent.csv")

"""Files as the ANCT and Insee publish them, with invented figures.

       2.350     2.355     2.360
48.935   +---------+---------+
         | QN09301 | QN09302 |
48.930   +---------+---------+
"""

import io
import json
import zipfile
from collections.abc import Mapping

import py7zr

POPULATION = "CODGEO;LIBGEO;P21_POP\r\nQN09301X;Ouest;1 234\r\nQN09302X;Est;ns\r\nQN13001X;Ailleurs;900\r\n"
INCOME = (
    "codgeo;LIBGEO;DISP_MED_A21;DISP_TP60_A21;REMARQUE\r\n"
    "QN09301X;Ouest;13450;45,2;lu\r\nQN09302X;Est;ns;s;à voir\r\nQN13001X;Ailleurs;15000;30,1;\r\n"
)
INCOME_META = (
    "COD_VAR;LIB_VAR;LIB_VAR_LONG\r\n"
    "CODGEO;Code;Code du quartier prioritaire\r\n"
    "DISP_TP60_A21;Pauvreté;Taux de pauvreté en 2021 (%)\r\n"
)


def feature(
    code: str, west: float, *, south: float = 48.93, communes: str = "93066", code_name: str = "code_qp"
) -> dict[str, object]:
    east, north = west + 0.005, south + 0.005
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    properties = {"fid": 1, code_name: code, "lib_qp": f"Nouveau {code}", "insee_com": communes, "lib_com": "Stains"}
    return {"type": "Feature", "properties": properties, "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]}}


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def qpv_zip(*features: dict[str, object]) -> bytes:
    layer = json.dumps({"type": "FeatureCollection", "features": list(features)})
    return zipped({"GEOJSON/QP2024_France_Hexagonale_Outre_Mer_WGS84.geojson": layer})


def insee_zip(name: str, table: str, meta: str = "") -> bytes:
    return zipped({f"data_{name}.csv": b"\xef\xbb\xbf" + table.encode()} | ({f"meta_{name}.csv": meta} if meta else {}))


METROPOLITAN_CELL = "CRS3035RES200mN2897800E3761600"
"""A cell of the European grid in the first square of the workshop of the tests."""


def grid_table(cell: str) -> str:
    return f"idcar_200m,i_est_200,ind\n{cell},0,12.5\nCRS3035RES200mN2000000E4000000,0,9\n"


def grid_7z(files: Mapping[str, str] | None = None, *, password: str | None = None, rename: str = "") -> bytes:
    """Return a .7z of Insee's tables; ``rename`` gives the first another name, of the same length."""
    tables = files or {f"carreaux_200m_{part}.csv": grid_table(METROPOLITAN_CELL) for part in ("mart", "met", "reun")}
    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password) as archive:
        archive.set_encoded_header_mode(False)
        for name, content in tables.items():
            archive.writestr(content, name)
        if rename:
            archive.header.files_info.files[0]["filename"] = rename
    return buffer.getvalue()


def grid_zip(files: Mapping[str, str] | None = None, *, password: str | None = None) -> bytes:
    return zipped({"Filosofi2021_carreaux_200m_csv.7z": grid_7z(files, password=password)})

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


def feature(code: str, west: float, *, communes: str = "93066", code_name: str = "code_qp") -> dict[str, object]:
    ring = [[west, 48.93], [west + 0.005, 48.93], [west + 0.005, 48.935], [west, 48.935], [west, 48.93]]
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

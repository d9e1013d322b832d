"""Whatever is done to a file, it is read or refused in one sentence."""

import io
import json
import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapping.domain.errors import CartoquartierError
from mapping.sources.tabular import read_table
from tests.sources.formats.test_json import umap
from tests.sources.formats.test_osm_places import write_extract
from tests.sources.formats.test_workbook import write_ods
from tests.sources.formats.test_xml import GPX, KML

RANDOM = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SLOW = settings(RANDOM, max_examples=15)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["type", "features", "geometry", "coordinates", "properties", "layers", "data", "lat", "lon"]
            )
            | st.text(max_size=3),
            inner | st.sampled_from(["FeatureCollection", "Feature", "Point", "Polygon", "umap", "gogocompact"]),
            max_size=5,
        )
    ),
    max_leaves=25,
)


def read_or_refuse(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        raw = read_table(path)
    except CartoquartierError as error:
        assert "\n" not in str(error)
        return
    assert len(raw.frame)
    assert set(raw.faults) <= set(raw.frame.index)


def workbook_bytes() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(("Nom", "Lon"))
    book.active.append(("A", 2.36))
    book.save(out)
    return out.getvalue()


def damaged(content: bytes, seed: int) -> bytes:
    """Cut a file, or change a few of its bytes."""
    chance = random.Random(seed)
    if chance.random() < 0.4:
        return content[: chance.randrange(1, len(content))]
    changed = bytearray(content)
    for _number in range(chance.randrange(1, 8)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


@RANDOM
@given(content=st.binary(min_size=1, max_size=300))
@pytest.mark.parametrize(
    "start", [b"", b"PK\x03\x04", b"{", b"<kml>", b"\xff\xfe", b"\xd0\xcf\x11\xe0", b"nom;ville\n"]
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, start: bytes, content: bytes) -> None:
    read_or_refuse(tmp_path / "fichier", start + content)


@RANDOM
@given(value=JSON)
def test_any_json_is_read_or_refused(tmp_path: Path, value: object) -> None:
    read_or_refuse(tmp_path / "fichier", json.dumps(value).encode())


@RANDOM
@given(seed=st.integers(0, 10**9))
@pytest.mark.parametrize("text", [KML, GPX, json.dumps(umap(properties={"name": "A"}))])
def test_a_damaged_map_is_read_or_refused(tmp_path: Path, text: str, seed: int) -> None:
    read_or_refuse(tmp_path / "fichier", damaged(text.encode(), seed))


@SLOW
@given(seed=st.integers(0, 10**9))
@pytest.mark.parametrize("kind", ["xlsx", "ods", "kmz", "osm.pbf"])
def test_a_damaged_container_is_read_or_refused(tmp_path: Path, kind: str, seed: int) -> None:
    path = tmp_path / f"source.{kind}"
    if kind == "xlsx":
        path.write_bytes(workbook_bytes())
    elif kind == "ods":
        write_ods(path, [["Nom", "Lon"], ["A", 2.36]])
    elif kind == "kmz":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doc.kml", KML)
    else:
        path.unlink(missing_ok=True)
        write_extract(path)
    read_or_refuse(tmp_path / "fichier", damaged(path.read_bytes(), seed))


@SLOW
@given(seed=st.integers(0, 10**9))
def test_a_document_with_a_damaged_sheet_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    source = zipfile.ZipFile(io.BytesIO(workbook_bytes()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, damaged(content, seed) if name.endswith("sheet1.xml") else content)
    read_or_refuse(tmp_path / "fichier", out.getvalue())

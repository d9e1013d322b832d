"""What is fuzzed: each reader is given bytes, and may only answer, or refuse in a sentence of ours."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from mapping.domain.errors import CartoquartierError
from mapping.domain.nomenclature import default_filieres
from mapping.domain.sheet_code import decode_sheet
from mapping.domain.withdrawal import parse_code
from mapping.sources.actors import read_actors
from mapping.sources.boundaries import read_boundaries
from mapping.sources.contributions import read_contributions
from mapping.sources.mbtiles import read_mbtiles
from mapping.web.calls import json_object

Reader = Callable[[bytes], object]
_POINT = b'{"type":"Feature","properties":{"nom":"A"},"geometry":{"type":"Point","coordinates":[2.35,48.93]}}'


def _file(suffix: str, read: Callable[[Path], object]) -> Reader:
    folder = tempfile.mkdtemp(prefix="cartoquartier-fuzz-")

    def reader(content: bytes) -> object:
        path = Path(folder) / f"essai{suffix}"
        path.write_bytes(content)
        return read(path)

    return reader


def _actors(path: Path) -> object:
    return read_actors(path, filieres=default_filieres())


def _contributions(path: Path) -> object:
    return read_contributions(path, filieres=default_filieres())


def _text(read: Callable[[str], object]) -> Reader:
    return lambda content: read(content.decode("utf-8", "replace"))


_FEATURES = b'{"type":"FeatureCollection","features":[' + _POINT + b"]}"
_PLACEMARK = b"<kml><Placemark><Point><coordinates>2.35,48.93</coordinates></Point></Placemark></kml>"
_NEED = b'[{"kind":"need","filiere":"reparer","lon":2.35,"lat":48.93}]'

READERS: Mapping[str, tuple[Callable[[], Reader], bytes]] = {
    "csv": (lambda: _file(".csv", _actors), b"nom;filiere;lon;lat\nA;reparer;2,35;48,93\n"),
    "xlsx": (lambda: _file(".xlsx", _actors), b"PK\x03\x04"),
    "geojson": (lambda: _file(".geojson", read_boundaries), _FEATURES),
    "kml": (lambda: _file(".kml", _actors), _PLACEMARK),
    "gpx": (lambda: _file(".gpx", _contributions), b'<gpx><wpt lat="48.93" lon="2.35"><name>A</name></wpt></gpx>'),
    "mbtiles": (lambda: _file(".mbtiles", read_mbtiles), b"SQLite format 3\x00"),
    "contributions": (lambda: _file(".json", _contributions), _NEED),
    "api": (lambda: json_object, b'{"id":"x","kind":"need"}'),
    "code": (lambda: _text(parse_code), b"TAMBOUR-CERISE-47"),
    "sheet": (lambda: _text(decode_sheet), b"CQ1"),
}  # fmt: skip


def give(reader: Reader, content: bytes) -> None:
    """Read; only a refusal of ours may be raised."""
    try:
        reader(content)
    except CartoquartierError:
        return

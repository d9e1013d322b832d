"""An ``.mbtiles`` that somebody already has: a SQLite file of pictures, taken as it is (MBTiles 1.3).

https://github.com/mapbox/mbtiles-spec/blob/master/1.3/spec.md
"""

import html
import math
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from mapping.domain.errors import FileError
from mapping.domain.layers import Tile, TileSet
from mapping.domain.models import RejectedRow
from mapping.i18n import _

MAX_FILE_BYTES = 500 * 1024 * 1024
MAX_TILES = 500_000
MAX_TILE_BYTES = 4 * 1024 * 1024
MAX_ZOOM = 22

_SQLITE_MAGIC = b"SQLite format 3\x00"
_GZIP_MAGIC = b"\x1f\x8b"
_HEAD_BYTES = 12
# A table of tiles may be a view that never ends: SQLite stops after this many of its instructions, half a minute.
_INSTRUCTIONS_AT_ONCE = 1_000_000
_MOST_INSTRUCTIONS = 2_000 * _INSTRUCTIONS_AT_ONCE
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class TileArchive:
    """What an ``.mbtiles`` holds: ``rows`` tiles, of which some are given back."""

    path: Path
    name: str
    tile_set: TileSet
    rows: int
    rejected: tuple[RejectedRow, ...]

    def tiles(self) -> Iterator[Tile]:
        """Yield the good tiles in the XYZ scheme, read one by one.

        Raises
        ------
        FileError
            When the file is damaged in the middle.
        """
        with _reading(self.path) as connection:
            statement = "SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles"
            for zoom, x, row, content in connection.execute(statement):
                if isinstance(content, bytes) and not _problem(zoom, x, row, len(content), content[:_HEAD_BYTES]):
                    yield Tile(zoom, x, _flipped(zoom, row), content)


def is_mbtiles(path: Path) -> bool:
    """Say whether a file is meant as tiles: by its name, or because it is a SQLite file with tiles in it."""
    if path.suffix.lower() == ".mbtiles":
        return True
    try:
        with path.open("rb") as file:
            if file.read(len(_SQLITE_MAGIC)) != _SQLITE_MAGIC:
                return False
        with _reading(path) as connection:
            return {"tiles", "metadata"} <= _tables(connection)
    except (OSError, FileError):
        return False


def read_mbtiles(path: Path) -> TileArchive:
    """Return what an ``.mbtiles`` holds; tiles that are no pictures, or out of the grid, are given back.

    Raises
    ------
    FileError
        When the file is absent, too big, damaged, of vector tiles, or holds no picture at all.
    """
    _check_file(path)
    with _reading(path) as connection:
        if "tiles" not in _tables(connection):
            raise FileError(_("« {name} » ne contient pas de tuiles.").format(name=path.name))
        metadata = _metadata(connection)
        if metadata.get("format", "").lower() == "pbf":
            raise FileError(_vector_sentence(path))
        return _survey(connection, path, metadata)


def _check_file(path: Path) -> None:
    if not path.is_file():
        raise FileError(_("« {name} » : ce fichier n'existe pas. Vérifiez le chemin.").format(name=path.name))
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise FileError(
            _("« {name} » pèse {size} Mo ; 500 Mo au plus. Découpez le fond de carte autour du territoire.").format(
                name=path.name, size=size // 1024**2
            )
        )
    with path.open("rb") as file:
        if file.read(len(_SQLITE_MAGIC)) != _SQLITE_MAGIC:
            raise FileError(
                _(
                    "« {name} » n'est pas un fichier MBTiles. Un fond de carte en images PNG, JPEG ou WebP est attendu."
                ).format(name=path.name)
            )


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    instructions = 0

    def too_long() -> bool:
        nonlocal instructions
        instructions += _INSTRUCTIONS_AT_ONCE
        return instructions > _MOST_INSTRUCTIONS

    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.set_progress_handler(too_long, _INSTRUCTIONS_AT_ONCE)
            yield connection
    except sqlite3.Error as error:
        raise FileError(
            _("« {name} » : ce fond de carte est abîmé ou incomplet. Copiez-le à nouveau.").format(name=path.name)
        ) from error


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}


def _metadata(connection: sqlite3.Connection) -> dict[str, str]:
    if "metadata" not in _tables(connection):
        return {}
    rows = connection.execute("SELECT name, value FROM metadata LIMIT 1000")
    return {str(name): str(value) for name, value in rows if value is not None}


def _survey(connection: sqlite3.Connection, path: Path, metadata: dict[str, str]) -> TileArchive:
    """Look at the place, the size and the first bytes of every tile, without reading the pictures."""
    rejected: list[RejectedRow] = []
    kinds: Counter[str] = Counter()
    places: list[tuple[int, int, int]] = []
    weight = 0
    statement = (
        "SELECT zoom_level, tile_column, tile_row, length(tile_data), CAST(substr(tile_data, 1, 12) AS BLOB) FROM tiles"
    )
    for number, (zoom, x, row, size, head) in enumerate(connection.execute(statement), start=1):
        if (head or b"").startswith(_GZIP_MAGIC):
            raise FileError(_vector_sentence(path))
        if problem := _problem(zoom, x, row, size, head):
            rejected.append(RejectedRow(number, problem, {"zoom": f"{zoom}", "x": f"{x}", "y": f"{row}"}))
        else:
            kinds[_media_type(head)] += 1
            places.append((zoom, x, _flipped(zoom, row)))
            weight += size
        if number > MAX_TILES or weight > MAX_FILE_BYTES:
            raise FileError(
                _("« {name} » contient plus de {most} tuiles ou de 500 Mo d'images. Gardez moins de zooms.").format(
                    name=path.name, most=MAX_TILES
                )
            )
    if not places:
        raise FileError(_("« {name} » ne contient aucune image PNG, JPEG ou WebP.").format(name=path.name))
    zooms = [zoom for zoom, _x, _y in places]
    name = _plain(metadata.get("name", "")) or path.stem
    described = TileSet(
        media_type=kinds.most_common(1)[0][0],
        min_zoom=min(zooms),
        max_zoom=max(zooms),
        attribution=_plain(metadata.get("attribution", "")) or name,
        bounds=_bounds(metadata.get("bounds", "")) or _covered(places),
        count=len(places),
    )
    return TileArchive(path, name, described, len(places) + len(rejected), tuple(rejected))


def _problem(zoom: object, x: object, row: object, size: object, head: object) -> str:
    """Return why a tile is given back, or an empty text."""
    if not (isinstance(zoom, int) and isinstance(x, int) and isinstance(row, int) and 0 <= zoom <= MAX_ZOOM):
        return _("Zoom, colonne ou ligne illisible.")
    if not (0 <= x < 2**zoom and 0 <= row < 2**zoom):
        return _("Hors de la grille de ce zoom.")
    if not isinstance(head, bytes) or not _media_type(head):
        return _("Ce n'est pas une image PNG, JPEG ou WebP.")
    if not isinstance(size, int) or size > MAX_TILE_BYTES:
        return _("Image de plus de 4 Mo.")
    return ""


def _media_type(head: bytes) -> str:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/webp" if head.startswith(b"RIFF") and head[8:12] == b"WEBP" else ""


def _flipped(zoom: int, row: int) -> int:
    """Return the XYZ row of a TMS one, which MBTiles counts from the south.

    Examples
    --------
    >>> _flipped(2, 0), _flipped(2, 3)
    (3, 0)
    """
    return (1 << zoom) - 1 - row


def _plain(text: str) -> str:
    """Return a text without the tags that publishers put in an attribution.

    Examples
    --------
    >>> _plain('&copy; <a href="https://osm.org">OSM</a>')
    '© OSM'
    """
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def _bounds(text: str) -> tuple[float, float, float, float] | None:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    inside = -180 <= west < east <= 180 and -90 <= south < north <= 90
    return (west, south, east, north) if inside else None


def _covered(places: list[tuple[int, int, int]]) -> tuple[float, float, float, float]:
    """Return the degrees that the tiles of the greatest zoom cover (web Mercator tiling)."""
    deepest = max(zoom for zoom, _x, _y in places)
    columns = [x for zoom, x, _y in places if zoom == deepest]
    rows = [y for zoom, _x, y in places if zoom == deepest]
    across = 2**deepest
    west, east = min(columns) / across * 360 - 180, (max(columns) + 1) / across * 360 - 180
    return west, _latitude((max(rows) + 1) / across), east, _latitude(min(rows) / across)


def _latitude(share: float) -> float:
    """Return the latitude in degrees at a share of the height of the tiling, 0 in the north."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share))))


def _vector_sentence(path: Path) -> str:
    return _(
        "« {name} » contient des tuiles vectorielles (pbf). Un fond de carte en images PNG, JPEG ou WebP est attendu."
    ).format(name=path.name)

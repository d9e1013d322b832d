"""Open Insee's grid as it is published: a table per territory, in a .7z, itself in a .zip."""

import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from types import MappingProxyType

import geopandas as gpd
import pandas as pd

from mapping.domain.errors import FetchError, FileError
from mapping.i18n import _
from mapping.sources.official.addresses import GRID, INSEE_FILES
from mapping.sources.official.answers import as_documented, file_name
from mapping.sources.official.cache import CachedFile
from mapping.sources.official.client import Client
from mapping.sources.official.downloads import Progress
from mapping.sources.official.grid_cells import grid_parts, no_grid
from mapping.sources.official.grid_file import GridCells, read_grid_cells

MAX_OPENED_BYTES = 3 * 1024**3
"""The GeoPackage of mainland France takes 1.1 GB, the three tables together about half of that."""

EDITION = "2021"
_CHUNK_BYTES = 1024 * 1024
_SIGNATURES = (b"7z\xbc\xaf", b"PK\x03\x04")


def fetch_grid(
    client: Client, *, zones: gpd.GeoDataFrame, base_url: str | None = None, on_progress: Progress | None = None
) -> tuple[CachedFile, GridCells]:
    """Return the grid as Insee gives it, and its cells around the zones.

    Parameters
    ----------
    zones
        ``tables.ZONES``, in a territory that has a grid.
    base_url
        Stands in for the folder of Insee's files.

    Raises
    ------
    FetchError
        When Insee does not answer, or gives something else than its grid, or the disk is full.
    """
    url = f"{base_url.rstrip('/')}{GRID.url.removeprefix(INSEE_FILES.url)}" if base_url else GRID.url
    file = client.download(url, name=file_name(url, default="grid.zip"), on_progress=on_progress)
    try:
        with as_documented(file, title=GRID.title):
            return file, read_grid(file.path, zones=zones, on_progress=on_progress)
    except OSError as error:
        raise FetchError(
            _("{source} : le fichier ne peut pas être ouvert sur ce disque ({reason}).").format(
                source=GRID.title, reason=error.strerror or str(error)
            )
        ) from error


def read_grid(
    path: Path,
    *,
    zones: gpd.GeoDataFrame,
    columns: Mapping[str, str] = MappingProxyType({}),
    on_progress: Progress | None = None,
) -> GridCells:
    """Return the cells around the zones, from a table or from the archive in which Insee puts it.

    Raises
    ------
    FileError
        When the file is damaged, encrypted, too big once opened, or is not the grid of this territory.
    ColumnError
        When the identifiers or the inhabitants are not there.
    OSError
        When there is no room to open the archive.
    """
    if not _is_archive(path):
        return read_grid_cells(path, zones=zones, columns=columns, on_progress=on_progress)
    parts = grid_parts(zones)
    if not parts:
        raise FileError(no_grid())
    found: list[GridCells] = []
    for part in parts:
        with _opened(path, part, on_progress=on_progress) as table:
            found.append(read_grid_cells(table, zones=zones, columns=columns, on_progress=on_progress))
    return GridCells(
        cells=gpd.GeoDataFrame(pd.concat([one.cells for one in found], ignore_index=True), crs=found[0].cells.crs),
        rejected=tuple(bad for one in found for bad in one.rejected),
        rows=sum(one.rows for one in found),
        columns=found[0].columns,
        notes=found[0].notes,
    )


def _is_archive(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) in _SIGNATURES


@contextmanager
def _opened(path: Path, part: str, *, on_progress: Progress | None) -> Iterator[Path]:
    """Give the table of a territory, in a folder that goes away with what is in it."""
    with tempfile.TemporaryDirectory(prefix="cartoquartier-") as folder:
        table = Path(folder) / "table"
        inner = Path(folder) / "grid.7z"
        name = path.name
        if zipfile.is_zipfile(path):
            name = _unzip(path, inner, part)
        else:
            inner = path
        if not name.lower().endswith((".csv", ".gpkg")):
            # Only those who open the grid need what opens it.
            from mapping.sources.seven_zip import extract_member

            name = extract_member(
                inner, table, choose=_chooser(path, part), most_bytes=MAX_OPENED_BYTES,
                on_progress=_telling(path.name, on_progress),
            )  # fmt: skip
        else:
            inner.replace(table)
        yield table.rename(Path(folder) / f"carreaux_{part}{PurePosixPath(name).suffix.lower()}")


def _telling(name: str, on_progress: Progress | None) -> Callable[[int, int], None] | None:
    if on_progress is None:
        return None
    return lambda done, total: on_progress(name, done, total)


def _unzip(path: Path, target: Path, part: str) -> str:
    """Write the table of a territory, or the .7z that holds it, to ``target``; return its name in the archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            name = _chooser(path, part, also=".7z")([info.filename for info in archive.infolist()])
            if archive.getinfo(name).file_size > MAX_OPENED_BYTES:
                raise FileError(
                    _("« {name} » : plus de {most} Mo une fois ouvert.").format(
                        name=path.name, most=MAX_OPENED_BYTES // 1024**2
                    )
                )
            # zipfile never gives more than what the archive declares.
            with archive.open(name) as source, target.open("wb") as out:
                shutil.copyfileobj(source, out, _CHUNK_BYTES)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise FileError(_("« {name} » : cette archive ne s'ouvre pas.").format(name=path.name)) from error
    return name


def _chooser(path: Path, part: str, *, also: str = "") -> Callable[[Sequence[str]], str]:
    """Return what picks the table of a territory among names, else the first that ends in ``also``."""
    wanted = re.compile(rf"(?:^|[_-]){part}\.(?:csv|gpkg)$", re.IGNORECASE)

    def choose(names: Sequence[str]) -> str:
        safe = [name for name in names if ".." not in PurePosixPath(name.replace("\\", "/")).parts]
        tables = [name for name in safe if wanted.search(PurePosixPath(name.replace("\\", "/")).name)]
        others = [name for name in safe if also and name.lower().endswith(also)]
        if not tables and not others:
            raise FileError(
                _("« {name} » : aucun fichier « {part} » ; l'archive contient {members}.").format(
                    name=path.name, part=part, members=", ".join(sorted(names)[:10]) or _("rien")
                )
            )
        return sorted(tables or others)[0]

    return choose

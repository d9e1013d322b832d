"""Insee's population on the 200 m grid, cut out around a territory from the file of all France.

The file weighs more than a gigabyte: a GeoPackage is read through its spatial index, a CSV piece by piece. A cell is
drawn from its identifier (``CRS3035RES200mN2029800E4252400``): CRS, size, then its south-west corner, north first.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import geopandas as gpd
import pandas as pd
import pyogrio

from mapping.domain.errors import ColumnError, FileError
from mapping.domain.models import RejectedRow
from mapping.i18n import _
from mapping.sources.filetypes import FileType, content_type
from mapping.sources.official.downloads import Progress
from mapping.sources.official.grid_cells import SUMS, Neighbourhood, draw_cells, is_near

MARGIN_M = 1000.0
"""How far around the zones cells are kept: people of the band and those who walk to it."""

ID_COLUMNS = ("idcar_200m", "idinspire")
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "cell_id": ID_COLUMNS,
    "ind": ("ind",),
    "men": ("men",),
    "men_pauv": ("men_pauv",),
    "imputed": ("i_est_200", "i_est_cr"),
}
_CHUNK_ROWS = 200_000
_HEAD_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class GridCells:
    """Cells around the territory: ``len(cells) + len(rejected) == rows``; ``cells`` follows ``layers.GRID``, WGS 84.

    ``notes`` are sentences on what the file does not say.
    """

    cells: gpd.GeoDataFrame
    rejected: tuple[RejectedRow, ...]
    rows: int
    columns: dict[str, str]
    notes: tuple[str, ...] = ()


def is_grid_file(path: Path) -> bool:
    """Say whether a file is one of the grid, whatever its size, from the names of its columns."""
    try:
        return _pick(_names(path), ID_COLUMNS) != ""
    except (FileError, OSError, RuntimeError, UnicodeDecodeError):
        return False


def read_grid_cells(
    path: Path,
    *,
    zones: gpd.GeoDataFrame,
    columns: Mapping[str, str] = MappingProxyType({}),
    on_progress: Progress | None = None,
) -> GridCells:
    """Return the cells that touch the zones or the kilometre around them.

    Parameters
    ----------
    path
        ``carreaux_200m_met.csv`` or ``.gpkg``, ``_reun`` or ``_mart``, of any edition since 2015.
    zones
        ``tables.ZONES``, in WGS 84.
    columns
        Field of ``layers.GRID`` → column, for those that have another name.

    Raises
    ------
    FileError
        When the file cannot be read, or no cell of it is there: it is that of another territory.
    ColumnError
        When the identifiers or the inhabitants are not there.
    """
    names = _names(path)
    chosen = _columns(names, given=columns)
    wanted = [name for cell in chosen.values() for name in cell.split(", ")]
    near = Neighbourhood(zones, margin_m=MARGIN_M)
    pieces = _pieces(path, wanted, chosen["cell_id"], near, on_progress=on_progress)
    found = [piece for piece in pieces if len(piece)]
    if not found:
        raise FileError(
            _(
                "« {name} » : aucun carreau autour des quartiers de l'atelier. Il y a un fichier par territoire "
                "(met, reun, mart), et pas de carroyage en Guadeloupe, en Guyane ni à Mayotte."
            ).format(name=path.name)
        )
    table, rejected = draw_cells(pd.concat(found), chosen, near)
    notes = () if "imputed" in chosen else (_("Ce fichier ne dit pas quels carreaux sont imputés."),)
    return GridCells(table, rejected, len(table) + len(rejected), chosen, notes)


def _names(path: Path) -> list[str]:
    if not path.is_file():
        raise FileError(_("« {name} » : ce fichier n'existe pas. Vérifiez le chemin.").format(name=path.name))
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.startswith((b"7z\xbc\xaf", b"PK\x03\x04")):
        raise FileError(
            _(
                "« {name} » est une archive. Importez-la avec --as grid : c'est ainsi que l'Insee donne le carroyage."
            ).format(name=path.name)
        )
    if content_type(path) is FileType.GEOPACKAGE:
        source = f"GPKG:{path}"
        return [str(name) for name in pyogrio.read_info(source, layer=_layer(source))["fields"]]
    header = head.decode("utf-8-sig", "replace").splitlines()[:1]
    return next(csv.reader(header, delimiter=_delimiter(header[0])), []) if header else []


def _layer(source: str) -> str:
    return str(pyogrio.list_layers(source)[0][0])


def _delimiter(header: str) -> str:
    return max(";,\t|", key=header.count)


def _pick(names: Sequence[str], candidates: Sequence[str]) -> str:
    by_key = {name.strip().lower(): name for name in names}
    return next((by_key[candidate] for candidate in candidates if candidate in by_key), "")


def _columns(names: Sequence[str], *, given: Mapping[str, str]) -> dict[str, str]:
    """Return field → column, or columns to add up joined by a comma."""
    chosen = {field: given.get(field) or _pick(names, candidates) for field, candidates in _FIELDS.items()}
    for field, parts in SUMS.items():
        found = [_pick(names, (part,)) for part in parts]
        chosen[field] = ", ".join(found) if all(found) else ""
    absent = [name for name in ("cell_id", "ind") if chosen[name] not in names]
    if absent:
        expected = ", ".join(f"« {_FIELDS[name][0]} »" for name in absent)
        raise ColumnError(
            _("Carroyage : il manque {expected}. Le fichier a : {names}.").format(
                expected=expected, names=", ".join(names[:40])
            )
        )
    return {field: column for field, column in chosen.items() if column}


def _pieces(
    path: Path, wanted: list[str], id_column: str, near: Neighbourhood, *, on_progress: Progress | None
) -> Iterator[pd.DataFrame]:
    """Yield rows as text that are near, on the row numbers of the file."""
    if content_type(path) is FileType.GEOPACKAGE:
        yield _from_geopackage(path, wanted, near)
        return
    done = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            separator = _delimiter(file.readline())
        chunks = pd.read_csv(
            path, sep=separator, usecols=wanted, dtype=str, keep_default_na=False, encoding="utf-8-sig",
            chunksize=_CHUNK_ROWS,
        )  # fmt: skip
        with chunks:
            for chunk in chunks:
                done += len(chunk)
                chunk.index += 2
                if on_progress is not None:
                    on_progress(path.name, done, None)
                yield chunk[is_near(chunk[id_column], near)]
    except (pd.errors.ParserError, UnicodeDecodeError, ValueError) as error:
        raise FileError(
            _("« {name} » : tableau illisible près de la ligne {row}.").format(name=path.name, row=done + 2)
        ) from error


def _from_geopackage(path: Path, wanted: list[str], near: Neighbourhood) -> pd.DataFrame:
    source = f"GPKG:{path}"
    try:
        layer = _layer(source)
        crs = str(pyogrio.read_info(source, layer=layer)["crs"])
        frame = pyogrio.read_dataframe(
            source, layer=layer, columns=wanted, bbox=near.bounds(crs), read_geometry=False, fid_as_index=True
        )
    except (RuntimeError, ValueError) as error:
        raise FileError(_("« {name} » : ce GeoPackage est incomplet ou abîmé.").format(name=path.name)) from error
    return pd.DataFrame(frame).astype(str)

"""Open a geographic file, whatever its container, and choose the layer that covers most.

GDAL is told which driver to use: left to guess by content, it would run the commands of a GDALG file or follow the
paths of a VRT that somebody renamed ``.geojson``.
"""

import shutil
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import pyogrio
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from mapping.domain.crs import WGS84
from mapping.domain.errors import CrsError, FileError
from mapping.i18n import _
from mapping.sources.filetypes import GEOGRAPHIC, MAX_UNZIPPED_BYTES, FileType, content_type, file_type

_DRIVERS = {
    FileType.GEOJSON: "GeoJSON:",
    FileType.GEOPACKAGE: "GPKG:",
    # This driver takes no prefix; the first bytes of the file leave no other reading.
    FileType.SHAPEFILE: "",
}
_LAYER_SUFFIXES = frozenset({".geojson", ".json", ".gpkg", ".shp"})
_SHAPEFILE_PARTS = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})
_PREFERENCE = (FileType.GEOJSON, FileType.GEOPACKAGE, FileType.SHAPEFILE)
_DEGREES_MARGIN = 1e-6


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer as read: in the CRS that it declares, with what a person should know of the choice made."""

    frame: gpd.GeoDataFrame
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    path: Path
    type: FileType
    layer: str
    features: int
    has_polygons: bool
    is_wgs84: bool

    def rank(self) -> tuple[bool, int, bool, int, str]:
        """The smallest is the best: polygons, then the most features, then WGS 84, then the plainest format."""
        preference = _PREFERENCE.index(self.type)
        return (not self.has_polygons, -self.features, not self.is_wgs84, preference, self.path.name)


def read_layer(path: Path) -> Layer:
    """Return the layer of a geographic file that covers most, with its declared CRS.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, Shapefile with its companions beside it, or a ZIP of any of them.

    Raises
    ------
    FileError
        When there is no layer, or the file is damaged.
    CrsError
        When the layer does not say its CRS, or says degrees over numbers that cannot be degrees.
    """
    kind = file_type(path)
    if kind not in GEOGRAPHIC:
        raise FileError(
            _(
                "« {name} » n'est pas un fichier géographique. Donnez un GeoJSON, un GeoPackage, ou un Shapefile "
                "dans un ZIP."
            ).format(name=path.name)
        )
    if kind is not FileType.ZIP:
        return _best(_candidates(path, kind), source=path)
    with _unzipped(path) as members:
        return _best(_all_candidates(members), source=path)


def _all_candidates(members: Iterable[Path]) -> list[_Candidate]:
    """Return the layers of the members that can be read; when none can, why the first could not."""
    found: list[_Candidate] = []
    refusals: list[FileError] = []
    for member in members:
        try:
            kind = content_type(member)
            found += _candidates(member, kind) if kind in _DRIVERS else []
        except FileError as refusal:
            refusals.append(refusal)
    if refusals and not found:
        raise refusals[0]
    return found


def _best(candidates: Sequence[_Candidate], *, source: Path) -> Layer:
    if not candidates:
        raise FileError(
            _("« {name} » ne contient aucune couche géographique (GeoJSON, GeoPackage ou Shapefile).").format(
                name=source.name
            )
        )
    chosen = min(candidates, key=_Candidate.rank)
    frame = _read(chosen)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise FileError(_("« {name} » ne contient aucune géométrie.").format(name=chosen.path.name))
    _check_crs(frame, name=chosen.path.name)
    notes: tuple[str, ...] = ()
    if len(candidates) > 1:
        notes = (
            _("Couche lue : {layer} ({features} objets), parmi {count}.").format(
                layer=_label(chosen), features=chosen.features, count=len(candidates)
            ),
        )
    return Layer(frame, notes)


def _label(candidate: _Candidate) -> str:
    return f"{candidate.path.name}/{candidate.layer}" if candidate.type is FileType.GEOPACKAGE else candidate.path.name


@contextmanager
def _unzipped(path: Path) -> Iterator[list[Path]]:
    """Give the layers of an archive as files that disappear afterwards; its own paths are never trusted."""
    with TemporaryDirectory(prefix="cartoquartier-") as folder:
        members: list[Path] = []
        try:
            with zipfile.ZipFile(path) as archive:
                _require_room(archive, path)
                for number, info in enumerate(_wanted(archive)):
                    members.append(_extract(archive, info, Path(folder) / str(number)))
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
            raise FileError(
                _("« {name} » : cette archive ne s'ouvre pas (abîmée, ou protégée par un mot de passe).").format(
                    name=path.name
                )
            ) from error
        yield members


def _wanted(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    infos = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX/")]
    return [info for info in infos if Path(info.filename).suffix.lower() in _LAYER_SUFFIXES]


def _require_room(archive: zipfile.ZipFile, path: Path) -> None:
    wanted = _LAYER_SUFFIXES | _SHAPEFILE_PARTS
    size = sum(info.file_size for info in archive.infolist() if Path(info.filename).suffix.lower() in wanted)
    if size > MAX_UNZIPPED_BYTES:
        raise FileError(
            _("« {name} » contient {size} Mo une fois ouverte ; 200 Mo au plus. Gardez une seule couche.").format(
                name=path.name, size=size // 1024**2
            )
        )


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path) -> Path:
    """Write a member, with the companions of a Shapefile, under its last name only."""
    folder.mkdir()
    target = folder / Path(info.filename).name
    parts = [info]
    if target.suffix.lower() == ".shp":
        stem = info.filename[: -len(".shp")]
        parts = [part for part in archive.infolist() if _is_companion(part.filename, stem)]
    for part in parts:
        suffix = Path(part.filename).suffix.lower()
        with archive.open(part) as source, target.with_suffix(suffix).open("wb") as out:
            shutil.copyfileobj(source, out)
    return target.with_suffix(target.suffix.lower())


def _is_companion(name: str, stem: str) -> bool:
    return name[: len(stem)] == stem and name[len(stem) :].lower() in _SHAPEFILE_PARTS


def _candidates(path: Path, kind: FileType) -> list[_Candidate]:
    if kind is FileType.SHAPEFILE:
        _require_companions(path)
    source = _DRIVERS[kind] + str(path)
    try:
        with _gdal_silenced():
            infos = [pyogrio.read_info(source, layer=str(name)) for name, _kind in pyogrio.list_layers(source)]
    except (RuntimeError, ValueError) as error:
        raise FileError(_unreadable(path)) from error
    return [
        _Candidate(
            path=path,
            type=kind,
            layer=str(info["layer_name"]),
            features=int(info["features"]),
            has_polygons="Polygon" in str(info["geometry_type"]) or info["geometry_type"] == "Unknown",
            is_wgs84=_is_wgs84(info["crs"]),
        )
        for info in infos
        if info["geometry_type"] is not None
    ]


def _unreadable(path: Path) -> str:
    return _("« {name} » : ce fichier géographique est incomplet ou abîmé. Exportez-le à nouveau.").format(
        name=path.name
    )


def _is_wgs84(declared: str | None) -> bool:
    if not declared:
        return False
    try:
        return bool(CRS.from_user_input(declared).equals(CRS.from_epsg(WGS84), ignore_axis_order=True))
    except ProjError:
        return False


def _require_companions(path: Path) -> None:
    missing = [suffix for suffix in (".shx", ".dbf") if not _beside(path, suffix)]
    if missing:
        raise FileError(
            _(
                "« {name} » : un Shapefile tient en plusieurs fichiers et il manque {missing}. Mettez-les tous dans "
                "un ZIP, ou exportez en GeoJSON."
            ).format(name=path.name, missing=", ".join(missing))
        )


def _beside(path: Path, suffix: str) -> bool:
    return path.with_suffix(suffix).exists() or path.with_suffix(suffix.upper()).exists()


def _read(candidate: _Candidate) -> gpd.GeoDataFrame:
    source = _DRIVERS[candidate.type] + str(candidate.path)
    try:
        if candidate.type is FileType.SHAPEFILE and not _beside(candidate.path, ".cpg"):
            return _read_undeclared_encoding(source, candidate.layer)
        with _gdal_silenced():
            return pyogrio.read_dataframe(source, layer=candidate.layer)
    except (RuntimeError, ValueError) as error:
        raise FileError(_unreadable(candidate.path)) from error


@contextmanager
def _gdal_silenced() -> Iterator[None]:
    """Keep GDAL's English remarks off the terminal: a feature that it cannot read has no geometry, which we report."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def _read_undeclared_encoding(source: str, layer: str) -> gpd.GeoDataFrame:
    """Read a Shapefile without .cpg: GDAL takes Latin-1, most of today's tools wrote UTF-8."""
    with _gdal_silenced():
        try:
            return pyogrio.read_dataframe(source, layer=layer, encoding="UTF-8")
        except UnicodeDecodeError:
            return pyogrio.read_dataframe(source, layer=layer, encoding="cp1252")


def _check_crs(frame: gpd.GeoDataFrame, *, name: str) -> None:
    if frame.crs is None:
        raise CrsError(
            _(
                "« {name} » ne dit pas son système de coordonnées. Ajoutez le fichier .prj à côté, ou exportez en "
                "GeoJSON (WGS 84) depuis QGIS."
            ).format(name=name)
        )
    if not frame.crs.is_geographic or frame.empty:
        return
    west, south, east, north = frame.total_bounds
    limit_lon, limit_lat = 180 + _DEGREES_MARGIN, 90 + _DEGREES_MARGIN
    if west < -limit_lon or east > limit_lon or south < -limit_lat or north > limit_lat:
        raise CrsError(
            _(
                "« {name} » : la position ({x:.0f} ; {y:.0f}) n'est pas en degrés, alors que le fichier est annoncé "
                "en « {crs} ». Il est sans doute en Lambert 93 : exportez-le en WGS 84."
            ).format(name=name, x=east, y=north, crs=frame.crs.name)
        )

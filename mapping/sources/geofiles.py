"""Open a geographic file, whatever its container, and choose the layer that covers most.

GDAL is told which driver to use: left to guess by content, it would run the commands of a GDALG file or follow the
paths of a VRT that somebody renamed ``.geojson``.
"""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pyogrio
from pyproj import CRS
from pyproj.exceptions import CRSError as ProjError

from mapping.domain.crs import WGS84
from mapping.domain.errors import CrsError, FileError
from mapping.i18n import _
from mapping.sources.filetypes import GEOGRAPHIC, MAX_UNZIPPED_BYTES, FileType, content_type, file_type
from mapping.sources.formats.archives import unzipped_layers
from mapping.sources.formats.features import Features
from mapping.sources.formats.geojson import is_geojson, read_features
from mapping.sources.formats.gpx import read_gpx
from mapping.sources.formats.jsontext import load_json
from mapping.sources.formats.kml import read_kml, read_kmz
from mapping.sources.formats.osm_places import read_places

_DRIVERS = {
    FileType.GEOJSON: "GeoJSON:",
    FileType.GEOPACKAGE: "GPKG:",
    # This driver takes no prefix; the first bytes of the file leave no other reading.
    FileType.SHAPEFILE: "",
}
# A file is only read: GDAL must not leave its own notes beside it.
pyogrio.set_gdal_config_options({"GDAL_PAM_ENABLED": False})
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
    has_points: bool
    is_wgs84: bool

    def rank(self, *, points_first: bool) -> tuple[bool, int, bool, int, str]:
        """The smallest is the best: polygons, then the most features, then WGS 84, then the plainest format."""
        preference = _PREFERENCE.index(self.type)
        wanted = self.has_points if points_first else self.has_polygons
        return (not wanted, -self.features, not self.is_wgs84, preference, self.path.name)


def umap_features(path: Path) -> Features:
    """Return the features of a uMap map.

    Raises
    ------
    FileError
        When it is not one.
    """
    content = load_json(path)
    if not is_geojson(content):
        raise FileError(_unreadable(path))
    return read_features(content, name=path.name)


FEATURE_READERS: Mapping[FileType, Callable[[Path], Features]] = {
    FileType.KML: read_kml,
    FileType.KMZ: read_kmz,
    FileType.GPX: read_gpx,
    FileType.OSM: read_places,
    FileType.UMAP: umap_features,
}
"""The formats that are read here and not by GDAL, whose drivers would follow what they refer to."""


def read_layer(path: Path, *, points_first: bool = False) -> Layer:
    """Return the layer of a geographic file that covers most, with its declared CRS.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, Shapefile with its companions beside it, or a ZIP of any of them; KML, KMZ, GPX, uMap, an
        extract of OpenStreetMap.
    points_first
        Where there are several layers, prefer one of points to one of polygons.

    Raises
    ------
    FileError
        When there is no layer, or the file is damaged.
    CrsError
        When the layer does not say its CRS, or says degrees over numbers that cannot be degrees.
    """
    kind = file_type(path)
    if kind in FEATURE_READERS:
        features = FEATURE_READERS[kind](path)
        layer = features.layer()
        check_crs(layer, name=path.name)
        return Layer(layer, features.notes)
    if kind is FileType.OBJECTS:
        raise FileError(_unreadable(path))
    if kind not in GEOGRAPHIC:
        raise FileError(
            _(
                "« {name} » n'est pas un fichier géographique. Donnez un GeoJSON, un GeoPackage, ou un Shapefile "
                "dans un ZIP."
            ).format(name=path.name)
        )
    if kind is not FileType.ZIP:
        return _best(_candidates(path, kind), source=path, points_first=points_first)
    with unzipped_layers(path, most_bytes=MAX_UNZIPPED_BYTES) as members:
        return _best(_all_candidates(members), source=path, points_first=points_first)


def read_named_layers(path: Path, names: Iterable[str]) -> list[gpd.GeoDataFrame]:
    """Return the layers of a GeoPackage that bear one of ``names`` and hold something, in their order.

    Raises
    ------
    FileError
        When the file is damaged.
    CrsError
        When a layer does not say its CRS.
    """
    found = {candidate.layer: candidate for candidate in _candidates(path, FileType.GEOPACKAGE) if candidate.features}
    layers = [_read(found[name]) for name in names if name in found]
    for layer in layers:
        check_crs(layer, name=path.name)
    return layers


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


def _best(candidates: Sequence[_Candidate], *, source: Path, points_first: bool) -> Layer:
    if not candidates:
        raise FileError(
            _("« {name} » ne contient aucune couche géographique (GeoJSON, GeoPackage ou Shapefile).").format(
                name=source.name
            )
        )
    chosen = min(candidates, key=lambda candidate: candidate.rank(points_first=points_first))
    frame = _read(chosen)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise FileError(_("« {name} » ne contient aucune géométrie.").format(name=chosen.path.name))
    check_crs(frame, name=chosen.path.name)
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
            has_points="Point" in str(info["geometry_type"]) or info["geometry_type"] == "Unknown",
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


def check_crs(frame: gpd.GeoDataFrame, *, name: str) -> None:
    """Raise when a layer does not say its CRS, or says degrees over numbers that cannot be.

    Raises
    ------
    CrsError
        Naming one such position.
    """
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

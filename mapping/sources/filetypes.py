"""What a file is, by its first bytes: a name can lie, and a person often gives the wrong one."""

import re
import zipfile
from enum import StrEnum
from pathlib import Path

from mapping.domain.errors import FileError
from mapping.i18n import _
from mapping.sources.formats.archives import ZIP_FAULTS

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_UNZIPPED_BYTES = 200 * 1024 * 1024
MAX_EXTRACT_BYTES = 400 * 1024 * 1024

_HEAD_BYTES = 4096
_GEOPACKAGE_IDS = (b"GPKG", b"GP10", b"GP11")
_SHAPEFILE_MAGIC = b"\x00\x00\x27\x0a"
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_OSM_SIGN = b"OSMHeader"
_OLE_SIGN = b"\xd0\xcf\x11\xe0"
_GEOJSON = re.compile(
    rb'"type"\s*:\s*"(FeatureCollection|Feature|Point|(Multi)?(LineString|Polygon)|GeometryCollection)"'
)
_UMAP = re.compile(rb'"type"\s*:\s*"umap"')
_XML_ROOT = re.compile(rb"<(?:[\w.-]+:)?(kml|gpx)\b", re.IGNORECASE)
_WEB_PAGE = re.compile(rb"<!doctype html|<html\b", re.IGNORECASE)
_LAYERS = (".geojson", ".json", ".gpkg", ".shp")


class FileType(StrEnum):
    """A family of files that the readers of this room know."""

    DELIMITED = "delimited"
    WORKBOOK = "workbook"
    RECORDS = "records"
    OBJECTS = "objects"
    GEOJSON = "geojson"
    GEOPACKAGE = "geopackage"
    SHAPEFILE = "shapefile"
    ZIP = "zip"
    UMAP = "umap"
    KML = "kml"
    KMZ = "kmz"
    GPX = "gpx"
    OSM = "osm"


GEOGRAPHIC = frozenset(
    {
        FileType.GEOJSON,
        FileType.GEOPACKAGE,
        FileType.SHAPEFILE,
        FileType.ZIP,
        FileType.UMAP,
        FileType.KML,
        FileType.KMZ,
        FileType.GPX,
        FileType.OSM,
    }
)


def file_type(path: Path) -> FileType:
    """Return what ``path`` holds.

    Raises
    ------
    FileError
        When the file is absent, empty, too big, or of a family that no reader knows.
    """
    if not path.is_file():
        raise FileError(_("« {name} » : ce fichier n'existe pas. Vérifiez le chemin.").format(name=path.name))
    size = path.stat().st_size
    if size == 0:
        raise FileError(_("« {name} » : ce fichier est vide (0 octet).").format(name=path.name))
    if size > MAX_FILE_BYTES and not is_extract(path):
        raise FileError(
            _("« {name} » pèse {size} Mo ; 50 Mo au plus. Gardez seulement les lignes de votre territoire.").format(
                name=path.name, size=size // 1024**2
            )
        )
    return content_type(path)


def is_extract(path: Path) -> bool:
    """Say whether a file is an OpenStreetMap extract of a size that is read, which may be more than of the others."""
    with path.open("rb") as file:
        return _OSM_SIGN in file.read(32) and path.stat().st_size <= MAX_EXTRACT_BYTES


def content_type(path: Path) -> FileType:
    """Return what a file that is there holds, whatever its size; see `file_type`."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(path)
    if head.startswith(b"SQLite format 3\x00"):
        if head[68:72] in _GEOPACKAGE_IDS:
            return FileType.GEOPACKAGE
        raise FileError(
            _("« {name} » est une base SQLite, pas un GeoPackage. Un atelier s'ouvre, il ne s'importe pas.").format(
                name=path.name
            )
        )
    if head.startswith(_SHAPEFILE_MAGIC):
        return FileType.SHAPEFILE
    if head.startswith(_OLE_SIGN):
        return FileType.WORKBOOK
    _refuse_known_families(head, path)
    if _OSM_SIGN in head[:32]:
        return FileType.OSM
    text = _plain(head)
    if text.startswith((b"{", b"[")):
        return _json_type(text)
    if text.startswith(b"<"):
        return _markup_type(text, path)
    if not head.startswith(_BOMS) and b"\x00" in head and not _looks_utf16(head):
        raise FileError(
            _(
                "« {name} » n'est pas du texte. Fichiers lus : CSV, XLSX, ODS, JSON, GeoJSON, GeoPackage, Shapefile "
                "zippé, KML, GPX, uMap, .osm.pbf."
            ).format(name=path.name)
        )
    return FileType.DELIMITED


def _zip_type(path: Path) -> FileType:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except ZIP_FAULTS as error:
        raise FileError(
            _("« {name} » : cette archive ZIP est abîmée ou incomplète. Téléchargez-la à nouveau.").format(
                name=path.name
            )
        ) from error
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names or {"mimetype", "content.xml"} <= names:
        return FileType.WORKBOOK
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise FileError(
            _("« {name} » est un document de texte, pas un tableau. Copiez son tableau dans un tableur.").format(
                name=path.name
            )
        )
    suffixes = {Path(member).suffix.lower() for member in names}
    return FileType.KMZ if ".kml" in suffixes and not suffixes & set(_LAYERS) else FileType.ZIP


def _plain(head: bytes) -> bytes:
    """Return the start of a text as ASCII would write it, to look at its first signs."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\x00", b"")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()


def _json_type(text: bytes) -> FileType:
    if text.startswith(b"["):
        return FileType.RECORDS
    if _UMAP.search(text):
        return FileType.UMAP
    return FileType.GEOJSON if _GEOJSON.search(text) else FileType.OBJECTS


def _markup_type(text: bytes, path: Path) -> FileType:
    root = _XML_ROOT.search(text)
    if root:
        return FileType.KML if root[1].lower() == b"kml" else FileType.GPX
    if _WEB_PAGE.search(text):
        raise FileError(
            _("« {name} » est une page web, pas un fichier de données. Téléchargez le fichier lui-même.").format(
                name=path.name
            )
        )
    if text.startswith(b"<?xml"):
        raise FileError(
            _("« {name} » est du XML, mais n'est pas un fichier géographique connu (KML ou GPX).").format(
                name=path.name
            )
        )
    return FileType.DELIMITED


def _refuse_known_families(head: bytes, path: Path) -> None:
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise FileError(
            _("« {name} » est une image ou un PDF. Demandez le tableau d'où il vient, en CSV.").format(name=path.name)
        )
    if head.startswith((b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!")):
        raise FileError(
            _("« {name} » est une archive. Ouvrez-la et donnez le fichier qu'elle contient.").format(name=path.name)
        )


def _looks_utf16(head: bytes) -> bool:
    """Western text in UTF-16 without a BOM has one zero byte out of two, always on the same side."""
    even, odd = head[0::2], head[1::2]
    zeros_even, zeros_odd = even.count(0), odd.count(0)
    return (zeros_odd > 0.6 * len(odd) and zeros_even == 0) or (zeros_even > 0.6 * len(even) and zeros_odd == 0)

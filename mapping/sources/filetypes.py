"""What a file is, by its first bytes: a name can lie, and a person often gives the wrong one."""

import zipfile
from enum import StrEnum
from pathlib import Path

from mapping.domain.errors import FileError
from mapping.i18n import _

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_UNZIPPED_BYTES = 200 * 1024 * 1024

_HEAD_BYTES = 4096
_GEOPACKAGE_IDS = (b"GPKG", b"GP10", b"GP11")
_SHAPEFILE_MAGIC = b"\x00\x00\x27\x0a"
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class FileType(StrEnum):
    """A family of files that the readers of this room know."""

    DELIMITED = "delimited"
    RECORDS = "records"
    GEOJSON = "geojson"
    GEOPACKAGE = "geopackage"
    SHAPEFILE = "shapefile"
    ZIP = "zip"


GEOGRAPHIC = frozenset({FileType.GEOJSON, FileType.GEOPACKAGE, FileType.SHAPEFILE, FileType.ZIP})


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
    if size > MAX_FILE_BYTES:
        raise FileError(
            _("« {name} » pèse {size} Mo ; 50 Mo au plus. Gardez seulement les lignes de votre territoire.").format(
                name=path.name, size=size // 1024**2
            )
        )
    return content_type(path)


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
    _refuse_known_families(head, path)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return FileType.GEOJSON
    if text.startswith(b"["):
        return FileType.RECORDS
    if not head.startswith(_BOMS) and b"\x00" in head and not _looks_utf16(head):
        raise FileError(
            _("« {name} » n'est pas du texte. Fichiers lus : CSV, JSON, GeoJSON, GeoPackage, Shapefile zippé.").format(
                name=path.name
            )
        )
    return FileType.DELIMITED


def _zip_type(path: Path) -> FileType:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile as error:
        raise FileError(
            _("« {name} » : cette archive ZIP est abîmée ou incomplète. Téléchargez-la à nouveau.").format(
                name=path.name
            )
        ) from error
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise FileError(_spreadsheet_sentence(path))
    return FileType.ZIP


def _refuse_known_families(head: bytes, path: Path) -> None:
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileError(_spreadsheet_sentence(path))
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise FileError(
            _("« {name} » est une image ou un PDF. Demandez le tableau d'où il vient, en CSV.").format(name=path.name)
        )
    if head.startswith((b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!")):
        raise FileError(
            _("« {name} » est une archive. Ouvrez-la et donnez le fichier qu'elle contient.").format(name=path.name)
        )


def _spreadsheet_sentence(path: Path) -> str:
    return _("« {name} » est un document de tableur. Enregistrez la feuille en CSV, puis donnez le CSV.").format(
        name=path.name
    )


def _looks_utf16(head: bytes) -> bool:
    """Western text in UTF-16 without a BOM has one zero byte out of two, always on the same side."""
    even, odd = head[0::2], head[1::2]
    zeros_even, zeros_odd = even.count(0), odd.count(0)
    return (zeros_odd > 0.6 * len(odd) and zeros_even == 0) or (zeros_even > 0.6 * len(even) and zeros_odd == 0)

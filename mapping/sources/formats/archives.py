"""Open a ZIP that anybody may have made, and give the layers that it holds."""

import lzma
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mapping.domain.errors import FileError
from mapping.i18n import _
from mapping.sources.formats.limits import MAX_MEMBERS

_MOST_LAYERS = 200
ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    RuntimeError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
)
"""What the standard library raises on a damaged archive, one under a password, or one made to harm."""
_LAYER_SUFFIXES = frozenset({".geojson", ".json", ".gpkg", ".shp"})
_SHAPEFILE_PARTS = frozenset({".shp", ".shx", ".dbf", ".prj", ".cpg"})


@contextmanager
def unzipped_layers(path: Path, *, most_bytes: int) -> Iterator[list[Path]]:
    """Give the layers of an archive as files that disappear afterwards; its own paths are never trusted.

    Raises
    ------
    FileError
        When it is damaged, protected by a password, holds too many files, or more than ``most_bytes`` of layers.
    """
    with TemporaryDirectory(prefix="cartoquartier-") as folder:
        members: list[Path] = []
        try:
            with zipfile.ZipFile(path) as archive:
                _require_room(archive, path, most_bytes=most_bytes)
                for number, info in enumerate(_wanted(archive)):
                    members.append(_extract(archive, info, Path(folder) / str(number)))
        except ZIP_FAULTS as error:
            raise FileError(
                _("« {name} » : cette archive ne s'ouvre pas (abîmée, ou protégée par un mot de passe).").format(
                    name=path.name
                )
            ) from error
        yield members


def _wanted(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    infos = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX/")]
    return [info for info in infos if Path(info.filename).suffix.lower() in _LAYER_SUFFIXES]


def _require_room(archive: zipfile.ZipFile, path: Path, *, most_bytes: int) -> None:
    if len(_wanted(archive)) > _MOST_LAYERS or len(archive.infolist()) > MAX_MEMBERS:
        raise FileError(_("« {name} » contient trop de fichiers. Gardez une seule couche.").format(name=path.name))
    wanted = _LAYER_SUFFIXES | _SHAPEFILE_PARTS
    size = sum(info.file_size for info in archive.infolist() if Path(info.filename).suffix.lower() in wanted)
    if size > most_bytes:
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

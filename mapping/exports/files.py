"""Put a finished file in place at once: what was there before stays whole until the new one is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mapping.domain.errors import FileError
from mapping.i18n import _


@contextmanager
def replacing(out: Path, *, suffix: str = "") -> Iterator[Path]:
    """Yield a path to write to, then put that file in place of ``out``; on any error ``out`` is left as it was.

    Parameters
    ----------
    out
        Where the file goes; its folder must exist.
    suffix
        How the name of the file being written ends; a library may choose a format by it. By default that of ``out``.

    Raises
    ------
    FileError
        When the folder is absent, ``out`` is itself a folder, or the disk refuses.
    """
    _check_target(out)
    try:
        # Beside the target, because a rename is atomic only inside one file system.
        with TemporaryDirectory(dir=out.parent, prefix=".export-", ignore_cleanup_errors=True) as folder:
            part = Path(folder) / f"export{suffix or out.suffix}"
            yield part
            _flush(part)
            part.replace(out)
    except OSError as error:
        raise FileError(
            _(
                "« {out} » n'a pas pu être écrit ({reason}). Fermez ce fichier s'il est ouvert ailleurs, vérifiez la "
                "place et les droits du dossier, ou choisissez un autre dossier."
            ).format(out=out, reason=error.strerror or error)
        ) from error


def _check_target(out: Path) -> None:
    if out.is_dir():
        raise FileError(
            _("« {out} » est un dossier ; un nom de fichier est attendu, par exemple « {example} ».").format(
                out=out, example=out / "carte.geojson"
            )
        )
    if not out.parent.is_dir():
        raise FileError(
            _("Le dossier « {folder} » n'existe pas ; créez-le ou choisissez-en un autre.").format(folder=out.parent)
        )


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())

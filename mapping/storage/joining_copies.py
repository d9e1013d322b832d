"""Open the file of another laptop without writing to it, whatever its version and whoever has it open."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from mapping.domain.errors import WorkshopError
from mapping.i18n import _
from mapping.storage.engines import reading
from mapping.storage.opening import check_integrity, open_engine
from mapping.storage.targets import FileTarget, Target

_COPY_TRIES = 5


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy being read, in one transaction."""

    connection: Connection
    where: Target
    key: int
    name: str


@contextmanager
def open_copy(where: Target, name: str) -> Iterator[Copy]:
    """Yield a copy to read, never written: a file is read from a temporary folder.

    Raises
    ------
    WorkshopError
        When it is absent, damaged, of a newer version, or changes while it is read; it is called ``name``.
    """
    with ExitStack() as stack:
        beside = where
        if isinstance(where, FileTarget):
            folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
            beside = FileTarget(_set_aside(where, Path(folder)))
        try:
            engine, key = open_engine(beside, stack)
            if isinstance(beside, FileTarget):
                check_integrity(engine, beside, thorough=True)
        except WorkshopError as error:
            # The person knows the file by the name they gave it, not by that of a temporary copy.
            raise WorkshopError(str(error).replace(str(beside), name)) from error
        yield Copy(stack.enter_context(reading(engine, beside)), beside, key, name)


def _set_aside(where: FileTarget, folder: Path) -> Path:
    """Copy a file and the log beside it, as they stand at one moment: reading a file with SQLite may write to it."""
    aside = folder / "copie.atelier"
    try:
        for _try in range(_COPY_TRIES):
            before = _stamps(where)
            for suffix, stamp in before.items():
                target = aside.with_name(aside.name + suffix)
                target.unlink(missing_ok=True)
                if stamp is not None:
                    shutil.copyfile(where.path.with_name(where.path.name + suffix), target)
            if _stamps(where) == before and before[""] is not None:
                return aside
            if before[""] is None:
                raise WorkshopError(_("L'atelier « {path} » n'existe pas. Vérifiez le chemin.").format(path=where))
    except OSError as error:
        raise WorkshopError(
            _("« {path} » ne peut pas être lu ({reason}).").format(path=where, reason=error.strerror or error)
        ) from error
    raise WorkshopError(
        _("« {path} » change pendant qu'on le lit ; fermez l'atelier sur l'autre ordinateur, puis recommencez.").format(
            path=where
        )
    )


def _stamps(where: FileTarget) -> dict[str, tuple[int, int] | None]:
    found: dict[str, tuple[int, int] | None] = {}
    for suffix in ("", "-wal", "-journal"):
        try:
            stat = where.path.with_name(where.path.name + suffix).stat()
            found[suffix] = (stat.st_size, stat.st_mtime_ns)
        except FileNotFoundError:
            found[suffix] = None
    return found

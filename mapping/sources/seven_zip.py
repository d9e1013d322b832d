"""Take one file out of a 7z archive, whatever the archive claims about names and sizes."""

import lzma
import struct
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from py7zr import Py7zIO, SevenZipFile, WriterFactory
from py7zr.exceptions import AbsolutePathError, ArchiveError, DecompressionBombError, PasswordRequired

from mapping.domain.errors import FileError
from mapping.i18n import _

SIGNATURE = b"7z\xbc\xaf\x27\x1c"

# A header with wrong numbers in it goes wrong in as many ways as Python has.
_DAMAGED = (
    ArchiveError, AbsolutePathError, lzma.LZMAError, zlib.error, struct.error, EOFError, LookupError, ValueError,
    TypeError, AttributeError, AssertionError, ArithmeticError, RuntimeError, MemoryError,
)  # fmt: skip


def extract_member(
    path: Path,
    target: Path,
    *,
    choose: Callable[[Sequence[str]], str],
    most_bytes: int,
    on_progress: Callable[[int, int], None] | None = None,
) -> str:
    """Write one file of an archive to ``target`` and return the name that the archive gives it.

    Parameters
    ----------
    choose
        Picks one of the names of the archive.
    most_bytes
        How much the whole archive may declare, and how much may come out of it.
    on_progress
        Called with (bytes written, bytes of the file).

    Raises
    ------
    FileError
        When the archive is encrypted, damaged, too big once opened, or ``choose`` finds nothing in it.
    OSError
        When ``target`` cannot be written.
    """
    with path.open("rb") as source, target.open("wb") as out:
        try:
            # A file already open keeps py7zr from starting threads, in which errors are lost.
            with SevenZipFile(source, "r", max_extract_size=most_bytes) as archive:
                return _extract(archive, path, out, choose, most_bytes, on_progress)
        except PasswordRequired as error:
            raise FileError(_("« {name} » est protégé par un mot de passe.").format(name=path.name)) from error
        except DecompressionBombError as error:
            raise _too_big(path, most_bytes) from error
        except _DAMAGED as error:
            raise FileError(_("« {name} » : cette archive est incomplète ou abîmée.").format(name=path.name)) from error


def _extract(
    archive: SevenZipFile,
    path: Path,
    out: BinaryIO,
    choose: Callable[[Sequence[str]], str],
    most_bytes: int,
    on_progress: Callable[[int, int], None] | None,
) -> str:
    sizes = {info.filename: info.uncompressed for info in archive.list() if not info.is_directory}
    if sum(sizes.values()) > most_bytes:
        raise _too_big(path, most_bytes)
    name = choose(list(sizes))
    writer = _Writer(out, total=sizes[name], on_progress=on_progress)
    archive.extract(targets=[name], factory=_Single(writer))
    if writer.size() != sizes[name]:
        raise EOFError(name)
    return name


def _too_big(path: Path, most_bytes: int) -> FileError:
    return FileError(
        _("« {name} » : plus de {most} Mo une fois ouvert.").format(name=path.name, most=most_bytes // 1024**2)
    )


class _Writer(Py7zIO):
    """Writes to one file that is already open: the names of the archive lead nowhere."""

    def __init__(self, out: BinaryIO, *, total: int, on_progress: Callable[[int, int], None] | None) -> None:
        self._out = out
        self._total = total
        self._done = 0
        self._on_progress = on_progress

    def write(self, s: bytes | bytearray) -> int:
        self._done += len(s)
        if self._on_progress is not None:
            self._on_progress(self._done, self._total)
        return self._out.write(s)

    def read(self, size: int | None = None) -> bytes:
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._done

    def flush(self) -> None:
        self._out.flush()

    def size(self) -> int:
        return self._done


class _Single(WriterFactory):
    def __init__(self, writer: _Writer) -> None:
        self._writer = writer

    def create(self, filename: str) -> Py7zIO:
        return self._writer

"""Open what Insee publishes: a ZIP of delimited files and of the meanings of their columns, or one file alone."""

import re
import tempfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pandas as pd

from mapping.domain.errors import FileError
from mapping.domain.tables import POPULATION
from mapping.i18n import _
from mapping.sources.columns import guess_columns, key_of
from mapping.sources.filetypes import MAX_UNZIPPED_BYTES
from mapping.sources.tabular import RawTable, read_table

_META = re.compile(r"^(meta|dico|dictionnaire|doc)", re.IGNORECASE)
_CODE_NAMES = ("cod_var", "code_variable", "variable", "code", "codgeo")
_LABEL_NAMES = ("lib_var_long", "lib_var", "libelle_long", "libelle", "lib")


@dataclass(frozen=True, slots=True)
class Archive:
    """Tables by file name, and the meaning of their columns, keyed by the name of a column in small letters."""

    tables: Mapping[str, RawTable]
    labels: Mapping[str, str]


def read_archive(path: Path) -> Archive:
    """Return the tables of a file of Insee that have a column of codes.

    Raises
    ------
    FileError
        When the file is damaged, is too big once opened, or holds no such table.
    """
    tables = _tables(path)
    data = {name: table for name, table in tables.items() if not _META.match(name) and code_column(table)}
    if not data:
        raise FileError(
            _("« {name} » : aucun tableau avec une colonne de codes (CODGEO) ; il contient {members}.").format(
                name=path.name, members=", ".join(sorted(tables)) or _("rien de lisible")
            )
        )
    labels: dict[str, str] = {}
    for name, table in tables.items():
        if _META.match(name):
            labels |= _labels(table.frame)
    return Archive(data, labels)


def code_column(table: RawTable) -> str:
    """Return the column that holds the codes of the zones, ``""`` when there is none."""
    return guess_columns(list(table.frame.columns), POPULATION, given={}).get("code", "")


def _tables(path: Path) -> dict[str, RawTable]:
    if not zipfile.is_zipfile(path):
        return {path.name: read_table(path)}
    found: dict[str, RawTable] = {}
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory(prefix="cartoquartier-") as folder:
            members = [info for info in archive.infolist() if info.filename.lower().endswith((".csv", ".txt"))]
            if sum(info.file_size for info in members) > MAX_UNZIPPED_BYTES:
                raise FileError(_("« {name} » : plus de 200 Mo une fois ouvert.").format(name=path.name))
            for number, info in enumerate(members):
                name = PurePosixPath(info.filename.replace("\\", "/")).name
                target = Path(folder) / f"{number}.csv"
                target.write_bytes(archive.read(info))
                found |= _readable(target, name)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise FileError(_("« {name} » : cette archive ne s'ouvre pas.").format(name=path.name)) from error
    return found


def _readable(path: Path, name: str) -> dict[str, RawTable]:
    """Return the table of a member; a notice beside the data may be anything."""
    try:
        return {name: read_table(path)}
    except FileError:
        return {}


def _labels(frame: pd.DataFrame) -> dict[str, str]:
    """Return name of a column → its meaning, from a table of meanings whose own columns vary with the years."""
    by_key = {key_of(str(name)): str(name) for name in reversed(frame.columns)}
    code = _first(by_key, _CODE_NAMES) or str(frame.columns[0])
    label = _first(by_key, _LABEL_NAMES) or str(frame.columns[-1])
    # A variable with modalities stands on a row for each; the meaning of the variable is the same on all of them.
    return {
        str(name).strip().lower(): " ".join(str(text).split())
        for name, text in zip(reversed(frame[code].tolist()), reversed(frame[label].tolist()))
        if str(name).strip() and str(text).strip()
    }


def _first(by_key: Mapping[str, str], names: Sequence[str]) -> str:
    return next((by_key[name] for name in names if name in by_key), "")

"""Everything in one ZIP: maps, tables, data with their schemas, licences owed, checksums, and where to begin.

The same bundle gives the same bytes: every date in it is that of the bundle. Files are written one after the other to
the disk, never all in memory.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from mapping import __version__
from mapping.domain.demonstration import notice
from mapping.domain.errors import FileError
from mapping.exports.archive_texts import licences_text, readme_text
from mapping.exports.bundle import Bundle
from mapping.exports.data_inclusion import as_table, structures
from mapping.exports.files import replacing
from mapping.exports.gis import write_geojson, write_geopackage
from mapping.exports.kml import write_kml
from mapping.exports.open_nomenclature import nomenclature_files
from mapping.exports.provenance import source_records
from mapping.exports.schemas import machine_csv, tables_package
from mapping.exports.tables import write_csv
from mapping.exports.umap import write_umap
from mapping.exports.xlsx import sheets_of, write_xlsx
from mapping.i18n import _

README, CHECKSUMS, LICENCES = "LISEZ-MOI.txt", "SHA256SUMS.txt", "LICENCES.txt"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The oldest date that a ZIP can say."""
_SAFE = re.compile(r"[\w][\w .()'-]*", re.ASCII)
_UNIX, _PLAIN_FILE = 3, 0o100644
Progress = Callable[[str], None]


def write_archive(
    bundle: Bundle, out: Path, *, documents: Mapping[str, Path] | None = None, progress: Progress | None = None
) -> None:
    """Write the archive.

    Parameters
    ----------
    bundle
        What all the files are made of, public or private as it is.
    out
        The ZIP, replaced at once.
    documents
        More files to put in: name in the archive → file, such as ``documents/rapport.pdf``.
    progress
        Called with the name of each file before it is written.

    Raises
    ------
    FileError
        When a name of ``documents`` could leave the folder where the archive is opened, or the file cannot be written.
    """
    added = {_safe_name(name): path for name, path in (documents or {}).items()}
    tell = progress or (lambda _name: None)
    moment = _zip_date(bundle.generated_at)
    sums: dict[str, str] = {}
    with (
        replacing(out) as part,
        TemporaryDirectory(prefix="cartoquartier-") as folder,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, write in _files(bundle, documents=bool(added)):
            tell(name)
            path = Path(folder) / PurePosixPath(name).name
            write(path)
            sums[name] = _add(archive, name, path, moment)
            path.unlink()
        for name, path in added.items():
            tell(name)
            sums[name] = _add(archive, name, path, moment)
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
        _add_bytes(archive, CHECKSUMS, lines.encode("utf-8"), moment)


def machine_tables(bundle: Bundle) -> dict[str, pd.DataFrame]:
    """Return the tables of the folder ``donnees`` by name: those of the spreadsheet, then the readings."""
    names = ("contributions", "structures", "quartiers", "manques", "sources")
    tables = {name: sheet.table for name, sheet in zip(names, sheets_of(bundle), strict=True)}
    readings = {f"lecture-{name.replace('_', '-')}": table for name, table in bundle.readings.items()}
    return tables | {name: table.reset_index(drop=True) for name, table in readings.items()}


def _files(bundle: Bundle, *, documents: bool) -> Iterator[tuple[str, Callable[[Path], None]]]:
    snapshot, gaps, at = bundle.snapshot, bundle.gaps, bundle.generated_at
    yield README, _text(readme_text(bundle, documents=documents))
    yield LICENCES, _text(licences_text(bundle))
    yield "cartes/atelier.gpkg", lambda out: write_geopackage(snapshot, gaps, out, generated_at=at)
    yield "cartes/atelier.geojson", lambda out: write_geojson(snapshot, gaps, out, generated_at=at)
    yield "cartes/atelier.kml", lambda out: write_kml(bundle, out)
    yield "cartes/atelier.umap", lambda out: write_umap(bundle, out)
    yield "tableaux/atelier.xlsx", lambda out: write_xlsx(bundle, out)
    yield "tableaux/atelier.csv", lambda out: write_csv(snapshot, out)
    for name, content in _data(bundle).items():
        yield f"donnees/{name}", _content(content)
    found = structures(snapshot)
    yield "data-inclusion/structures.json", _content(found.records)
    yield "data-inclusion/structures.csv", _content(machine_csv(as_table(found.records)))
    yield "data-inclusion/ecartees.csv", _content(machine_csv(found.refused))
    yield "data-inclusion/typologies.csv", _content(machine_csv(found.typologies))
    for name, content in nomenclature_files().items():
        yield f"nomenclature/{name}", _content(content)


def _data(bundle: Bundle) -> dict[str, Any]:
    workshop = bundle.snapshot.workshop
    records = source_records(bundle.snapshot)
    about = {
        "name": "atelier",
        "title": workshop.title,
        "description": notice() if workshop.is_demonstration else "",
        "created": bundle.generated_at.astimezone(UTC).isoformat(timespec="seconds"),
        "version": __version__,
        "sources": [{"title": source["titre"] or source["type"]} for source in records],
    }
    licences = dict.fromkeys(source["licence"] for source in records if source["licence"])
    if licences:
        about["licenses"] = [{"name": _licence_name(licence), "title": licence} for licence in licences]
    titles = {
        "contributions": _("Ce que disent les habitants"),
        "structures": _("Structures de l'économie sociale et solidaire"),
        "quartiers": _("Quartiers et réponses à chaque besoin"),
        "manques": _("Une ligne par quartier et par besoin"),
        "sources": _("Fichiers d'origine et licences"),
    }
    about = {key: value for key, value in about.items() if value}
    return tables_package(machine_tables(bundle), workshop.filieres, about, titles=titles)


def _licence_name(licence: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", licence).strip("-") or "autre"


def _text(text: str) -> Callable[[Path], None]:
    # CRLF and a byte order mark: the notepad of an old Windows shows the accents and the lines.
    return _content(("\ufeff" + text.replace("\n", "\r\n")).encode("utf-8"))


def _content(content: Any) -> Callable[[Path], None]:
    held = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False, indent=2).encode("utf-8")
    return lambda out: _write_bytes(out, held)


def _write_bytes(out: Path, content: bytes) -> None:
    out.write_bytes(content)


def _add(archive: zipfile.ZipFile, name: str, path: Path, moment: tuple[int, ...]) -> str:
    """Copy a file into the archive and return its checksum."""
    digest = hashlib.sha256()
    with path.open("rb") as source, archive.open(_entry(name, moment), "w", force_zip64=True) as target:
        while chunk := source.read(1024 * 1024):
            digest.update(chunk)
            target.write(chunk)
    return digest.hexdigest()


def _add_bytes(archive: zipfile.ZipFile, name: str, content: bytes, moment: tuple[int, ...]) -> None:
    with archive.open(_entry(name, moment), "w") as target:
        target.write(content)


def _entry(name: str, moment: tuple[int, ...]) -> zipfile.ZipInfo:
    year, month, day, hour, minute, second = moment
    entry = zipfile.ZipInfo(name, (year, month, day, hour, minute, second))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = _UNIX
    entry.external_attr = _PLAIN_FILE << 16
    return entry


def _zip_date(moment: datetime) -> tuple[int, ...]:
    return max(_EARLIEST, moment.astimezone(UTC).timetuple()[:6])


def _safe_name(name: str) -> str:
    """Return a name that stays under the folder where the archive is opened, on every system.

    Raises
    ------
    FileError
        When it is absolute, goes up, or holds a character that a system reads otherwise.
    """
    parts = name.split("/")
    if not name or any(not _SAFE.fullmatch(part) or part.endswith((".", " ")) for part in parts):
        raise FileError(_("« {name} » ne peut pas être le nom d'un fichier dans une archive.").format(name=name))
    return name

"""A diagnostic as files: tables, and the method and sources that they come from."""

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from mapping import __version__
from mapping.domain.demonstration import notice
from mapping.domain.errors import FileError
from mapping.domain.models import Source
from mapping.domain.spreadsheet import neutralise
from mapping.i18n import _
from mapping.services.diagnose import Diagnosis
from mapping.services.readings import reading_files

_DEEPER = ("perception.csv", "completeness.csv", "filieres.csv", "work.csv", "sensitivity.csv")
"""Files of a diagnostic that was deepened; those of an earlier one do not stay beside new tables."""
_LIBRARIES = ("geopandas", "numpy", "pandas", "pyproj", "scipy", "shapely")


def write_diagnosis(diagnosis: Diagnosis, out: Path) -> None:
    """Write ``gaps.csv``, ``qpv.csv``, ``actors.csv``, ``access.csv`` and ``diagnostic.json`` in the folder ``out``.

    A diagnostic that was deepened (`study.deepen`) also gives ``perception.csv``, ``completeness.csv``,
    ``filieres.csv``, ``work.csv`` and, where verdicts were tried again, ``sensitivity.csv``. The tables are
    comma-separated UTF-8 with decimal points; texts that a spreadsheet would run begin with an apostrophe. All the
    files are put in place together, or what was there before is left as it was.

    Raises
    ------
    FileError
        When ``out`` is a file, or the folder cannot be written.
    """
    if out.exists() and not out.is_dir():
        raise FileError(
            _("« {out} » est un fichier ; un dossier est attendu. Donnez un autre nom à --out.").format(out=out)
        )
    files = _contents(diagnosis)
    try:
        out.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=out, prefix=".diagnostic-") as folder:
            fresh, aside = Path(folder, "fresh"), Path(folder, "aside")
            fresh.mkdir()
            aside.mkdir()
            for name, content in files.items():
                (fresh / name).write_bytes(content)
            _swap(fresh, out, aside, names=list(files))
    except OSError as error:
        raise FileError(
            _(
                "Le dossier « {out} » n'a pas pu être écrit ({reason}). Fermez ses fichiers s'ils sont ouverts "
                "ailleurs, vérifiez la place et les droits, ou choisissez un autre dossier."
            ).format(out=out, reason=error.strerror or error)
        ) from error


def _contents(diagnosis: Diagnosis) -> dict[str, bytes]:
    fictional = diagnosis.workshop.is_demonstration
    qpv = diagnosis.qpv.rename(columns={"code": "code_qp"}).assign(fictional=fictional)
    deeper = reading_files(diagnosis.readings) if diagnosis.readings else {}
    if diagnosis.sensitivity is not None:
        deeper["sensitivity.csv"] = _honesty(diagnosis, diagnosis.sensitivity)
    return {
        "gaps.csv": _csv(diagnosis.gaps),
        "qpv.csv": _csv(qpv),
        "actors.csv": _csv(diagnosis.actors.assign(fictional=fictional)),
        "access.csv": _csv(diagnosis.access.rename(columns={"code": "code_qp"})),
        **{name: _csv(table) for name, table in deeper.items()},
        "diagnostic.json": (json.dumps(_report(diagnosis), ensure_ascii=False, indent=2) + "\n").encode(),
    }


def _honesty(diagnosis: Diagnosis, sensitivity: pd.DataFrame) -> pd.DataFrame:
    """Return what changes each verdict: the thresholds, and the places on the edge."""
    told = sensitivity
    if diagnosis.edges is not None:
        told = told.merge(diagnosis.edges.cells.drop(columns="verdict"), on=["code", "filiere"], how="left")
    return told.rename(columns={"code": "code_qp"})


def _csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV (RFC 4180): its line ends are also what makes a lone CR in a text be quoted."""
    safe = {name: _safe(table[name]) for name in table.columns}
    return pd.DataFrame(safe, index=table.index).to_csv(index=False, lineterminator="\r\n").encode()


def _safe(column: pd.Series) -> pd.Series:
    if column.name == "population" and (column.dropna() % 1 == 0).all():
        return column.astype("Int64")
    if pd.api.types.is_numeric_dtype(column):
        return column
    return column.map(lambda value: neutralise(value) if isinstance(value, str) else value)


def _report(diagnosis: Diagnosis) -> Mapping[str, Any]:
    workshop = diagnosis.workshop
    return {
        "title": workshop.title,
        "generated_at": diagnosis.generated_at.isoformat(),
        "is_demonstration": workshop.is_demonstration,
        "notice": notice() if workshop.is_demonstration else "",
        "parameters": diagnosis.parameters.as_dict() | {"includes_pending": diagnosis.includes_pending},
        "walking": _walking(diagnosis.qpv),
        "sensitivity": _sensitivity(diagnosis),
        "boundaries": [asdict(boundaries) for boundaries in diagnosis.boundaries],
        "filieres": [{"id": filiere.id, "label": filiere.label} for filiere in workshop.filieres],
        "counts": asdict(diagnosis.counts),
        "sources": [_source(source) for source in diagnosis.sources],
        "versions": {"cartoquartier": __version__, "python": platform.python_version()}
        | {library: version(library) for library in _LIBRARIES},
    }


def _walking(qpv: pd.DataFrame) -> Mapping[str, int]:
    """Return how many zones were measured in which way."""
    return {str(method): int(zones) for method, zones in qpv["walk_method"].value_counts(sort=False).items()}


def _sensitivity(diagnosis: Diagnosis) -> Mapping[str, Any]:
    """Return whether verdicts were tried again, and how many are not firm."""
    tried, edges = diagnosis.sensitivity, diagnosis.edges
    return {
        "computed": tried is not None,
        "fragile": None if tried is None else int(tried["fragile"].sum()),
        "en_limite": None if edges is None else int(edges.cells["en_limite"].sum()),
    }


def _source(source: Source) -> Mapping[str, Any]:
    return {
        "title": source.title,
        "kind": source.kind.value,
        "file_name": source.file_name,
        "sha256": source.sha256,
        "licence": source.licence,
        "published": source.published.isoformat() if source.published else None,
        "vintage": source.vintage,
        "imported_at": source.imported_at.isoformat(),
        "fictional": source.fictional,
    }


def _swap(fresh: Path, out: Path, aside: Path, *, names: list[str]) -> None:
    """Put the new files in place of the old ones; a spreadsheet that holds one open must not leave half of each."""
    stale = [name for name in _DEEPER if name not in names and (out / name).is_file()]
    blocked = [name for name in names if (out / name).is_dir()]
    if blocked:
        raise IsADirectoryError(None, _("{names} est un dossier").format(names=", ".join(blocked)))
    try:
        for name in (*names, *stale):
            if (out / name).exists():
                (out / name).replace(aside / name)
        for name in names:
            (fresh / name).replace(out / name)
    except OSError:
        for name in (*names, *stale):
            if (aside / name).exists():
                (aside / name).replace(out / name)
        raise

"""Kit: one ZIP with a workshop, the application and its installed packages, for a laptop without internet."""

import hashlib
import json
import re
import runpy
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from mapping.exports.files import replacing
from mapping.i18n import _
from mapping.services.kit_content import Packed, application_files, package_files, required_names
from mapping.services.workshops import backup, now_utc, open_store
from mapping.settings import PROJECT_DIR

Progress = Callable[[str, int, int | None], None]

ROOT = "Cartoquartier"
"""The one folder of the ZIP: unpacked anywhere, it does not spread."""
LAUNCHER, README, DESCRIPTION, SUMS = "demarrer.py", "LISEZ-MOI.txt", "kit.json", "SOMMES.sha256"
_APPLICATION, _WORKSHOP = "application", "atelier"
# Streamlit takes itself for its own developer, and refuses a port, when no folder above it has this name.
_PACKAGES = "paquets/site-packages"
_LAUNCHER_FILE = PROJECT_DIR / "mapping" / "bootstrap" / LAUNCHER
_CHUNK_BYTES = 1 << 20
_COMPRESSION_LEVEL = 6


@dataclass(frozen=True, slots=True)
class KitReport:
    """What was packed, and for which machine."""

    path: Path
    files: int
    size_bytes: int
    unpacked_bytes: int
    python: str
    system: str


def build_kit(
    target: str, out: Path, *, compression_level: int = _COMPRESSION_LEVEL, on_progress: Progress | None = None
) -> KitReport:
    """Write a kit; ``out`` appears complete or not at all.

    Parameters
    ----------
    target
        The workshop to carry: a path, or a PostgreSQL URL with ``?atelier=NAME``. Others may go on writing to it.
    out
        The ZIP to write.
    compression_level
        From 0, fast and large, to 9.
    on_progress
        Called with (what, bytes done, bytes in all).

    Raises
    ------
    KitError
        When a package that the application needs is not installed here.
    WorkshopError, FileError
        When the workshop cannot be read, or the ZIP not be written.
    """
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        carried = backup(target, made / f"{_slug(_title(target))}.atelier")
        description = _description(f"{_WORKSHOP}/{carried.name}")
        _write_texts(made, description)
        packed = [
            Packed(made / README, README),
            Packed(made / DESCRIPTION, DESCRIPTION),
            Packed(_LAUNCHER_FILE, LAUNCHER),
            Packed(carried, description["workshop"]),
            *application_files(PROJECT_DIR, under=_APPLICATION),
            *package_files(
                required_names((PROJECT_DIR / "requirements.txt").read_text(encoding="utf-8")), under=_PACKAGES
            ),
        ]
        unpacked = sum(file.path.stat().st_size for file in packed)
        with (
            replacing(out, suffix=".zip") as part,
            zipfile.ZipFile(
                part, "w", zipfile.ZIP_DEFLATED, compresslevel=compression_level, strict_timestamps=False
            ) as archive,
        ):
            _pack(archive, packed, total=unpacked, on_progress=on_progress)
    return KitReport(
        path=out,
        files=len(packed) + 1,
        size_bytes=out.stat().st_size,
        unpacked_bytes=unpacked,
        python=description["python"],
        system=f"{description['system']} {description['processor']}",
    )


def kit_place(target: str) -> Path:
    """Return where the page writes the kit of a workshop: beside its file, or with the others for a server."""
    folder = PROJECT_DIR / "ateliers" if "://" in target else Path(target).resolve().parent
    return folder / f"kit-{_slug(_title(target))}.zip"


def _pack(archive: zipfile.ZipFile, packed: Iterable[Packed], *, total: int, on_progress: Progress | None) -> None:
    """Write every file once, its sum taken as it goes by, and the list of sums last."""
    sums = []
    done = 0
    for file in packed:
        sums.append(f"{_pack_one(archive, file)}  {file.name}\n")
        done += file.path.stat().st_size
        if on_progress is not None:
            on_progress(_("Kit"), done, total)
    archive.writestr(f"{ROOT}/{SUMS}", "".join(sums))


def _pack_one(archive: zipfile.ZipFile, file: Packed) -> str:
    info = zipfile.ZipInfo.from_file(file.path, f"{ROOT}/{file.name}", strict_timestamps=False)
    info.compress_type = archive.compression
    # ZipFile.open forgets the level that the archive was given.
    info._compresslevel = archive.compresslevel  # type: ignore[attr-defined]
    digest = hashlib.sha256()
    with file.path.open("rb") as content, archive.open(info, "w") as packed:
        while chunk := content.read(_CHUNK_BYTES):
            digest.update(chunk)
            packed.write(chunk)
    return digest.hexdigest()


def _description(workshop: str) -> dict[str, str]:
    # The launcher itself says what machine this is, so that it finds the same words on the other one.
    machine: dict[str, str] = runpy.run_path(str(_LAUNCHER_FILE))["machine"]()
    return machine | {
        "application": _APPLICATION,
        "packages": _PACKAGES,
        "workshop": workshop,
        "sums": SUMS,
        "made_at": now_utc().isoformat(timespec="seconds"),
    }


def _write_texts(folder: Path, description: dict[str, str]) -> None:
    (folder / DESCRIPTION).write_text(json.dumps(description, ensure_ascii=False, indent=2), encoding="utf-8")
    # A byte order mark and Windows line ends: the notepad of an old Windows shows it right.
    (folder / README).write_text(_readme(description), encoding="utf-8-sig", newline="\r\n")


def _title(target: str) -> str:
    store = open_store(target)
    try:
        return store.workshop().title
    finally:
        store.close()


def _slug(title: str) -> str:
    """Return a name that every file system takes.

    Examples
    --------
    >>> _slug("Saint-Denis : l'été « d'Aïcha »"), _slug("???")
    ('saint-denis-l-ete-d-aicha', 'atelier')
    """
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", letters).strip("-")[:60].strip("-") or "atelier"


def _readme(description: dict[str, str]) -> str:
    return _(
        """Cartoquartier : un atelier à emporter, sans internet

1. Copiez ce dossier entier sur l'ordinateur (décompressez le ZIP, ne l'ouvrez pas seulement).
2. Il faut Python {python} sous {system} {processor}. Rien d'autre ne s'installe.
   Python se trouve sur https://www.python.org/downloads/
3. Ouvrez un terminal dans ce dossier et tapez :
       python3 demarrer.py            (sous Windows : py -{python} demarrer.py)
   La page s'ouvre dans le navigateur. Le premier démarrage est le plus long.
4. Pour vérifier la copie avant l'atelier :
       python3 demarrer.py --check

Ce que contient ce dossier
  atelier/        l'atelier ; tout ce qui est ajouté s'écrit dans ce seul fichier : c'est lui qu'il faut rapporter
  application/    le programme et son code source (licence AGPL-3.0-or-later : application/LICENSE)
  paquets/        les bibliothèques que le programme utilise, chacune avec sa licence
  SOMMES.sha256   l'empreinte de chaque fichier

L'atelier contient ce que des habitants ont dit : ne laissez pas la clé sur une table.
"""
    ).format(**description)

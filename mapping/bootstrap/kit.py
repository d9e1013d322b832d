"""What a kit does once ``demarrer.py`` found the machine fit: nothing installed, nothing asked of the network."""

import hashlib
import importlib
import pkgutil
import runpy
import site
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from mapping.bootstrap.command import serve_arguments
from mapping.bootstrap.failures import SetupError
from mapping.i18n import _

_SCRIPTS = ("mapping.ui.main", "mapping.ui.pages", "mapping.__main__", "mapping.bootstrap.demarrer")
"""Importing one of these runs it."""


def run(folder: Path, kit: Mapping[str, str], arguments: Sequence[str]) -> int:
    """Open the workshop of the kit, or only look at everything when the first argument is ``--check``.

    Parameters
    ----------
    folder
        Where the kit was unpacked.
    kit
        The content of ``kit.json``: where the application, the packages, the workshop and the sums are.
    arguments
        What was typed after ``demarrer.py``.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    # As Python itself does with site-packages: some packages are only found through their .pth file.
    site.addsitedir(str(folder / kit["packages"]))
    workshop = str(folder / kit["workshop"])
    try:
        if arguments[:1] == ["--check"]:
            _require_whole(folder, kit)
            _load_everything(folder / kit["application"])
            return _command(["check", workshop, *arguments[1:]])
        return _command(["serve", *serve_arguments([workshop, *arguments])])
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1


def damaged_files(folder: Path, kit: Mapping[str, str]) -> list[str]:
    """Return the files that are absent or not as they were packed; the workshop changes, and is left out."""
    found = []
    for line in (folder / kit["sums"]).read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", maxsplit=1)
        if name != kit["workshop"] and _digest(folder / name) != digest:
            found.append(name)
    return found


def _require_whole(folder: Path, kit: Mapping[str, str]) -> None:
    damaged = damaged_files(folder, kit)
    if damaged:
        raise SetupError(
            _("Ce kit est incomplet ou abîmé ({n} fichiers, dont « {name} ») : décompressez à nouveau le ZIP.").format(
                n=len(damaged), name=damaged[0]
            )
        )


def _load_everything(application: Path) -> None:
    """Import the whole application, that no library be found missing in the middle of a workshop."""
    try:
        runpy.run_path(str(application / "app.py"), run_name="check")
        for module in pkgutil.walk_packages([str(application / "mapping")], "mapping."):
            if not module.name.startswith(_SCRIPTS):
                importlib.import_module(module.name)
    except ImportError as error:
        raise SetupError(
            _("Il manque une bibliothèque à ce kit ({reason}) : refaites-le sur l'ordinateur d'où il vient.").format(
                reason=error
            )
        ) from error


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _command(arguments: list[str]) -> int:
    """Run one of the commands in this process, as ``python -m mapping`` does."""
    sys.argv = ["mapping", *arguments]
    try:
        runpy.run_module("mapping", run_name="__main__")
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else int(done.code is not None)
    return 0

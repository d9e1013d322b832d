"""The environment beside the project: made once, marked when complete, repaired when it is not."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mapping.bootstrap.failures import NoNetworkError, SetupError, disk_full, explain_pip, no_venv
from mapping.bootstrap.lock import locked
from mapping.bootstrap.progress import run_pip
from mapping.i18n import _

MARK_NAME = "cartoquartier.json"
LOCK_NAME = "cartoquartier.lock"
LOG_NAME = "installation.log"
NEEDED_BYTES = 1_500_000_000
OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Mark:
    """What an environment holds: the Python it was made with, and the SHA-256 of each requirements file.

    ``installed`` is empty while an installation is under way, and stays so when it is interrupted.
    """

    python: str
    installed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Environment:
    """A folder that holds, or will hold, a Python environment."""

    path: Path

    @property
    def python(self) -> Path:
        """The interpreter of the environment."""
        return self.path / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

    def mark(self) -> Mark | None:
        """Return what the environment says it holds, or None when it says nothing readable."""
        try:
            content = json.loads((self.path / MARK_NAME).read_text(encoding="utf-8"))
            return Mark(str(content["python"]), {str(key): str(value) for key, value in content["installed"].items()})
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (ValueError, KeyError, TypeError, AttributeError):
            return Mark("")

    def write_mark(self, mark: Mark) -> None:
        """Replace the mark in one step."""
        draft = self.path / (MARK_NAME + ".new")
        draft.write_text(json.dumps(asdict(mark)), encoding="utf-8")
        draft.replace(self.path / MARK_NAME)

    def answering_version(self) -> str:
        """Return "3.11" or the like as the interpreter itself says it, or "" when it does not run.

        It stops running when the Python it was made from is removed, upgraded, or left on another machine.
        """
        question = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
        command = [str(self.python), "-I", "-c", question]
        try:
            answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return answer.stdout.strip() if answer.returncode == 0 else ""

    def holds(self, wanted: Mapping[str, str]) -> bool:
        """Say whether everything ``wanted`` is installed and the interpreter runs."""
        mark = self.mark()
        if mark is None or any(mark.installed.get(name) != digest for name, digest in wanted.items()):
            return False
        return self.answering_version() == mark.python


def fingerprints(project: Path, names: Sequence[str]) -> dict[str, str]:
    """Return the SHA-256 of each requirements file by name."""
    return {name: hashlib.sha256((project / name).read_bytes()).hexdigest() for name in names}


def prepare(environment: Environment, project: Path, names: Sequence[str], *, say: Callable[[str], None]) -> None:
    """Make ``environment`` hold what the requirements files ask for; does nothing, offline, when it already does.

    Parameters
    ----------
    environment
        Where to install.
    project
        The folder of the requirements files.
    names
        Their names.
    say
        Shows a line to the person.

    Raises
    ------
    SetupError
        When it cannot be done. An environment that was complete before is left so when only the network is missing.
    OSError
        When the folder cannot be written.
    """
    wanted = fingerprints(project, names)
    if environment.holds(wanted):
        return
    environment.path.mkdir(parents=True, exist_ok=True)
    with locked(environment.path / LOCK_NAME, say=say):
        if environment.holds(wanted):
            return
        _require_space(environment.path)
        previous = environment.mark()
        _make_if_needed(environment, previous, say=say)
        version = environment.answering_version()
        environment.write_mark(Mark(version))
        try:
            _install(environment, project, names, say=say)
        except NoNetworkError:
            # pip downloads everything before it changes anything: what was complete still is.
            if previous is not None and previous.python == version:
                environment.write_mark(previous)
            raise
        if sys.platform != "win32":
            os.sync()  # The mark must not reach the disk before what it speaks of: the power may go.
        environment.write_mark(Mark(version, wanted))


def _require_space(folder: Path) -> None:
    if shutil.disk_usage(folder).free < NEEDED_BYTES and not (folder / "pyvenv.cfg").exists():
        raise disk_full()


def _make_if_needed(environment: Environment, mark: Mark | None, *, say: Callable[[str], None]) -> None:
    version = environment.answering_version()
    if mark is not None and mark.installed and version == mark.python:
        return
    if mark is None and (environment.path / "pyvenv.cfg").exists():
        _require_usable(environment, version)
        return
    others = [entry for entry in environment.path.iterdir() if entry.name != LOCK_NAME]
    if mark is None and others:
        raise SetupError(
            _(
                "Le dossier « {path} » contient autre chose qu'un environnement Python : indiquez un dossier vide dans "
                "la variable CARTOQUARTIER_ENV."
            ).format(path=environment.path)
        )
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise no_venv()
    say(_("Création de l'environnement Python dans {path}").format(path=environment.path))
    environment.write_mark(Mark(""))
    for entry in others:
        if entry.name != MARK_NAME:
            _remove(entry)
    _make(environment)


def _require_usable(environment: Environment, version: str) -> None:
    if version and tuple(map(int, version.split("."))) >= OLDEST_PYTHON:
        return
    raise SetupError(
        _(
            "L'environnement « {path} » ne fonctionne pas et n'a pas été créé par cette commande : supprimez ce "
            "dossier puis relancez."
        ).format(path=environment.path)
    )


def _make(environment: Environment) -> None:
    command = [sys.executable, "-m", "venv", str(environment.path)]
    made = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, env=child_variables())
    if made.returncode != 0:
        log = environment.path / LOG_NAME
        log.write_text(made.stdout + made.stderr, encoding="utf-8")
        raise explain_pip(made.stdout + made.stderr, log=log)


def _install(environment: Environment, project: Path, names: Sequence[str], *, say: Callable[[str], None]) -> None:
    say(_("Installation de ce que l'application utilise (quelques minutes, une seule fois)"))
    log = environment.path / LOG_NAME
    command = [str(environment.python), "-m", "pip", "install", "--no-user", "--no-input", "--progress-bar", "off"]
    # Ready-made packages only: compiling one fails after minutes, in words that only a developer understands.
    command += ["--disable-pip-version-check", "--only-binary", ":all:"]
    # Below pip's own five, an absent network is known within seconds; at none, pip does not name it any more.
    command += ["--retries", "3"]
    for name in names:
        command += ["-r", name]
    output, status = run_pip(command, project=project, names=names, variables=child_variables())
    log.write_text(output, encoding="utf-8")
    if status != 0:
        raise explain_pip(output, log=log)


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()


def child_variables() -> dict[str, str]:
    """Return the variables for a command in the environment: the machine's, less those that mix two Pythons up."""
    variables = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}
    return variables | {"PYTHONUTF8": "1"}

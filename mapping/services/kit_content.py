"""What goes into a kit: the application by an explicit list, and the installed packages that it asks for."""

import importlib.metadata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

from mapping.domain.errors import KitError
from mapping.i18n import _

APPLICATION = (
    ".streamlit",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "app.py",
    "data",
    "docs",
    "mapping",
    "pyproject.toml",
    "requirements.in",
    "requirements.txt",
    "start.py",
)
"""Files and folders of the project that a kit holds."""
LEFT_OUT = (
    ".ci",
    ".gitignore",
    "CONTRIBUTING.md",
    "benchmarks",
    "requirements-dev.in",
    "requirements-dev.txt",
    "tests",
)
"""Those that it does not: they serve to work on the program, not to hold a workshop."""

_COMPILED = frozenset({".pyc", ".pyo"})
_WORKSHOP_SUFFIXES = (".atelier", ".atelier-wal", ".atelier-shm")


@dataclass(frozen=True, slots=True)
class Packed:
    """A file to pack: where it is, and its path in the kit with ``/``."""

    path: Path
    name: str


def application_files(project: Path, *, under: str) -> Iterator[Packed]:
    """Yield the files of the application, in order.

    Parameters
    ----------
    project
        The folder of ``app.py``.
    under
        The folder of the kit that they go to.

    Raises
    ------
    KitError
        When one of the names of ``APPLICATION`` is absent.
    """
    for top in APPLICATION:
        start = project / top
        if not start.exists():
            raise KitError(
                _("« {name} » manque dans le dossier de Cartoquartier : réinstallez-le, puis refaites le kit.").format(
                    name=top
                )
            )
        for path in [start] if start.is_file() else sorted(start.rglob("*")):
            if path.is_file() and not path.is_symlink() and _is_source(path.relative_to(project)):
                yield Packed(path, f"{under}/{path.relative_to(project).as_posix()}")


def required_names(requirements: str) -> list[str]:
    """Return the names of the packages that a requirements file pins for this Python.

    Examples
    --------
    >>> required_names("# why\\npsycopg[binary]==3.2  # via -r requirements.in\\n\\nrich==15.0\\n")
    ['psycopg', 'rich']
    >>> required_names('older==1.0; python_version < "3"\\nnewer==1.0; python_version >= "3"')
    ['newer']
    """
    lines = (line.partition("#")[0].strip() for line in requirements.splitlines())
    asked = [Requirement(line) for line in lines if line and not line.startswith("-")]
    return [one.name for one in asked if one.marker is None or one.marker.evaluate()]


def package_files(names: list[str], *, under: str) -> Iterator[Packed]:
    """Yield the files of installed packages, without what is compiled or lies outside of their folder.

    Raises
    ------
    KitError
        When a package is not installed, or does not say which files are its own.
    """
    for name in names:
        for path, relative in _distribution_files(name):
            yield Packed(path, f"{under}/{relative}")


def _distribution_files(name: str) -> Iterator[tuple[Path, str]]:
    try:
        distribution = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError as error:
        raise KitError(
            _(
                "« {name} » n'est pas installé ici : lancez « python3 start.py » avec internet, puis refaites le kit."
            ).format(name=name)
        ) from error
    if distribution.files is None:
        raise KitError(
            _(
                "« {name} » a été installé par le système, qui ne dit pas ses fichiers : lancez « python3 start.py », "
                "puis refaites le kit avec l'environnement qu'il crée."
            ).format(name=name)
        )
    for file in distribution.files:
        path = Path(str(distribution.locate_file(file)))
        if ".." not in file.parts and not file.is_absolute() and _is_source(Path(file)) and path.is_file():
            yield path, file.as_posix()


def _is_source(relative: Path) -> bool:
    if "__pycache__" in relative.parts or relative.suffix in _COMPILED:
        return False
    return not relative.name.endswith(_WORKSHOP_SUFFIXES)

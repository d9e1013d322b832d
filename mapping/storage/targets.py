"""Where a workshop is said to be: a file, or a name on a PostgreSQL server."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from mapping.domain.errors import WorkshopError
from mapping.i18n import _

_POSTGRESQL = frozenset({"postgres", "postgresql", "postgresql+psycopg"})


@dataclass(frozen=True, slots=True)
class FileTarget:
    """One SQLite file; it holds one workshop, whose name in the file is empty."""

    path: Path
    name: str = ""

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True)
class ServerTarget:
    """One workshop among those of a PostgreSQL database."""

    url: URL
    name: str

    def __str__(self) -> str:
        return f"{self.name} ({self.url.host or 'localhost'}/{self.url.database or ''})"


Target = FileTarget | ServerTarget


def parse_target(target: str) -> Target:
    """Return what a path, or a URL ``postgresql://…?atelier=NAME``, designates.

    Raises
    ------
    WorkshopError
        When the URL names no workshop, or another kind of database.

    Examples
    --------
    >>> print(parse_target("postgresql://ana:secret@db/ess?atelier=cordon"))
    cordon (db/ess)
    """
    if "://" not in target:
        return FileTarget(Path(target).expanduser().absolute())
    try:
        url = make_url(target)
    except (ArgumentError, ValueError) as error:
        raise WorkshopError(
            _("Cette adresse de base PostgreSQL ne se lit pas ; {form} est attendu.").format(form=_FORM)
        ) from error
    if url.drivername not in _POSTGRESQL:
        raise WorkshopError(
            _("Une base « {got} » n'est pas prise en charge ; un fichier .atelier ou {form} est attendu.").format(
                got=url.drivername, form=_FORM
            )
        )
    name = url.query.get("atelier", "")
    if not isinstance(name, str) or not name.strip():
        raise WorkshopError(_("L'adresse ne dit pas quel atelier ouvrir ; {form} est attendu.").format(form=_FORM))
    return ServerTarget(url.set(drivername="postgresql+psycopg").difference_update_query(["atelier"]), name.strip())


_FORM = "postgresql://SERVEUR/BASE?atelier=NOM"

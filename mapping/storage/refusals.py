"""What a database cannot do, said in one French sentence."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from mapping.domain.errors import WorkshopError
from mapping.i18n import _
from mapping.storage.targets import FileTarget, Target


@contextmanager
def refusing(target: Target) -> Iterator[None]:
    """Turn what the database or the disk refuses into a ``WorkshopError``; errors of our own code pass through."""
    try:
        yield
    except DBAPIError as error:
        sentence = _sentence(target, error)
        if sentence is None:
            raise
        raise WorkshopError(sentence) from error
    except PoolTimeoutError as error:
        raise WorkshopError(busy(target)) from error


def damaged(target: Target) -> str:
    """Return the sentence about a file that SQLite finds incoherent."""
    return _(
        "L'atelier « {where} » est endommagé ; restaurez une sauvegarde, et gardez ce fichier pour une réparation."
    ).format(where=target)


def not_a_workshop(target: Target) -> str:
    """Return the sentence about a file that is something else."""
    return _("« {where} » n'est pas un atelier Cartoquartier. Choisissez un fichier « .atelier ».").format(where=target)


def busy(target: Target) -> str:
    """Return the sentence about a database that somebody else holds."""
    return _("L'atelier « {where} » est occupé par un autre programme ; réessayez, ou fermez l'autre fenêtre.").format(
        where=target
    )


def _full(target: Target) -> str:
    return _("Le disque de « {where} » est plein ; libérez de la place, puis recommencez.").format(where=target)


def _read_only(target: Target) -> str:
    return _("« {where} » est protégé en écriture ; copiez l'atelier sur un disque où vous pouvez écrire.").format(
        where=target
    )


def _unreadable(target: Target) -> str:
    return _("Le disque ne répond plus pour « {where} » ; vérifiez la clé ou le dossier, puis recommencez.").format(
        where=target
    )


_SQLITE: Mapping[str, Callable[[Target], str]] = {
    "SQLITE_BUSY": busy,
    "SQLITE_LOCKED": busy,
    "SQLITE_NOTADB": not_a_workshop,
    "SQLITE_CORRUPT": damaged,
    "SQLITE_FULL": _full,
    "SQLITE_READONLY": _read_only,
    "SQLITE_IOERR": _unreadable,
    "SQLITE_CANTOPEN": _unreadable,
}

_INSUFFICIENT_PRIVILEGE = "42501"
"""SQLSTATE; since PostgreSQL 15 only the owner of a database may create tables in its public schema."""


def _sentence(target: Target, error: DBAPIError) -> str | None:
    if isinstance(target, FileTarget):
        return _sqlite_sentence(target, error.orig)
    if getattr(error.orig, "sqlstate", None) == _INSUFFICIENT_PRIVILEGE:
        return _(
            "Le compte donné n'a pas le droit d'écrire dans la base de « {where} » ; "
            "demandez à qui la tient le droit d'y créer des tables."
        ).format(where=target)
    if isinstance(error, OperationalError):
        return _(
            "Le serveur PostgreSQL de « {where} » ne répond pas ou refuse la connexion ; "
            "vérifiez l'adresse, le nom de la base et le mot de passe."
        ).format(where=target)
    return None


def _sqlite_sentence(target: Target, cause: BaseException | None) -> str | None:
    if not isinstance(cause, sqlite3.Error):
        return None
    # "SQLITE_READONLY_DIRECTORY" and its like are finer grains of the first two words.
    family = "_".join(getattr(cause, "sqlite_errorname", "").split("_")[:2])
    return _SQLITE[family](target) if family in _SQLITE else None

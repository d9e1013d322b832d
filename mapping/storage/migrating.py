"""The version of the tables: read it, refuse a newer one, bring an older one up to date."""

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, column, inspect, select, table, text

from mapping.domain.errors import WorkshopError
from mapping.i18n import _
from mapping.storage.engines import reading, writing
from mapping.storage.schema import SCHEMA_VERSION, VERSION_TABLE
from mapping.storage.targets import ServerTarget, Target

_MIGRATIONS_DIR = Path(__file__).parent / "migrations"
_LOCK = 0x43415254
"""Any number, as long as every version of this program takes the same."""
# Alembic keeps the migration that is running in a global of its module.
_alembic_turn = Lock()


def stored_version(connection: Connection) -> str | None:
    """Return the version of the tables, or None when they are not those of a workshop."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    version = connection.execute(select(column("version_num")).select_from(table(VERSION_TABLE))).scalar_one_or_none()
    return None if version is None else str(version)


def bring_up_to_date(engine: Engine, target: Target) -> bool:
    """Run the migrations that a database lacks; return False when it holds no workshop at all.

    Raises
    ------
    WorkshopError
        When the tables come from a newer version of this program.
    """
    with reading(engine, target) as connection:
        version = stored_version(connection)
    if version is None:
        return False
    if version != SCHEMA_VERSION:
        with writing(engine, target) as connection:
            prepare(connection, target)
    return True


def prepare(connection: Connection, target: Target) -> None:
    """Make the tables, or bring them to the current version, in the transaction of ``connection``.

    Raises
    ------
    WorkshopError
        When the tables come from a newer version of this program, or a database cannot hold every text.
    """
    if isinstance(target, ServerTarget):
        # Two programs never make or migrate the tables of one server at once.
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _require_unicode(connection, target)
    version = stored_version(connection)
    if version is not None and version > SCHEMA_VERSION:
        raise WorkshopError(
            _(
                "L'atelier « {where} » vient d'une version plus récente de Cartoquartier ({got}, ici {here}) ; "
                "mettez le programme à jour."
            ).format(where=target, got=version, here=SCHEMA_VERSION)
        )
    if version != SCHEMA_VERSION:
        _run_migrations(connection)


def _run_migrations(connection: Connection) -> None:
    # Alembic takes longer to import than a current workshop to open.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS_DIR).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    with _alembic_turn:
        command.upgrade(config, "head")


def _require_unicode(connection: Connection, target: ServerTarget) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise WorkshopError(
            _("La base de « {where} » est codée en {got} ; créez-la avec ENCODING 'UTF8'.").format(
                where=target, got=encoding
            )
        )

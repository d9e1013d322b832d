"""First tables, and the triggers that keep the journal append-only."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_workshop()
    _create_journal()
    _create_derived()
    _create_imported()
    if op.get_bind().dialect.name == "sqlite":
        _guard_journal_on_sqlite()
    else:
        _guard_journal_on_postgresql()


def downgrade() -> None:
    raise NotImplementedError("a workshop is never taken back to an older version: restore a backup")


def _plain_text() -> sa.types.TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, _plain_text(), nullable=False) for name in names]


def _create_table(name: str, *columns: sa.Column[Any], primary: tuple[str, ...]) -> None:
    op.create_table(
        name,
        sa.Column("workshop_key", sa.Integer, sa.ForeignKey("workshop.key"), nullable=False, autoincrement=False),
        *columns,
        sa.PrimaryKeyConstraint("workshop_key", *primary),
    )


def _create_workshop() -> None:
    op.create_table(
        "workshop",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("name", _plain_text(), nullable=False, unique=True),
        *_text("id", "title", "created_at"),
        sa.Column("filieres", sa.JSON, nullable=False),
        sa.Column("is_demonstration", sa.Boolean, nullable=False),
        sa.Column("band_m", sa.Float(53), nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
    )


def _create_journal() -> None:
    _create_table(
        "journal",
        *_text("id"),
        sa.Column("clock", sa.BigInteger, nullable=False),
        *_text("recorded_at", "kind", "subject"),
        sa.Column("payload", sa.JSON, nullable=False),
        primary=("id",),
    )
    op.create_index("journal_by_clock", "journal", ["workshop_key", "clock", "id"])
    op.create_index("journal_by_subject", "journal", ["workshop_key", "subject"])
    _create_table("erasure", primary=())


def _create_derived() -> None:
    _create_table(
        "contribution",
        *_text("id"),
        sa.Column("clock", sa.BigInteger, nullable=False),
        *_text("kind"),
        sa.Column("filiere", _plain_text()),
        *_text("geometry_wkt", "placement", "submitted_at", "text"),
        sa.Column("people", sa.Integer, nullable=False),
        *_text("near_id", "language", "origin", "status", "reason", "merged_into"),
        primary=("id",),
    )
    _create_table(
        "actor",
        *_text("actor_id", "id", "name", "siret", "legal_form", "scheme", "filieres", "description"),
        *_text("address", "postcode", "city", "code_insee"),
        sa.Column("lon", sa.Float(53)),
        sa.Column("lat", sa.Float(53)),
        *_text("website", "source_id"),
        sa.Column("in_territory", sa.Boolean, nullable=False),
        primary=("actor_id",),
    )


def _create_imported() -> None:
    _create_table(
        "zone",
        *_text("code", "name", "kind", "vintage", "communes", "commune_names", "source_id"),
        sa.Column("geometry", sa.LargeBinary, nullable=False),
        primary=("code",),
    )
    _create_table(
        "population",
        *_text("code"),
        sa.Column("population", sa.Float(53), nullable=False),
        *_text("year", "source", "source_id"),
        primary=("code",),
    )
    _create_table(
        "landmark",
        *_text("name"),
        sa.Column("lon", sa.Float(53), nullable=False),
        sa.Column("lat", sa.Float(53), nullable=False),
        *_text("source_id"),
        primary=("name", "lon", "lat"),
    )
    _create_table(
        "source",
        *_text("id", "kind", "title", "file_name", "sha256", "imported_at", "licence"),
        sa.Column("published", sa.Date),
        *_text("vintage"),
        sa.Column("fictional", sa.Boolean, nullable=False),
        primary=("id",),
    )


def _guard_journal_on_sqlite() -> None:
    op.execute(
        """
        CREATE TRIGGER journal_refuses_update BEFORE UPDATE ON journal
        WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE workshop_key = OLD.workshop_key)
        BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END
        """
    )
    op.execute(
        """
        CREATE TRIGGER journal_refuses_delete BEFORE DELETE ON journal
        WHEN NOT EXISTS (SELECT 1 FROM erasure WHERE workshop_key = OLD.workshop_key)
        BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END
        """
    )


def _guard_journal_on_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION journal_refuses_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'TRUNCATE' THEN
                IF EXISTS (SELECT 1 FROM erasure WHERE workshop_key = OLD.workshop_key) THEN
                    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
                END IF;
            END IF;
            RAISE EXCEPTION 'journal is append-only';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER journal_refuses_change BEFORE UPDATE OR DELETE ON journal "
        "FOR EACH ROW EXECUTE FUNCTION journal_refuses_change()"
    )
    op.execute(
        "CREATE TRIGGER journal_refuses_truncate BEFORE TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_refuses_change()"
    )

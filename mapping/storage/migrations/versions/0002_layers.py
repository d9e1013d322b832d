"""Layers and tiles of the territory, indicators, and the layouts of files already seen."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_layers()
    _create_tiles()
    _create_table(
        "indicator",
        *_text("code", "name", "year", "label"),
        sa.Column("value", sa.Float(53)),
        *_text("status", "source", "source_id"),
        primary=("code", "name", "year"),
    )
    _create_table("layout", *_text("signature"), sa.Column("columns", sa.JSON, nullable=False), primary=("signature",))


def downgrade() -> None:
    raise NotImplementedError("a workshop is never taken back to an older version: restore a backup")


def _create_layers() -> None:
    _create_table(
        "layer",
        *_text("name"),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        *_text("source_id"),
        primary=("name",),
    )


def _create_tiles() -> None:
    _create_table(
        "tile",
        *(sa.Column(name, sa.Integer, nullable=False, autoincrement=False) for name in ("zoom", "x", "y")),
        sa.Column("content", sa.LargeBinary, nullable=False),
        primary=("zoom", "x", "y"),
    )
    _create_table(
        "tile_set",
        *_text("media_type"),
        sa.Column("min_zoom", sa.Integer, nullable=False),
        sa.Column("max_zoom", sa.Integer, nullable=False),
        *_text("attribution"),
        *(sa.Column(name, sa.Float(53), nullable=False) for name in ("west", "south", "east", "north")),
        sa.Column("count", sa.Integer, nullable=False),
        *_text("source_id"),
        primary=(),
    )


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

"""Séances, groups, categories, withdrawal codes and photos of contributions; settings of a workshop."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_CONTRIBUTION = ("session_id", "group_name", "category", "author_key", "photo_id", "photo_status")


def upgrade() -> None:
    op.add_column("workshop", sa.Column("settings", sa.JSON, nullable=False, server_default="{}"))
    op.add_column("workshop", _text("facilitator_code"))
    for name in _CONTRIBUTION:
        op.add_column("contribution", _text(name))
    op.create_table(
        "photo",
        sa.Column("workshop_key", sa.Integer, sa.ForeignKey("workshop.key"), nullable=False, autoincrement=False),
        sa.Column("id", _plain_text(), nullable=False),
        sa.Column("contribution_id", _plain_text(), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("workshop_key", "id"),
    )


def downgrade() -> None:
    raise NotImplementedError("a workshop is never taken back to an older version: restore a backup")


def _plain_text() -> sa.types.TypeEngine[str]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, _plain_text(), nullable=False, server_default="")

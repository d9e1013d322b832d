"""The tables, the same on SQLite and PostgreSQL; migrations make them, this module only names them.

Every table is keyed by ``workshop_key``, so that one PostgreSQL holds many workshops. ``journal`` is the truth;
``contribution`` and ``actor`` are derived from it; the others hold the last import.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

SCHEMA_VERSION = "0003"
"""The last migration; a test compares it with the folder of migrations."""
VERSION_TABLE = "cartoquartier_version"
"""Not Alembic's own name, which another program of the same PostgreSQL database may use."""

# Ordered by code point on both databases: PostgreSQL would otherwise follow the language of its server.
PlainText = Text().with_variant(Text(collation="C"), "postgresql")

metadata = MetaData()


def _key() -> Column[int]:
    return Column("workshop_key", Integer, ForeignKey("workshop.key"), primary_key=True, autoincrement=False)


def _text(name: str, *, primary_key: bool = False) -> Column[str]:
    return Column(name, PlainText, primary_key=primary_key, nullable=False)


def _added(*names: str) -> list[Column[str]]:
    """Return columns that a migration added: rows of before are empty there."""
    return [Column(name, PlainText, nullable=False, server_default="") for name in names]


workshop = Table(
    "workshop",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("name", PlainText, nullable=False, unique=True),
    _text("id"),
    _text("title"),
    _text("created_at"),
    Column("filieres", JSON, nullable=False),
    Column("is_demonstration", Boolean, nullable=False),
    Column("band_m", Float(53), nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("settings", JSON, nullable=False, server_default="{}"),
    *_added("facilitator_code"),
)

journal = Table(
    "journal",
    metadata,
    _key(),
    _text("id", primary_key=True),
    Column("clock", BigInteger, nullable=False),
    _text("recorded_at"),
    _text("kind"),
    _text("subject"),
    Column("payload", JSON, nullable=False),
    Index("journal_by_clock", "workshop_key", "clock", "id"),
    Index("journal_by_subject", "workshop_key", "subject"),
)

erasure = Table("erasure", metadata, _key())
"""Holds the key of a workshop while one transaction erases from its journal; empty for everybody else."""

contribution = Table(
    "contribution",
    metadata,
    _key(),
    _text("id", primary_key=True),
    Column("clock", BigInteger, nullable=False),
    _text("kind"),
    Column("filiere", PlainText),
    _text("geometry_wkt"),
    _text("placement"),
    _text("submitted_at"),
    _text("text"),
    Column("people", Integer, nullable=False),
    _text("near_id"),
    _text("language"),
    _text("origin"),
    _text("status"),
    _text("reason"),
    _text("merged_into"),
    *_added("session_id", "group_name", "category", "author_key", "photo_id", "photo_status"),
)

photo = Table(
    "photo",
    metadata,
    _key(),
    _text("id", primary_key=True),
    _text("contribution_id"),
    Column("content", LargeBinary, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
)

actor = Table(
    "actor",
    metadata,
    _key(),
    _text("actor_id", primary_key=True),
    _text("id"),
    _text("name"),
    _text("siret"),
    _text("legal_form"),
    _text("scheme"),
    _text("filieres"),
    _text("description"),
    _text("address"),
    _text("postcode"),
    _text("city"),
    _text("code_insee"),
    Column("lon", Float(53)),
    Column("lat", Float(53)),
    _text("website"),
    _text("source_id"),
    Column("in_territory", Boolean, nullable=False),
)

zone = Table(
    "zone",
    metadata,
    _key(),
    _text("code", primary_key=True),
    _text("name"),
    _text("kind"),
    _text("vintage"),
    _text("communes"),
    _text("commune_names"),
    _text("source_id"),
    Column("geometry", LargeBinary, nullable=False),
)

population = Table(
    "population",
    metadata,
    _key(),
    _text("code", primary_key=True),
    Column("population", Float(53), nullable=False),
    _text("year"),
    _text("source"),
    _text("source_id"),
)

landmark = Table(
    "landmark",
    metadata,
    _key(),
    _text("name", primary_key=True),
    Column("lon", Float(53), primary_key=True),
    Column("lat", Float(53), primary_key=True),
    _text("source_id"),
)

source = Table(
    "source",
    metadata,
    _key(),
    _text("id", primary_key=True),
    _text("kind"),
    _text("title"),
    _text("file_name"),
    _text("sha256"),
    _text("imported_at"),
    _text("licence"),
    Column("published", Date),
    _text("vintage"),
    Column("fictional", Boolean, nullable=False),
)

layer = Table(
    "layer",
    metadata,
    _key(),
    _text("name", primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("rows", Integer, nullable=False),
    _text("source_id"),
)
"""``content`` is a Parquet file: a layer is read and replaced as a whole."""

tile = Table(
    "tile",
    metadata,
    _key(),
    *(Column(name, Integer, primary_key=True, autoincrement=False) for name in ("zoom", "x", "y")),
    Column("content", LargeBinary, nullable=False),
)

tile_set = Table(
    "tile_set",
    metadata,
    _key(),
    _text("media_type"),
    Column("min_zoom", Integer, nullable=False),
    Column("max_zoom", Integer, nullable=False),
    _text("attribution"),
    *(Column(name, Float(53), nullable=False) for name in ("west", "south", "east", "north")),
    Column("count", Integer, nullable=False),
    _text("source_id"),
)

indicator = Table(
    "indicator",
    metadata,
    _key(),
    _text("code", primary_key=True),
    _text("name", primary_key=True),
    _text("year", primary_key=True),
    _text("label"),
    Column("value", Float(53)),
    _text("status"),
    _text("source"),
    _text("source_id"),
)

layout = Table(
    "layout",
    metadata,
    _key(),
    _text("signature", primary_key=True),
    Column("columns", JSON, nullable=False),
)

DERIVED = (contribution, actor)
COPIED = (
    journal,
    contribution,
    photo,
    actor,
    zone,
    population,
    landmark,
    source,
    layer,
    tile,
    tile_set,
    indicator,
    layout,
)
"""What belongs to a workshop besides its own row, in the order in which a copy writes it."""

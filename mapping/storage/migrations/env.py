"""What Alembic runs: it is always called from ``mapping.storage.migrating``, inside that transaction."""

from alembic import context

from mapping.storage.schema import VERSION_TABLE, metadata


def run_migrations() -> None:
    """Run the migrations on the connection given by the caller."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        version_table=VERSION_TABLE,
        render_as_batch=True,
    )
    with context.begin_transaction():
        context.run_migrations()


# Tools that import every module, as doctest does, come here without a context.
if hasattr(context, "config"):
    run_migrations()

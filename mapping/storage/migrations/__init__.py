"""Numbered changes of the tables, run by Alembic when a workshop of an older version is opened."""

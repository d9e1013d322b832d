"""Where a workshop lives: one interface, SQLite by default, PostgreSQL by URL."""

from mapping.storage.copying import copy_store, put_back
from mapping.storage.joining import Joined, join_stores
from mapping.storage.opening import create_store, open_store
from mapping.storage.sql_store import SqlStore, rebuild

__all__ = ["Joined", "SqlStore", "copy_store", "create_store", "join_stores", "open_store", "put_back", "rebuild"]

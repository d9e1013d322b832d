"""Where a workshop lives: one interface, SQLite by default, PostgreSQL by URL."""

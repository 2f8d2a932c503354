"""The database: tables, sessions and migrations, on SQLite and PostgreSQL alike."""

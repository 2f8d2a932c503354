"""The background database: tables as data, their reader, build, search and registers."""

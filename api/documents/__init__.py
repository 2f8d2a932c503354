"""Documents and figures made of a record: pure functions, no database, no request."""

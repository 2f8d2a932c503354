"""HTTP under ``/v1``: thin, each endpoint reads a request, calls a case and writes the answer."""

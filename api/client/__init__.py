"""A small client of the service: typed answers, pages as iterators, writes that happen once, problems as errors."""

from api.client.client import Client, Saved
from api.client.errors import (
    ConflictError,
    NotAllowedError,
    NotFoundError,
    OutdatedError,
    ProblemError,
    RefusedError,
    ServerError,
)

__all__ = [
    "Client",
    "ConflictError",
    "NotAllowedError",
    "NotFoundError",
    "OutdatedError",
    "ProblemError",
    "RefusedError",
    "Saved",
    "ServerError",
]

"""A small client of the service: typed answers, pages as iterators, writes that happen once, problems as errors."""

from api.client.client import Client
from api.client.errors import (
    ConflictError,
    NotAllowedError,
    NotFoundError,
    OutdatedError,
    ProblemError,
    RefusedError,
    ServerError,
)
from api.client.saved import Saved

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

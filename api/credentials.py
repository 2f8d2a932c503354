"""Passwords and tokens: what is stored of a secret never gives it away."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from footprint.errors import InputError, Problem

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # the RFC 9106 low-memory profile


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(32))


def new_token() -> str:
    """Make a token of 256 random bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return what is stored of a token; with 256 random bits a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_password(password: str, email: str = "") -> str:
    """Hash a new password.

    Raises
    ------
    InputError
        Too short, too long, or the address itself.
    """
    what = ""
    if len(password) < SHORTEST_PASSWORD:
        what = f"has {len(password)} characters: at least {SHORTEST_PASSWORD} are due"
    elif len(password) > LONGEST_PASSWORD:
        what = f"has {len(password)} characters: at most {LONGEST_PASSWORD} are read"
    elif email and password.casefold() in {email.casefold(), email.casefold().partition("@")[0] * 2}:
        what = "is the e-mail address: choose another one"
    elif len(set(password)) < 5:
        what = "repeats a few characters: choose another one"
    if what:
        raise InputError(Problem("password", what))
    return _hasher().hash(password)


def password_fits(stored: str | None, password: str) -> bool:
    """Tell whether a password is the one; takes as long when there is none, so that nobody learns who is known."""
    try:
        return _hasher().verify(stored or _nobodys_hash(), password[: LONGEST_PASSWORD + 1]) and stored is not None
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def hash_is_weak(stored: str) -> bool:
    """Tell whether a stored hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(stored)

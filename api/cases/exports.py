"""What a record can be written as for others: one entry a format, a function of the record and what is stated."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from pydantic import ValidationError

from footprint.errors import InputError, Problem
from footprint.exchange.battery_passport import write_battery_passport
from footprint.exchange.catena_x import NEWEST, VERSIONS, CatenaStatement, write_catena_x
from footprint.exchange.pact_statement import PactStatement
from footprint.exchange.pact_write import write_both
from footprint.product import problem
from rules.passports import load_passport


@dataclass(frozen=True)
class Asked:
    """What is asked for: a version of the format, what the maker states beside the record, and the time it is."""

    version: str
    statement: Mapping[str, Any]
    at: datetime


def read_statement(given: Any) -> PactStatement:
    """Read what the maker states for PACT.

    Raises
    ------
    InputError
        With every field that cannot be used.
    """
    try:
        return PactStatement.model_validate(given)
    except ValidationError as error:
        raise InputError(*(problem(e, given) for e in error.errors())) from error


def _pact(record: Mapping[str, Any], asked: Asked) -> bytes:
    if asked.version not in {"", "3", "3.0", "2", "2.3"}:
        raise InputError(Problem("--version", f"is {asked.version!r}: 3 or 2.3 is due"))
    written = write_both(record, read_statement(dict(asked.statement)), uuid4(), asked.at)
    if not asked.version.startswith("2"):
        return _json(written.v3)
    if written.v2 is None:
        raise InputError(*written.problems)
    return _json(written.v2)


def _battery_passport(record: Mapping[str, Any], asked: Asked) -> bytes:
    passport = load_passport("battery")
    if asked.version not in {"", passport.model.version}:
        raise InputError(Problem("--version", f"is {asked.version!r}: {passport.model.version} is due"))
    return _json(write_battery_passport(record, passport, asked.statement))


def _catena_x(record: Mapping[str, Any], asked: Asked) -> bytes:
    given = dict(asked.statement)
    try:
        stated = CatenaStatement.model_validate(given)
    except ValidationError as error:
        raise InputError(*(problem(e, given) for e in error.errors())) from error
    known = {"": NEWEST, **{one: one for one in VERSIONS}, **{one.split(".")[0]: one for one in VERSIONS}}
    if asked.version not in known:
        raise InputError(Problem("--version", f"is {asked.version!r}: {' or '.join(VERSIONS)} is due"))
    return _json(write_catena_x(record, stated, uuid4(), asked.at, known[asked.version]))


def _json(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


FORMATS: Mapping[str, Callable[[Mapping[str, Any], Asked], bytes]] = MappingProxyType(
    {"pact": _pact, "catena-x": _catena_x, "battery-passport": _battery_passport}
)


def export(record: Mapping[str, Any], name: str, asked: Asked) -> bytes:
    """Write a record in a format.

    Raises
    ------
    InputError
        There is no such format or version, or it asks for what is not stated.
    """
    if name not in FORMATS:
        raise InputError(Problem("--format", f"is {name!r}: one of {', '.join(FORMATS)} is due"))
    return FORMATS[name](record, asked)

"""The command line: ``footprint``.

Exit code 0 success, 1 findings with errors, 2 bad usage or unreadable input. Errors are one clear line each on
standard error, never a traceback.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise

import typer
from sqlalchemy.exc import SQLAlchemyError
from typer.exceptions import TyperException
from typer.main import get_command

from api.cli import (
    accounts,
    background,
    calculate,
    cbam,
    cbam_law,
    demo,
    distances,
    electricity,
    export,
    filing,
    keeping,
    labels,
    partners,
    records,
    registered,
    rules,
    service,
    suppliers,
    template,
    variants,
    verifying,
    what_if,
)
from api.cli.root import app
from api.messages import describe_problem
from footprint.errors import BlockedError, FootprintError, InputError, Problem, SignatureError
from footprint.texts import LANGUAGES, Language

__all__ = ["main", "run"]

ROOMS = (
    calculate, template, records, labels, rules, background, electricity, distances, cbam, cbam_law, service, demo,
    variants, what_if, suppliers, accounts, export, filing, partners, keeping, verifying, registered,
)  # fmt: skip
for room in ROOMS:
    room.register(app)


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    try:
        code = get_command(app)(list(arguments), prog_name="footprint", standalone_mode=False)
    except typer.Abort:
        return 130
    except TyperException as error:
        sentence = error.format_message() if hasattr(error, "format_message") else str(error)
        return _say(sentence.replace("\n", " "))
    except BlockedError as error:
        return _say(str(error), code=1)
    except InputError as error:
        code = 1 if isinstance(error, SignatureError) else 2
        return max(_say(_sentence(problem, _language(arguments)), code) for problem in error.problems)
    except FootprintError as error:
        return _say(str(error))
    except SQLAlchemyError as error:
        return _say(f"the database cannot be used ({type(error).__name__}): run 'footprint database upgrade'")
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        return _say(f"{error.filename or 'input'}: {(error.strerror or str(error)).lower()}")
    return int(code or 0)


def _language(arguments: Sequence[str]) -> Language:
    """Return the language a command was typed with, for errors that arise before it is read."""
    known = {tag.lower(): tag for tag in LANGUAGES}
    for option, value in pairwise([*arguments, ""]):
        if option in {"--lang", "--language"} and value.lower() in known:
            return known[value.lower()]
    return "en"


def _sentence(problem: Problem, language: Language) -> str:
    return str(Problem(problem.where, describe_problem(problem, language)))


def _say(sentence: str, code: int = 2) -> int:
    print(f"footprint: {sentence}", file=sys.stderr)
    return code

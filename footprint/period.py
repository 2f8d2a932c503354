"""Activity data of a period: what an account or scrap gives to a line that states no amount.

A figure stands in one place. A line without amount takes

- the metered total of the account that feeds it, less other use and less what its other lines state, per
  ``produced`` of the same months: so much per run of the process; or
- the amount of the scrap that goes to it.

Where an amount is stated as well, :mod:`footprint.checks_accounts` and :mod:`footprint.checks_scrap` compare.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from footprint import units
from footprint.errors import Problem, UnitError

if TYPE_CHECKING:
    from footprint.product_parts import Account, Line
    from footprint.product_process import Process


class Lined(Protocol):
    """A product, as far as its amounts go; the module of the product calls this one."""

    @property
    def accounts(self) -> tuple[Account, ...]:
        """What meters, bills and ledgers say."""

    def lines(self) -> Iterator[tuple[str, Process, Line]]:
        """Go through all lines: path in the document, process, line."""


def source(product: Lined, process: Process, line: Line) -> Account | None:
    """Return the account that gives a line its amount; None where the amount is stated or scrap gives it."""
    if line.stated is not None or any(s.line == line.id for s in process.scrap):
        return None
    name = f"{process.id}/{line.id}"
    return next((a for a in product.accounts if name in a.lines), None)


def count(product: Lined) -> Iterator[Problem]:
    """Give every line without amount the one that stands elsewhere, and tell where none can be had."""
    for where, process, line in product.lines():
        if line.stated is not None:
            continue
        found: float | str
        account = source(product, process, line)
        scrap = [s for s in process.scrap if s.line == line.id]
        try:
            if scrap:
                found = sum(s.amount * units.factor(s.unit, line.unit) for s in scrap)
            elif account is not None:
                found = _of_account(product, account, process, line)
            else:
                found = "is missing"
        except UnitError as error:
            found = f"is missing, and cannot be taken from elsewhere: {error}"
        if isinstance(found, str):
            yield Problem(f"{where}.amount", found)
        else:
            line.count(found)


def _of_account(product: Lined, account: Account, process: Process, line: Line) -> float | str:
    """Return the amount per run [unit of the line], or why there is none."""
    metered, made = account.consumption, account.production
    missing = f"is missing, and the account {account.id} cannot give it:"
    if metered is None or made is None:
        kind = "metered" if metered is None else "produced"
        unread = [str(i) for i, value in enumerate(getattr(account, kind), 1) if value is None]
        return f"{missing} {kind} " + (f"is null in month {', '.join(unread)}" if unread else "is empty")
    if len(account.metered) != len(account.produced):
        return f"{missing} metered has {len(account.metered)} months, produced {len(account.produced)}"
    if not made:
        return f"{missing} nothing was produced"
    if account.process != process.id:
        return f"{missing} it tells what {account.process} produced, not {process.id}"
    left = metered - account.other_use
    for _, owner, other in product.lines():
        name = f"{owner.id}/{other.id}"
        if name not in account.lines or other is line:
            continue
        if other.stated is None or owner is not process:
            return f"{missing} it feeds {name} too; state the amount of one of them, in the same process"
        left -= other.stated * units.factor(other.unit, account.unit) * made / process.output.amount
    if left < 0:
        return f"{missing} other use and other lines take more than the {metered:g} {account.unit} metered"
    return left * units.factor(account.unit, line.unit) / made * process.output.amount

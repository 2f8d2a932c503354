"""Everything this software raises on purpose.

::

    FootprintError
    ├── InputError          something handed in cannot be read or used
    │   ├── UnitError           unknown unit
    │   │   └── DimensionError      a known unit of the wrong quantity
    │   ├── ProductError        the product document
    │   ├── SignatureError      a signature that is wrong or cannot be checked
    │   ├── RuleError           a rule file or a rule that does not exist
    │   └── BackgroundError     the background tables or a dataset that does not exist
    ├── BlockedError        the checks found errors, so nothing was calculated
    └── RecordError         a stored record does not say what it should

Problems *in the data of a study* are not exceptions but :class:`footprint.findings.Finding`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from footprint.findings import Finding


class FootprintError(Exception):
    """Base of all errors raised on purpose."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one place of an input.

    Attributes
    ----------
    where : str
        Path inside the document, e.g. ``processes[cell].lines[cathode].amount``, or a file with line.
    what : str
        One clause: what is wrong and what would be right.
    """

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


class InputError(FootprintError):
    """An input that cannot be used, with every problem that was found in it."""

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(Problem("", p) if isinstance(p, str) else p for p in problems)
        super().__init__("\n".join(map(str, self.problems)))


class UnitError(InputError):
    """A unit that is not in the closed table of units."""


class DimensionError(UnitError):
    """A unit that measures something else than is due here."""


class ProductError(InputError):
    """A product document that cannot be read."""


class SignatureError(InputError):
    """A signature that is wrong, or that cannot be checked with the keys that were given."""


class RuleError(InputError):
    """A rule that cannot be read or is not there."""


class BackgroundError(InputError):
    """A background that cannot be built, or a dataset that is not there."""


class BlockedError(FootprintError):
    """The checks found errors; nothing was calculated."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(f"{sum(f.severity == 'error' for f in findings)} finding(s) block the calculation")


class RecordError(FootprintError):
    """A record that is damaged, or that this installation cannot reproduce."""

"""GS1 Digital Link: product numbers with their check digit, and web addresses that carry them.

``https://HOST/01/{gtin14}[/10/{lot}][/21/{serial}]``: the application identifiers 01 (trade item), 10 (batch or
lot) and 21 (serial number), in this order. Lot and serial take up to 20 characters of the GS1 character set 82.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from footprint.errors import InputError, Problem

LENGTHS = (8, 12, 13, 14)
HOST = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")
CHARACTERS = re.compile(r"[!\"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}")
PATH = re.compile(r"(?:^|/)01/(?P<gtin>[0-9]+)(?:/10/(?P<lot>[^/]+))?(?:/21/(?P<serial>[^/]+))?/?$")
SPACED = re.compile(r"[\s-]")


@dataclass(frozen=True)
class DigitalLink:
    """A product, a lot of it, or a single piece.

    Attributes
    ----------
    gtin : str
        Fourteen digits.
    lot, serial : str
        Empty where the address names none.
    """

    gtin: str
    lot: str = ""
    serial: str = ""

    @property
    def path(self) -> str:
        """The path of the address; signs that mean something in one are escaped."""
        parts = ["", "01", self.gtin]
        parts += ["10", quote(self.lot, safe="")] if self.lot else []
        parts += ["21", quote(self.serial, safe="")] if self.serial else []
        return "/".join(parts)

    def uri(self, host: str) -> str:
        """Return the address at a host such as ``https://id.example.org``.

        Raises
        ------
        InputError
            The host is no web address.
        """
        if not HOST.fullmatch(host):
            raise InputError(Problem("host", f"is {host!r}: a web address without query is due"))
        return host.rstrip("/") + self.path


def check_digit(digits: str) -> str:
    """Return the check digit of a number without it: weights 3 and 1 from the right, up to the next ten."""
    weighted = sum(int(digit) * (3 if position % 2 == 0 else 1) for position, digit in enumerate(reversed(digits)))
    return str(-weighted % 10)


def gtin14(text: str) -> str:
    """Return a GTIN-8, -12, -13 or -14 as fourteen digits; spaces and hyphens between them are let pass.

    Raises
    ------
    InputError
        Other characters or lengths, or a check digit that does not fit.
    """
    digits = SPACED.sub("", text)
    if not re.fullmatch("[0-9]+", digits) or len(digits) not in LENGTHS:
        raise InputError(Problem("gtin", f"is {text!r}: 8, 12, 13 or 14 digits are due"))
    due = check_digit(digits[:-1])
    if digits[-1] != due:
        raise InputError(Problem("gtin", f"is {text!r}, whose check digit would be {due}"))
    return digits.zfill(14)


def link(gtin: str, lot: str = "", serial: str = "") -> DigitalLink:
    """Make a link.

    Raises
    ------
    InputError
        The number is no GTIN, or lot or serial hold other signs than GS1 allows.
    """
    problems = [
        Problem(name, f"is {value!r}: up to 20 letters, digits and signs of GS1 are due")
        for name, value in (("lot", lot), ("serial", serial))
        if value and not CHARACTERS.fullmatch(value)
    ]
    if problems:
        raise InputError(*problems)
    return DigitalLink(gtin14(gtin), lot, serial)


def parse(address: str) -> DigitalLink:
    """Read an address, or the path of one; what its query says is left alone.

    Raises
    ------
    InputError
        It holds no product number where one is due.
    """
    found = PATH.search(urlsplit(address).path)
    if found is None:
        raise InputError(Problem("address", f"is {address!r}: …/01/GTIN[/10/LOT][/21/SERIAL] is due"))
    return link(found["gtin"], unquote(found["lot"] or ""), unquote(found["serial"] or ""))

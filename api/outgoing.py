"""Calls to other hosts: the one place from which this service connects to an address that somebody gave it.

An address may lead into the operator's own network. So a name is resolved here, every address is judged, and the
connection goes to the very address that was judged: a name that changes its answer meanwhile gains nothing.
Redirects are not followed, proxies are not asked, and what comes back is limited in size and time.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from api.settings import Settings, is_loopback
from footprint import __version__
from footprint.errors import FootprintError, InputError, Problem

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Connecting, and each wait for the next bytes [s]; and a whole call [s].
PATIENCE, WHOLE_CALL = 5.0, 15.0
MOST_BYTES = 5_000_000
CHUNK = 65_536
# IPv4 in IPv6 (RFC 6052): judged by the address inside.
NAT64 = IPv6Network("64:ff9b::/96")


class UnreachableError(FootprintError):
    """A call that was not made or not answered; the message says why, and nothing about the network inside."""


@dataclass(frozen=True)
class Answer:
    """What came back; names of headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Calls(Protocol):
    """A way to other hosts."""

    def call(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """Call an address; raises :class:`UnreachableError` when there is no answer."""

    def check(self, url: str, where: str) -> None:
        """Look at an address without calling it; raises InputError for one that is never called."""

    def for_operator(self) -> Calls:
        """Return the way to a host that the operator himself named."""


@dataclass(frozen=True)
class Outgoing:
    """Which hosts may be called.

    Attributes
    ----------
    networks : tuple of networks
        Private ones that the operator allows.
    development : bool
        The service is reached on this machine alone: this machine may be called, without TLS too.
    anywhere : bool
        The operator himself named the host: every address will do, still by TLS unless on this machine.
    """

    networks: tuple[Network, ...] = ()
    development: bool = False
    anywhere: bool = False
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False, compare=False)

    @classmethod
    def of(cls, settings: Settings) -> Outgoing:
        """Read the settings: once for a service, whose workbench holds the one way to other hosts."""
        networks = tuple(ip_network(word.strip()) for word in settings.outgoing_networks.split(",") if word.strip())
        own = urlsplit(settings.public_url).hostname or ""
        return cls(networks, is_loopback(own))

    def for_operator(self) -> Outgoing:
        """Return the way to a host that the operator himself named, which may lie anywhere."""
        return replace(self, anywhere=True)

    def check(self, url: str, where: str) -> None:
        """Look at an address without calling it.

        Raises
        ------
        InputError
            It is none, or of a kind that is never called.
        """
        if what := self.fault(url):
            raise InputError(Problem(where, what))

    def call(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """Call an address; an answer of any status is an answer.

        Raises
        ------
        UnreachableError
            The address is not one to be called, nobody answers, or the answer is too large or too slow.
        """
        if what := self.fault(url):
            raise UnreachableError(what)
        parts = urlsplit(url)
        connection = self._connection(parts)
        until = time.monotonic() + WHOLE_CALL
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {"User-Agent": f"bay-footprint/{__version__}", "Accept-Encoding": "identity"} | dict(headers or {})
        try:
            connection.request(method, target, body, sent)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, _limited(response, until))
        except ssl.SSLError as error:
            what = "the host does not prove by a certificate who it is"
            raise UnreachableError(what) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            what = "the host does not answer"
            raise UnreachableError(what) from error
        finally:
            connection.close()

    def fault(self, url: str) -> str:
        """Say what is wrong with an address; empty when nothing is."""
        due = "an address with https:// is due, e.g. https://example.org/hook"
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            return f"is no address: {due}"
        # What urlsplit passes over in silence is refused: two readers must not see two addresses.
        if not url.isascii() or not url.isprintable() or {" ", "\\"} & set(url) or not host:
            return f"is no address: {due}"
        if parts.username is not None or parts.fragment:
            return "holds a user name, a password or a fragment: leave them out"
        if parts.scheme == "https" or (
            parts.scheme == "http" and is_loopback(host) and (self.development or self.anywhere)
        ):
            return ""
        return f"is not encrypted: {due}"

    def _allows(self, address: Address) -> bool:
        inside = _inside(address)
        if self.anywhere or any(
            inside in network for network in self.networks if network.version == inside.version
        ):
            return True
        if inside.is_loopback:
            return self.development
        return inside.is_global and not inside.is_multicast and not inside.is_reserved

    def _connection(self, parts: SplitResult) -> http.client.HTTPConnection:
        host = parts.hostname or ""
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            what = "the name of the host is not known"
            raise UnreachableError(what) from error
        addresses = [str(row[4][0]) for row in found]
        allowed = [text for text in addresses if self._allows(ip_address(text.partition("%")[0]))]
        if not allowed:
            what = "the host lies in a network that is not called: the operator may allow it"
            raise UnreachableError(what)
        if secure:
            return _Secure(host, port, allowed[0], self.context)
        return _Plain(host, port, allowed[0])


class _Plain(http.client.HTTPConnection):
    """Connects to the address that was judged; the name stands in ``Host`` only."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self._address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self._address, self.port), self.timeout)


class _Secure(_Plain):
    """The same by TLS: the certificate has to be for the name."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext) -> None:
        super().__init__(host, port, address)
        self._context = context
        self.default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        super().connect()
        self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)


def _inside(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, IPv6Address):
        if address in NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
        teredo = address.teredo
        return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)
    return address


def _limited(response: http.client.HTTPResponse, until: float) -> bytes:
    """Read an answer to its end, unless it is too large or comes too slowly."""
    parts, size = [], 0
    while chunk := response.read1(CHUNK):
        size += len(chunk)
        if size > MOST_BYTES:
            what = f"the answer is larger than {MOST_BYTES} bytes"
            raise UnreachableError(what)
        if time.monotonic() > until:
            what = f"the answer took longer than {WHOLE_CALL:g} s"
            raise UnreachableError(what)
        parts.append(chunk)
    return b"".join(parts)

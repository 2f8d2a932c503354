"""Calls to other hosts, which people of an organisation name: nobody reaches our own network through them.

HTTPS only; plain HTTP within the networks that the operator has opened (``FOOTPRINT_PARTNER_NETWORKS``). The name
is resolved once, every address it has is checked, and the connection goes to the address that was checked, so that
a name cannot change its mind in between. Redirects are not followed; time and size are bounded.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import httpx

from footprint.errors import FootprintError

# It would write whole addresses, with what was asked for, into the log.
logging.getLogger("httpx").setLevel(logging.WARNING)
TIMEOUT_S = 10.0
MOST_BYTES = 5_000_000

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class OutsideError(FootprintError):
    """Another host cannot be called, or does not answer as it should."""


@dataclass(frozen=True)
class Answer:
    """What another host answered; names of headers in small letters."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Outside(Protocol):
    """The way to other hosts."""

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Send a request; raises :class:`OutsideError` when there is no answer."""


@dataclass(frozen=True)
class Wire:
    """The way to other hosts over the network; ``networks`` are private ones that are open all the same."""

    networks: Sequence[Network] = ()

    def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        """Send a request.

        Raises
        ------
        OutsideError
            The address may not be called, or does not answer in time.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            port = 0
        if parts.scheme not in {"https", "http"} or not host or not port or parts.username or parts.password:
            what = f"{url[:200]}: an address with https:// is due"
            raise OutsideError(what)
        address = self._address(host, port, plain=parts.scheme == "http")
        literal = f"[{address}]" if address.version == 6 else str(address)
        target = urlunsplit((parts.scheme, f"{literal}:{port}", parts.path or "/", parts.query, ""))
        try:
            return self._sent(method, target, {**headers, "Host": parts.netloc}, body, host)
        except (httpx.HTTPError, ssl.SSLError, OSError) as error:
            what = f"{host} does not answer ({type(error).__name__})"
            raise OutsideError(what) from error

    def _sent(self, method: str, target: str, headers: Mapping[str, str], body: bytes, host: str) -> Answer:
        with (
            httpx.Client(verify=self._tls, trust_env=False, timeout=TIMEOUT_S) as client,
            client.stream(
                method, target, headers=dict(headers), content=body, extensions={"sni_hostname": host}
            ) as found,
        ):
            read = bytearray()
            for piece in found.iter_bytes():
                read += piece
                if len(read) > MOST_BYTES:
                    what = f"{host} answers with more than {MOST_BYTES} bytes"
                    raise OutsideError(what)
            return Answer(found.status_code, bytes(read), {k.lower(): v for k, v in found.headers.items()})

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return ssl.create_default_context()  # the machine's own authorities, SSL_CERT_FILE included

    def _address(self, host: str, port: int, *, plain: bool) -> Address:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            what = f"{host} is not known"
            raise OutsideError(what) from None
        addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
        for one in addresses:
            opened = any(one in network for network in self.networks)
            if not (opened or (_public(one) and not plain)):
                why = "plain http" if _public(one) else "an address of a private network"
                what = f"{host} is not called: {why} (FOOTPRINT_PARTNER_NETWORKS opens networks)"
                raise OutsideError(what)
        return addresses[0]


def _public(address: Address) -> bool:
    """Tell whether an address is one of the public network, also one that is wrapped in another."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _public(inner)
    return address.is_global and not address.is_multicast

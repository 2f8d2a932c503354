"""The way to other hosts: what it refuses, and that it connects to what it has checked."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from api.outside import OutsideError, Wire
from api.settings import Settings
from footprint.errors import InputError

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))


class Echo(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("X-Host", self.headers["Host"])
        self.end_headers()
        self.wfile.write(body if self.path == "/echo" else b"x" * 6_000_000)

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


@pytest.fixture
def port() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_opened_network_is_called_by_its_name(port: int) -> None:
    found = Wire(LOOPBACK).send("POST", f"http://localhost:{port}/echo", {}, b"hello")
    assert (found.status, found.body, found.headers["x-host"]) == (200, b"hello", f"localhost:{port}")


def test_redirects_are_not_followed_and_size_is_bounded(port: int) -> None:
    assert Wire(LOOPBACK).send("POST", f"http://127.0.0.1:{port}/away", {}).status == 302
    with pytest.raises(OutsideError, match="more than"):
        Wire(LOOPBACK).send("POST", f"http://127.0.0.1:{port}/big", {})


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:{port}/", "https://127.0.0.1:{port}/", "https://[::1]/", "https://10.0.0.1/",
     "https://192.168.1.1/", "https://169.254.169.254/latest", "https://100.64.0.1/", "https://0.0.0.0/",
     "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/", "https://[2002:a00:1::]/", "https://224.0.0.1/",
     "https://localhost/", "http://1.1.1.1/", "ftp://1.1.1.1/", "https://user@1.1.1.1/", "https:///x", "x",
     "https://1.1.1.1:99999/"],
)  # fmt: skip
def test_what_is_refused(url: str, port: int) -> None:
    with pytest.raises(OutsideError):
        Wire().send("POST", url.format(port=port), {}, b"{}")


def test_every_address_of_a_name_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(*_: Any, **__: Any) -> list[Any]:
        return [(2, 1, 6, "", (one, 443)) for one in ("1.1.1.1", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(OutsideError, match="private network"):
        Wire().send("POST", "https://two.example/", {})


def test_networks_are_open_where_the_service_is_this_machines() -> None:
    assert Settings(public_url="http://127.0.0.1:8000").opened_networks == LOOPBACK
    assert Settings(public_url="https://x.example", access="accounts").opened_networks == ()
    from api.settings import read_settings

    with pytest.raises(InputError, match="PARTNER_NETWORKS"):
        read_settings(partner_networks="nonsense")
    with pytest.raises(InputError, match="SEAL_KEY"):
        read_settings(seal_key="c2hvcnQ=")

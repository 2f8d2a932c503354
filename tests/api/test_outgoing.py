"""Calls to other hosts: nothing inside is reached, whatever the address says or the name answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from api import outgoing
from api.outgoing import Outgoing, UnreachableError
from api.settings import Settings
from footprint.errors import InputError

OUTSIDE = "93.184.215.14"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/")
            self.end_headers()
            return
        body = b"x" * (outgoing.MOST_BYTES + 1) if self.path == "/large" else (self.headers["Host"] or "").encode()
        self.send_response(200)
        self.send_header("X-Seen", self.path)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[int]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made.server_port
    made.shutdown()
    thread.join()
    made.server_close()


def answers(monkeypatch: pytest.MonkeyPatch, *rounds: str) -> list[str]:
    """Let every name resolve to these addresses in turn; return where connections went."""
    waiting, went = list(rounds), []

    def resolve(_host: str, port: int, **_: Any) -> list[Any]:
        address = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def connect(to: tuple[str, int], *_: Any) -> Any:
        went.append(to[0])
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    return went


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
        "2002:a00:1::", "ff02::1",
    ],
)  # fmt: skip
def test_no_address_inside_is_called(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    went = answers(monkeypatch, address)
    with pytest.raises(UnreachableError, match="not called"):
        Outgoing().call("GET", "https://inside.example.org/")
    assert went == []


def test_a_public_address_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    went = answers(monkeypatch, OUTSIDE)
    with pytest.raises(UnreachableError, match="does not answer"):
        Outgoing().call("GET", "https://example.org/")
    assert went == [OUTSIDE]


def test_a_name_that_changes_its_answer_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is asked once, and the connection goes to what was judged."""
    went = answers(monkeypatch, OUTSIDE, "127.0.0.1")
    with pytest.raises(UnreachableError, match="does not answer"):
        Outgoing().call("GET", "https://rebinding.example.org/")
    assert went == [OUTSIDE]


def test_a_network_is_allowed_by_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(outgoing_networks="10.0.0.0/8, fd00::/8", public_url="https://footprint.example.org")
    went = answers(monkeypatch, "10.1.2.3", "192.168.1.1")
    policy = Outgoing.of(settings)
    for expected in ("does not answer", "not called"):
        with pytest.raises(UnreachableError, match=expected):
            policy.call("GET", "https://erp.example.org/")
    assert went == ["10.1.2.3"]


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("http://example.org/", "not encrypted"),
        ("http://127.0.0.1/", "not encrypted"),
        ("ftp://example.org/", "not encrypted"),
        ("file:///etc/passwd", "no address"),
        ("https://", "no address"),
        ("https://user:pw@example.org/", "leave them out"),
        ("https://example.org/#a", "leave them out"),
        ("https://exa\nmple.org/", "no address"),
        ("https://example.org\\@127.0.0.1/", "no address"),
        ("https://example.org:99999/", "no address"),
        ("https://exämple.org/", "no address"),
    ],
)
def test_an_address_that_is_never_called(url: str, what: str) -> None:
    policy = Outgoing.of(Settings(public_url="https://footprint.example.org"))
    with pytest.raises(InputError, match=what):
        policy.check(url, "url")
    with pytest.raises(UnreachableError, match=what):
        policy.call("GET", url)


def test_there_is_one_way_out() -> None:
    """Settings are read once: whoever calls takes the way of the workbench."""
    folder = Path(outgoing.__file__).parent
    made = [p.name for p in folder.rglob("*.py") if "Outgoing.of(" in p.read_text("utf-8")]
    assert made == ["workbench.py"]
    assert Outgoing.of(Settings()).for_operator() == Outgoing(development=True, anywhere=True)


def test_in_development_this_machine_is_called(server: int) -> None:
    policy = Outgoing.of(Settings())
    found = policy.call("GET", f"http://127.0.0.1:{server}/a?b=c")
    assert (found.status, found.headers["x-seen"]) == (200, "/a?b=c")
    assert found.body == f"127.0.0.1:{server}".encode()


def test_a_redirect_is_an_answer(server: int) -> None:
    assert Outgoing(development=True).call("GET", f"http://127.0.0.1:{server}/away").status == 302


def test_a_large_answer_is_not_read_to_its_end(server: int) -> None:
    with pytest.raises(UnreachableError, match="larger than"):
        Outgoing(development=True).call("GET", f"http://127.0.0.1:{server}/large")


def test_a_host_without_certificate_is_named(server: int) -> None:
    with pytest.raises(UnreachableError, match="certificate"):
        Outgoing(development=True).call("GET", f"https://127.0.0.1:{server}/")


def test_settings_name_networks() -> None:
    with pytest.raises(ValueError, match="a list of networks is due"):
        Settings(outgoing_networks="inside")

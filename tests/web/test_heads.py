"""HEAD on what everybody may read: the status and headers of GET, no body; elsewhere it is not taken."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.db.migrate import upgrade
from api.db.session import Database
from api.heads import answers_head
from api.settings import Settings
from tests.api.conftest import document, toy_bench
from tests.registered import Bodies
from tests.web.conftest import TestClient
from web.app import add_pages

# Of each answer anew.
OWN = {"x-request-id", "date"}


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """A toy installation with a register, where people sign in: whoever asks is nobody."""
    folder = tmp_path_factory.mktemp("heads")
    url = f"sqlite:///{folder}/footprint.sqlite3"
    upgrade(url)
    database = Database(url)
    settings = Settings(data_dir=folder, database_url=url, access="accounts")
    yield add_pages(create_app(settings, toy_bench(database, settings)))
    database.close()


@pytest.fixture(scope="module")
def entry(public: FastAPI) -> str:
    return Bodies.of(public.state.workbench).publish(document())[1]


@pytest.fixture(scope="module")
def reader(public: FastAPI) -> TestClient:
    return TestClient(public, follow_redirects=False)


def compared(client: TestClient, path: str, status: int) -> None:
    got = client.get(path, follow_redirects=False)
    head = client.head(path, follow_redirects=False)
    assert (got.status_code, head.status_code, head.content) == (status, status, b"")
    told = [{k: v for k, v in one.headers.items() if k not in OWN} for one in (head, got)]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/register/{entry}", 307),
        ("/en/register", 200),
        ("/zh-hant/register/{entry}", 200),
        ("/en/register/NONE", 404),
        ("/v1/register?limit=0", 422),
        ("/v1/register/{entry}", 200),
        ("/v1/register/{entry}/declaration.jws", 200),
        ("/v1/register/{entry}/label?format=pdf", 200),
        ("/v1/register/{entry}/statement.pdf", 200),
        ("/register/status/revocation", 200),
        ("/01/06291041500213", 404),
        ("/v1/schemas/declaration-1.json", 200),
        ("/.well-known/jwks.json", 200),
    ],
)
def test_head_is_get_without_a_body(reader: TestClient, entry: str, path: str, status: int) -> None:
    compared(reader, path.format(entry=entry), status)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/results/{run}", 307),
        ("/zh-hans/results/{run}", 200),
        ("/en/results/{run}/label", 200),
        ("/en/results/{run}/label.svg", 200),
        ("/v1/calculations/{run}/label?scheme=guangdong", 200),
        ("/v1/calculations/{run}/label/artwork?scheme=guangdong", 200),
    ],
)
def test_so_it_is_for_the_label_of_a_calculation(client: TestClient, run_id: str, path: str, status: int) -> None:
    compared(client, path.format(run=run_id), status)


def test_head_elsewhere_is_not_taken(client: TestClient) -> None:
    assert not answers_head("/en/registered")
    for path in ("/en/products", "/v1/calculations", "/v1/jobs", "/link/abc", "/v1/me"):
        assert client.head(path).status_code == 405, path


def test_a_refused_method_names_head_where_it_is_taken(reader: TestClient, entry: str) -> None:
    for path, taken in {
        f"/register/{entry}": "GET, HEAD",
        "/v1/register": "GET, HEAD",
        "/v1/jobs": "GET, POST",
    }.items():
        answer = reader.patch(path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, taken), path


def test_the_log_tells_head_and_its_route(reader: TestClient, entry: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "footprint.request"):
        reader.head(f"/v1/register/{entry}")
    assert "HEAD /v1/register/{entry} 200" in caplog.messages


def test_a_server_keeps_the_length_and_the_connection(public: FastAPI, entry: str) -> None:
    """The length that is told is that of GET; a second request on the same connection is read as ever."""
    server = uvicorn.Server(uvicorn.Config(public, log_config=None, lifespan="off"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            connection = HTTPConnection("127.0.0.1", listening.getsockname()[1], timeout=20)
            found = []
            for method in ("HEAD", "GET"):
                connection.request(method, f"/v1/register/{entry}")
                answer = connection.getresponse()
                found.append((answer.status, answer.headers["content-length"], len(answer.read())))
            connection.close()
        finally:
            server.should_exit = True
            thread.join()
    (_, told, sent), (_, length, read) = found
    assert (sent, told, read) == (0, length, int(length))

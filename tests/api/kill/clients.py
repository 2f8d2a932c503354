"""Clients of a service that dies: each asks again under the same key until it is told, and keeps the answers."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.api.conftest import document


@dataclass(frozen=True)
class Asked:
    """A write that is to be done once."""

    method: str
    path: str
    body: Any
    headers: dict[str, str]


def asked(method: str, path: str, body: Any = None, **headers: str) -> Asked:
    key = {"Idempotency-Key": uuid.uuid4().hex}
    return Asked(method, path, body, key | {name.replace("_", "-"): value for name, value in headers.items()})


Script = Callable[["Client"], Iterator[Asked]]


@dataclass
class Client:
    """Asks what its script says, one after the other; ``answers`` holds what was answered with 2xx."""

    base: str
    name: str
    script: Script
    answers: list[tuple[Asked, httpx.Response]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    pending: Asked | None = None
    last: httpx.Response | None = None
    asking: Iterator[Asked] | None = None

    def round(self, stop: threading.Event) -> None:
        """Ask until the service is gone or the round is over."""
        if self.asking is None:
            self.asking = self.script(self)
        with httpx.Client(base_url=self.base, timeout=30) as http:
            while not stop.is_set() and self._one(http):
                pass

    def finish(self) -> None:
        """Ask once more what was not answered."""
        with httpx.Client(base_url=self.base, timeout=30) as http:
            if self.pending is not None:
                assert self._one(http), "the service does not answer"

    def _one(self, http: httpx.Client) -> bool:
        if self.pending is None:
            assert self.asking is not None
            self.pending = next(self.asking)
        one = self.pending
        try:
            answer = http.request(one.method, one.path, json=one.body, headers=one.headers)
        except httpx.TransportError:
            return False
        if answer.status_code == 503:  # busy: nothing was written
            time.sleep(0.05)
            return True
        self.pending, self.last = None, answer
        if answer.is_success:
            self.answers.append((one, answer))
        else:
            self.refused.append(f"{one.method} {one.path}: {answer.status_code} {answer.text[:300]}")
        return True

    def told(self) -> dict[str, Any]:
        """Return the last answer."""
        assert self.last is not None
        found: dict[str, Any] = self.last.json()
        return found


def editing(client: Client) -> Iterator[Asked]:
    """Save version after version of one product, each with a note of its own."""
    yield asked("POST", "/v1/products?note=0", document(model=client.name))
    assert client.last is not None
    address = client.last.headers["Location"]
    for n in range(1, 10**6):
        tag = client.last.headers["ETag"]
        yield asked("PUT", f"{address}?note={n}", document(model=client.name, maker=f"We {n}"), If_Match=tag)


def calculating(client: Client) -> Iterator[Asked]:
    """Save products with a green certificate each and calculate them: record, holding, claim and events at once."""
    for n in range(10**6):
        code = f"{uuid.uuid4().int % 10**32:032d}"
        yield asked("POST", "/v1/products", claiming(f"{client.name}-{n}", code))
        yield asked("POST", f"/v1/products/{client.told()['id']}/calculations")


def starting(client: Client) -> Iterator[Asked]:
    """Start portfolios of three products and Monte Carlo runs of what the first calculated."""
    products = []
    for n in range(3):
        yield asked("POST", "/v1/products", document(model=f"{client.name}-{n}"))
        products.append(client.told()["id"])
    yield asked("POST", f"/v1/products/{products[0]}/calculations")
    run_id = client.told()["run_id"]
    for n in range(10**6):
        draws = {"run_id": run_id, "draws": 300, "seed": n}
        yield asked("POST", "/v1/jobs", {"kind": "products", "payload": {"products": products}})
        time.sleep(0.1)
        yield asked("POST", "/v1/jobs", {"kind": "uncertainty", "payload": draws})
        time.sleep(0.1)


def claiming(model: str, *codes: str) -> dict[str, Any]:
    """Return a product that counts on green certificates."""
    found = document(model=model)
    found["accounts"] = [
        {"id": "press", "unit": "kWh", "process": "blank", "lines": ["blank/power"], "metered": [24000]}
    ]
    instrument = {
        "id": "gec", "kind": "green_certificate", "dataset": "hydro-power", "account": "press",
        "amount": len(codes), "unit": "MWh", "codes": list(codes), "start": "2025-03-01", "cancelled": "2025-12-01",
    }  # fmt: skip
    found["electricity"] = found["electricity"] | {"instruments": [instrument]}
    return found

"""Metrics in the format of Prometheus: requests by route, calculations, jobs; no name of a tenant or person."""

from __future__ import annotations

import time

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import pattern_of

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "footprint_requests_total", "Requests answered.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "footprint_request_seconds", "Time to answer [s].", ("route",), buckets=BUCKETS, registry=self.registry
        )
        self.jobs = Gauge("footprint_jobs", "Jobs by state.", ("state",), registry=self.registry)

    def text(self, jobs: dict[str, int]) -> bytes:
        """Write them, with the jobs there are now."""
        self.jobs.clear()
        for state, count in jobs.items():
            self.jobs.labels(state).set(count)
        return generate_latest(self.registry)


class Measured:
    """Counts and times every request by the pattern of its route."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, seen)
        finally:
            route = pattern_of(scope)
            self.metrics.requests.labels(scope["method"], route, str(status)).inc()
            self.metrics.seconds.labels(route).observe(time.perf_counter() - began)

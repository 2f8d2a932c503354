"""The service: how long a preview takes on the server, what it costs a line, and how many a worker answers."""

from __future__ import annotations

import copy
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import vl_convert

from api.cases.calculations import preview
from api.cases.workbench import Workbench
from api.db.migrate import upgrade
from api.settings import Settings
from benchmarks.measure import Figures, seconds
from footprint.engine.draws import multipliers
from footprint.foreground import amounts_alone
from footprint.uncertainty import Draws, draw, summarise
from rules.yaml_lines import read_yaml_file

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "traction-battery-nmc.yaml"
FIGURE = ROOT / "docs" / "figures" / "preview-lines.svg"
SIZES = (50, 100, 200, 300, 400, 500)
PAIRED = 10_000
ASKING = 3.0  # how long the clients ask [s]
HEADERS = {"Content-Type": "application/json", "Accept": "application/json"}


def product(lines: int) -> dict[str, Any]:
    """Return the battery of the examples with so many lines: its materials bought in equal portions."""
    document: dict[str, Any] = copy.deepcopy(read_yaml_file(EXAMPLE).document)
    divisible = [(p, line) for p in document["processes"] for line in p["lines"] if line.get("dataset")]
    others = sum(len(p["lines"]) for p in document["processes"]) - len(divisible)
    each, more = divmod(lines - others, len(divisible))
    for number, (process, line) in enumerate(divisible):
        portions = each + (number < more)
        process["lines"].remove(line)
        portion = line | {"amount": line["amount"] / portions}
        process["lines"] += [portion | {"id": f"{line['id']}-{i}"} for i in range(portions)]
    return document


def previews() -> Figures:
    """Server time of a preview by number of lines; the figure goes to the documentation."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), database_url=f"sqlite:///{folder}/bench.sqlite3")
        upgrade(settings.database_url)
        bench = Workbench.build(settings)
        documents = [product(n) for n in SIZES]
        times = []
        for document in documents:
            found = preview(bench, document)
            if found.result is None:
                what = f"the product of the benchmark is refused: {[f.code for f in found.findings]}"
                raise AssertionError(what)
            times.append(1e3 * seconds(lambda d=document: preview(bench, d), 15))  # type: ignore[misc]
        slope, start = np.polyfit(SIZES, times, 1)
        residual = np.array(times) - (slope * np.array(SIZES) + start)
        _plot(SIZES, times, FIGURE)
        figures: Figures = {
            "lines": SIZES[-1],
            "case_ms": times[-1],
            "ms_a_line": float(slope),
            "ms_without_lines": float(start),
            "r_squared_of_a_line": float(1 - (residual**2).sum() / np.var(times) / len(times)),
            **_paired(bench, documents[0]),
            **_answers(settings, documents[-1]),
        }
        return figures | _requests(folder, documents[0])


def _paired(bench: Workbench, document: Any) -> Figures:
    """Measure draws of a product on scores of the background that were drawn before."""
    result = preview(bench, document).result
    if result is None:  # pragma: no cover - the same document was calculated before
        raise AssertionError
    bought = {line.dataset: line.unit_values[0] for line in result.lines}
    column = {name: i for i, name in enumerate(bought)}
    random = np.random.default_rng(1)
    scores = np.stack([v * multipliers(np.full(PAIRED, 0.2), random) for v in bought.values()], axis=1)

    def drawn() -> Draws:
        return draw(result, scores, column, amounts_alone(result, lambda line: 1.1, PAIRED, 1))

    took = seconds(drawn, 3)
    told = seconds(lambda: summarise(result, drawn()), 3)
    return {"paired_draws": PAIRED, "paired_draws_ms": 1e3 * took, "paired_draws_with_summary_ms": 1e3 * told}


def _answers(settings: Settings, document: Any) -> Figures:
    """Measure the whole answer in this process: reading, calculating, writing JSON or the page's fragment."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fastapi.testclient import TestClient

    from web.app import create_app

    body = json.dumps(document).encode()
    figures: Figures = {}
    with TestClient(create_app(settings)) as client:
        for name, path in (("interface_ms", "/v1/previews"), ("page_ms", "/en/preview")):
            answer = client.post(path, content=body, headers=HEADERS)
            if answer.status_code == 200:
                figures[name] = 1e3 * seconds(lambda p=path: client.post(p, content=body, headers=HEADERS), 15)  # type: ignore[misc]
            else:
                figures[name] = f"skipped: {path} answers {answer.status_code}"
    return figures


def _requests(folder: str, document: Any) -> Figures:
    """Count what one worker answers to two clients on the same machine."""
    port = free_port()
    environment = os.environ | {
        "FOOTPRINT_DATA_DIR": folder,
        "FOOTPRINT_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", "web.app:create_app", "--log-level", "error"]
    server = subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, env=environment)  # noqa: S603
    try:
        if not answering(port):
            return {"requests_per_second": "skipped: the server did not start within 60 s"}
        body = json.dumps(document).encode()
        until = time.perf_counter() + ASKING
        with ThreadPoolExecutor(2) as clients:
            times = [t for found in clients.map(lambda _: _ask(port, body, until), range(2)) for t in found]
    finally:
        server.terminate()
        server.wait(10)
    return {
        "requests_lines": SIZES[0],
        "requests_per_second": len(times) / ASKING,
        "request_p50_ms": 1e3 * float(np.percentile(times, 50)),
        "request_p99_ms": 1e3 * float(np.percentile(times, 99)),
    }


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def answering(port: int, seconds: float = 60.0) -> bool:
    """Wait until somebody listens on a port; tell whether that happened within so long."""
    for _ in range(int(seconds * 5)):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return True
        except OSError:
            time.sleep(0.2)
    return False


def _ask(port: int, body: bytes, until: float) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times = []
    while (start := time.perf_counter()) < until:
        connection.request("POST", "/v1/previews", body, HEADERS)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            what = f"the preview answers {answer.status}"
            raise AssertionError(what)
        times.append(time.perf_counter() - start)
    connection.close()
    return times


def _plot(lines: Sequence[int], times: list[float], file: Path) -> None:
    rows = [{"lines": n, "ms": t} for n, t in zip(lines, times, strict=True)]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("lines:Q", title="lines of the product", scale=alt.Scale(zero=True)),
        y=alt.Y("ms:Q", title="server time of a preview [ms]", scale=alt.Scale(zero=True)),
    )
    fit = base.transform_regression("lines", "ms").mark_line(color="#d8e0e4")
    chart = (fit + base.mark_circle(size=70, color="#0f4c81", opacity=1)).properties(width=520, height=260)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(vl_convert.vegalite_to_svg(chart.to_json()), encoding="utf-8")

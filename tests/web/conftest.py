"""The service with its real rules and background, one stored calculation, and no network."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

with warnings.catch_warnings():
    # Starlette 1.10 wants httpx2; until the lock has it, its client works with httpx and says so once.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

from api.access import local
from api.cases import calculations, products
from api.db import migrate
from api.db.tenancy import LOCAL
from api.settings import Settings
from rules.yaml_lines import read_yaml_file
from web.app import create_app

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "traction-battery-nmc.yaml"


def example() -> dict[str, Any]:
    """Read the demonstration product."""
    document: dict[str, Any] = read_yaml_file(EXAMPLE).document
    return document


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The whole application on an empty data folder."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    migrate.upgrade(settings.database_url)
    return create_app(settings)


@pytest.fixture(scope="session")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as made:
        yield made


@pytest.fixture(scope="session")
def run_id(app: FastAPI) -> str:
    """A stored calculation of the demonstration product."""
    bench = app.state.workbench
    with bench.database.write(LOCAL) as session:
        return calculations.calculate(bench, session, example(), "test").run_id


@pytest.fixture(scope="session")
def product_id(app: FastAPI) -> str:
    """The demonstration product, saved in two versions."""
    bench = app.state.workbench
    caller = local(bench.database, bench.clock)
    with caller.write() as session:
        made = products.create(session, caller, example())
    with caller.write() as session:
        products.save(session, caller, made.summary.id, 1, example() | {"maker": "Another"}, "another maker")
    return str(made.summary.id)


@pytest.fixture(scope="session")
def paths(run_id: str, product_id: str) -> dict[str, str]:
    """Every page by name, without its language."""
    rule = "batteries/traction"
    return {
        "home": "/",
        "start": "/calculate",
        "form": f"/calculate/{rule}",
        "example": f"/calculate/{rule}?example=traction-battery-nmc",
        "excel": f"/calculate/{rule}/excel",
        "compare": f"/compare?first={run_id}&second={run_id}",
        "diff": "/rules/diff?a=batteries/traction-eu@2023.6&b=batteries/traction-eu@2024.4",
        "rules": "/rules",
        "rule": f"/rules/{rule}",
        "background": "/background",
        "search": "/background?q=%E9%93%9C",
        "dataset": "/background/nmc622-powder-cn",
        "gap": "/background/pvdf",
        "results": "/results",
        "result": f"/results/{run_id}",
        "trace": f"/results/{run_id}/trace/cell/cathode-powder",
        "deep": f"/results/{run_id}/trace/cell/cathode-powder/1",
        "label": f"/results/{run_id}/label",
        "products": "/products",
        "archived": "/products?archived=true&q=nothing-of-this-name",
        "product": f"/products/{product_id}",
        "changes": f"/products/{product_id}/changes?first=1&second=2",
        "opened": f"/calculate/batteries/traction?product={product_id}",
        "upload": "/products/upload",
        "jobs": "/jobs",
        "log": "/log",
        "organisation": "/organisation",
        "cbam": "/cbam",
        "cbam-goods": "/cbam?cn=73082000&origin=CN&mass=30&cn=76109090&origin=HK&mass=25&cn=85043300&origin=&mass=",
    }

"""schemathesis over every address the application describes: no 5xx, no undeclared answer, nothing wrong accepted.

Cases are drawn from a fixed seed; ``FOOTPRINT_FUZZ_EXAMPLES=100`` asks each address more often than the usual run.
"""

from __future__ import annotations

import copy
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup

# Its own integration needs another pytest than ours: this is the part of it that makes the cases.
from schemathesis.pytest.lazy import get_all_tests
from schemathesis.schemas import BaseSchema

from api.app import create_app
from api.cases.accounts import keys, members
from api.cases.workbench import Workbench
from api.db.migrate import upgrade
from api.db.session import Database
from api.db.tenancy import EVERYBODY, Tenant
from api.roles import Role, scopes_of
from api.settings import Settings
from tests.api.accounts.conftest import Letters
from tests.api.conftest import caller_for, document, toy_bench

EXAMPLES = int(os.environ.get("FOOTPRINT_FUZZ_EXAMPLES", "3"))
# From so many on, products are drawn for every address that takes one.
WHOLE = 50
PRODUCT = {"$ref": "#/components/schemas/Product"}
# Who asks: the one person at a local desk; and where there are accounts, programs with keys, and nobody.
CALLERS = ("local", "administrator", "preparer", "nobody")
CONFIG: dict[str, Any] = {
    "seed": 6,
    "phases": {
        "examples": {"enabled": True},
        "coverage": {"enabled": True},
        "fuzzing": {"enabled": True},
        "stateful": {"enabled": False},
    },
    "generation": {"max-examples": EXAMPLES, "deterministic": True},
    # Its edges are walked where it is drawn for every address.
    "operations": [{"include-path": "/v1/previews", "phases": {"coverage": {"enabled": EXAMPLES >= WHOLE}}}],
    "checks": {
        # What is well formed may still not fit: a product whose figures do not add up is refused, as it should be.
        "positive_data_acceptance": {"enabled": False},
    },
}


@schemathesis.serializer("application/x-ndjson", "application/zip")
def _as_it_is(_context: Any, value: Any) -> bytes:
    """Send what was drawn as bytes: no reader takes it for an archive, and none may stumble."""
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture(params=CALLERS)
def described(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BaseSchema]:
    """The description of the service as one of the callers asks it."""
    url = f"sqlite:///{tmp_path}/footprint.sqlite3"
    upgrade(url)
    access = "local" if request.param == "local" else "accounts"
    # The limit would answer for everything else.
    settings = Settings(data_dir=tmp_path, database_url=url, access=access, requests_per_minute=10**7)
    database = Database(url)
    bench = toy_bench(database, settings)
    app = create_app(settings, bench)
    app.state.mail = Letters([])
    headers = (
        {} if request.param in {"local", "nobody"} else {"Authorization": f"Bearer {_key(bench, request.param)}"}
    )
    # The one at the desk may do whatever any other caller may: every edge is walked for him alone.
    at_desk = request.param == "local"
    phases = CONFIG["phases"] | {"coverage": {"enabled": at_desk or EXAMPLES >= WHOLE}}
    schema = schemathesis.openapi.from_dict(
        _shortened(app.openapi(), "/v1/previews" if at_desk else ""),
        config=SchemathesisConfig.from_dict(CONFIG | {"phases": phases}),
    )
    schema.app = app
    schema.config.headers = headers
    yield schema
    database.close()


def _shortened(described: dict[str, Any], drawn: str) -> dict[str, Any]:
    """Send one product, but to the address ``drawn``: drawing one takes seconds, and all read it alike."""
    if EXAMPLES >= WHOLE:
        return described
    one = {"enum": [document()]}
    found = copy.deepcopy(described)
    for path, operations in found["paths"].items():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {})
            if path == drawn or "application/json" not in content:
                continue
            asked = content["application/json"]["schema"]
            if asked == PRODUCT:
                content["application/json"] = {"schema": one}
            for name, part in asked.get("properties", {}).items():
                asked["properties"][name] = one if part == PRODUCT else part
    return found


def _key(bench: Workbench, role: Role) -> str:
    with bench.database.write(EVERYBODY) as session:
        organisation = members.found(session, "alpha", "Alpha", "maker", bench.clock(), "operator").id
    caller = caller_for(bench, Tenant(organisation), scopes_of(frozenset({role})))
    with caller.write() as session:
        return keys.make(session, caller, "fuzz", sorted(caller.scopes)).secret


def test_every_answer_is_as_described(described: BaseSchema) -> None:
    found: dict[str, str] = {}
    asked: Counter[str] = Counter()

    def ask(case: schemathesis.Case) -> None:
        asked[case.operation.label] += 1
        try:
            case.call_and_validate()
        except FailureGroup as failures:
            for one in failures.exceptions:
                found.setdefault(f"{case.operation.label}: {type(one).__name__}", str(failures))

    load_all_checks()
    limits = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
                      suppress_health_check=list(HealthCheck))  # fmt: skip
    for operation in get_all_tests(schema=described, test_func=ask, settings=limits, given_kwargs={}):
        _, run = operation.ok()
        run()
    assert len(asked) == sum(map(len, described.raw_schema["paths"].values()))
    assert not found, "\n\n".join(f"{name}\n{told}" for name, told in found.items())

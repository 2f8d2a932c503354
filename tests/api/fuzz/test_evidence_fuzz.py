"""Evidence files against the corpus, and against mutations of good ones."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.errors import RequestError
from api.files.inspect import inspect, is_formula
from api.files.refusals import FILE_PROBLEMS
from api.messages import describe_problem
from footprint.errors import InputError
from tests.api.fuzz.conftest import stored
from tests.api.fuzz.corpus import EVIL, FORMULAS, GOOD, NAMES, PDF

HOWS = ("flip", "cut", "drop", "twice", "put")


@pytest.mark.parametrize("name", GOOD)
def test_what_is_fine_is_kept(client: TestClient, name: str) -> None:
    answer = client.post("/v1/files", params={"name": name}, content=GOOD[name])
    assert answer.status_code in {200, 201}, answer.text
    assert client.get(answer.headers["Location"] + "/content").content == GOOD[name]


@pytest.mark.parametrize("name", EVIL)
def test_what_is_not_is_refused(client: TestClient, data: Path, name: str) -> None:
    item, before = EVIL[name], stored(client, data)
    answer = client.post("/v1/files", params={"name": item.name}, content=item.data)
    if item.kept:
        assert answer.status_code == 201, answer.text
        got = client.get(answer.headers["Location"] + "/content")
        assert got.content == item.data
        assert got.headers["content-disposition"].startswith("attachment")
        return
    assert answer.status_code in {400, 422}, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problems = answer.json().get("problems", [])
    assert len(problems) == (1 if answer.status_code == 422 else 0)
    assert stored(client, data) == before


@pytest.mark.parametrize("name", NAMES)
def test_names_that_lead_elsewhere(client: TestClient, data: Path, name: str) -> None:
    before = stored(client, data)
    answer = client.post("/v1/files", params={"name": name}, content=PDF)
    assert answer.status_code == 422, answer.text
    assert stored(client, data) == before


@pytest.mark.parametrize("declared", ["text/html", "image/svg+xml", "image/png", "x" * 500])
def test_a_type_that_does_not_fit_the_name(client: TestClient, declared: str) -> None:
    answer = client.post("/v1/files?name=a.pdf", content=PDF, headers={"Content-Type": declared})
    assert answer.status_code == 422
    assert "declared" in answer.text


def test_refusals_are_told_in_three_languages(client: TestClient) -> None:
    said = set()
    for language in ("en", "zh-Hans", "zh-Hant"):
        answer = client.post("/v1/files?name=a.exe", content=PDF, headers={"Accept-Language": language})
        said.add(answer.json()["problems"][0]["what"])
    assert len(said) == 3
    assert len(FILE_PROBLEMS) == len(set(FILE_PROBLEMS))


@pytest.mark.parametrize("name", [n for n in EVIL if n.startswith(("bomb", "entities", "huge", "deep", "many"))])
def test_memory_stays_bounded(tmp_path: Path, name: str) -> None:
    item = EVIL[name]
    path = tmp_path / "x.part"
    path.write_bytes(item.data)
    tracemalloc.start()
    try:
        inspect(path, item.name)
    except (InputError, RequestError):
        pass
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 16_000_000


def test_numbers_with_a_sign_are_no_formulas() -> None:
    assert not any(is_formula(cell) for cell in ("-1.5", "+8", "-", "=", "+86 755 1234", "'=1+1", "- none", "a=b"))
    assert all(is_formula(cell) for cell in FORMULAS)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(GOOD)),
    st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(HOWS), st.binary(max_size=9)), max_size=5),
)
def test_a_mutation_is_taken_or_refused(tmp_path: Path, name: str, changes: list[tuple[int, str, bytes]]) -> None:
    data = bytearray(GOOD[name])
    for where, how, extra in changes:
        at = where % (len(data) + 1)
        match how:
            case "flip" if at < len(data):
                data[at] ^= 1 << (where % 8)
            case "cut":
                del data[at:]
            case "drop":
                del data[at : at + 7]
            case "twice":
                data[at:at] = data[at : at + 50]
            case _:
                data[at:at] = extra
    path = tmp_path / "x.part"
    path.write_bytes(data)
    try:
        inspect(path, name)
    except InputError as error:
        told = [describe_problem(problem, "zh-Hans") for problem in error.problems]
    except RequestError as error:
        told = [str(error)] if name == "a.json" else []
    else:
        told = ["taken"]
    assert len(told) == 1
    assert told[0]

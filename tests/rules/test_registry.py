"""Which version is in force on which day; freezing published versions; the catalogue."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from footprint.errors import RuleError
from rules.catalogue import catalogue_problems, load_catalogue
from rules.check import rules_problems
from rules.registry import Registry, validity_problems
from rules.released import publish, released, released_problems
from tests.rules.mini import put, version

pytestmark = pytest.mark.usefixtures("in_folder")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, status, start, until in (
        ("1.0", "superseded", "2025-01-01", "2025-12-31"),
        ("2.0", "in_force", "2026-01-01", "null"),
        ("3.0-draft", "draft", "2027-01-01", "null"),
    ):
        put(tmp_path, version(number, status, start, until), f"pcr/test/thing/{number}.yaml")
    put(tmp_path, "name: not a rule", "pcr/test/thing/cases/one.yaml")
    return tmp_path


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (None, "2.0"),
        (date(2025, 1, 1), "1.0"),
        (date(2025, 12, 31), "1.0"),
        (date(2026, 1, 1), "2.0"),
        (date(2030, 1, 1), "2.0"),
    ],
)
def test_version_in_force_on_a_day(folder: Path, on: date | None, expected: str) -> None:
    assert Registry(folder).get("test/thing", on).rule.version == expected


def test_named_version_and_all(folder: Path) -> None:
    registry = Registry(folder / "pcr")
    assert registry.get("test/thing@1.0").rule.status == "superseded"
    assert [r.rule.version for r in registry.all()] == ["1.0", "2.0", "3.0-draft"]
    assert registry.names() == ("test/thing@1.0", "test/thing@2.0", "test/thing@3.0-draft")


def test_the_only_draft_stands_in_when_nothing_is_in_force(folder: Path) -> None:
    assert Registry(folder).get("test/thing", date(2024, 12, 31)).rule.version == "3.0-draft"
    put(folder, version("4.0", "draft", "2027-01-01"), "pcr/test/thing/4.0.yaml")
    with pytest.raises(RuleError, match=r"no version of 'test/thing' is in force on 2024-12-31: name one as"):
        Registry(folder).get("test/thing", date(2024, 12, 31))


def test_unknown_names_list_near_ones(folder: Path) -> None:
    registry = Registry(folder)
    with pytest.raises(RuleError, match=r"there is no rule 'test/thin': is test/thing meant\?"):
        registry.get("test/thin")
    with pytest.raises(RuleError, match=r"there is no version '9' of test/thing: there are 1\.0, 2\.0, 3\.0-draft"):
        registry.get("test/thing@9")
    with pytest.raises(RuleError, match="known are test/thing"):
        registry.get("zzzzzzzz@1")


def test_versions_do_not_overlap(folder: Path) -> None:
    assert validity_problems(Registry(folder).all()) == ()
    put(folder, version("1.0", "superseded", "2025-01-01", "2026-01-01"), "pcr/test/thing/1.0.yaml")
    (problem,) = validity_problems(Registry(folder).all())
    assert str(problem).startswith("pcr/test/thing/1.0.yaml: valid.until: holds until 2026-01-01, but version 2.0")


def test_publishing_freezes_a_version(folder: Path) -> None:
    def problems() -> list[str]:
        return [str(p) for p in released_problems(Registry(folder).all(), folder)]

    assert [p.split(": ")[0] for p in problems()] == [
        "pcr/test/thing/1.0.yaml",
        "pcr/test/thing/2.0.yaml",
    ]
    publish("test/thing@1.0", folder)
    assert publish("test/thing@2.0", folder) == Registry(folder).get("test/thing@2.0").sha256
    assert problems() == []
    assert list(released(folder)) == ["test/thing@1.0", "test/thing@2.0"]
    with pytest.raises(RuleError, match="is draft: set in_force first"):
        publish("test/thing@3.0-draft", folder)

    # Superseding changes nothing that was calculated; a number does.
    put(folder, version("2.0", "superseded", "2026-01-01", "2026-12-31"), "pcr/test/thing/2.0.yaml")
    assert problems() == []
    text = version("2.0", "in_force", "2026-01-01")
    path = put(folder, text.replace("value: 0.01", "value: 0.02"), "pcr/test/thing/2.0.yaml")
    (changed,) = problems()
    assert "was published and has changed since" in changed
    with pytest.raises(RuleError, match="write a new version"):
        publish("test/thing@2.0", folder)
    path.unlink()
    (gone,) = problems()
    assert "its file is gone" in gone


def test_a_spoilt_list_of_hashes_is_named(folder: Path) -> None:
    (folder / "released.sha256").write_text("# ok\nnonsense\n", "utf-8")
    with pytest.raises(RuleError, match=r"released.sha256:2"):
        released(folder)


def test_shipped_rules_are_as_published() -> None:
    assert released_problems(Registry().all()) == ()


def test_catalogue_names_the_five_groups_and_every_rule() -> None:
    catalogue = load_catalogue()
    groups = [g.id for g in catalogue.groups]
    assert groups == ["batteries", "photovoltaics", "vehicles", "power-equipment", "daily-chemicals"]
    entry = catalogue.entry_of("batteries/traction")
    assert entry is not None
    assert entry.status == "draft"
    assert catalogue_problems(Registry().all()) == ()
    used = {s for g in catalogue.groups for e in g.products for s in e.sources}
    assert set(catalogue.sources) - used <= {"gd-plan-2025"}


def test_catalogue_and_rules_disagree(folder: Path) -> None:
    (folder / "catalogue.yaml").write_text(
        "sources: {s: {title: t, date: d, url: u, grade: A}}\n"
        "groups:\n- id: g\n  title: G\n  products:\n"
        "  - {id: a, title: A, rule: test/nothing, status: draft, sources: [s]}\n"
        "  - {id: b, title: B, status: draft, sources: [x]}\n",
        "utf-8",
    )
    problems = "\n".join(map(str, catalogue_problems(Registry(folder).all(), folder)))
    for words in (
        "there is no rule 'test/nothing'",
        "there is no source 'x'",
        "no rule is named",
        "test/thing stands under no product",
    ):
        assert words in problems
    (folder / "catalogue.yaml").write_text("sources: {}\ngroups:\n- {id: g, products: []}\n", "utf-8")
    with pytest.raises(RuleError, match=r"catalogue.yaml:3: groups\[g\].title: is missing"):
        load_catalogue(folder)


def test_everything_shipped_is_sound() -> None:
    assert rules_problems() == ()


def test_check_names_broken_files_first(folder: Path) -> None:
    put(folder, "pcr: [", "pcr/test/other/1.yaml")
    found = [str(p) for p in rules_problems(folder)]
    assert any(p.startswith("pcr/test/other/1.yaml:") for p in found)

"""A described rule forgets nothing: whatever is changed in a rule can be seen in its document."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from api.documents.rule_text import Writer, as_markdown, as_text
from api.documents.rule_words import WORDS
from footprint.rule import Rule
from footprint.texts import LANGUAGES, Language
from rules.cases import read_case
from rules.describe import describe
from rules.diff import diff
from rules.document import Description, Fact, Row
from rules.load import ROOT
from rules.registry import Registry
from tests.rules.full import full

GIVEN = ("item_limit", "sum_limit", "made")
UNBOUNDED = ("cycles", "item_limit", "sum_limit", "made", "usual")
CASE = ROOT / "pcr" / "batteries" / "traction" / "cases" / "nested-with-yield.yaml"
# The quantity follows from the unit; an abstract rule is never described.
SILENT = ("quantity", "abstract")
# Without effect: whether a value that the rule gives is required, whether a bound that is not there is strict.
IDLE = {
    ("parameters", name, key)
    for key, names in (("required", GIVEN), ("exclusive_minimum", UNBOUNDED))
    for name in names
}


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    elif isinstance(node, list):
        for position, value in enumerate(node):
            yield from leaves(value, (*path, position))
    elif node is not None:
        yield path, node


def changed(document: dict[str, Any], path: tuple[Any, ...]) -> Rule | None:
    whole = copy.deepcopy(document)
    node: Any = whole
    for step in path[:-1]:
        node = node[step]
    old = node[path[-1]]
    others: list[Any] = [not old] if isinstance(old, bool) else [old + 1] if isinstance(old, int | float) else []
    if isinstance(old, str):
        others = [f"{old}x", f"{old}-1", "2025-01-01", "2.0", *ALTERNATIVES]
    for other in others:
        node[path[-1]] = other
        if other == old:
            continue
        try:
            return Rule.model_validate(whole)
        except ValidationError:
            continue
    return None


ALTERNATIVES = (
    "in_force", "national", "excluded", "included", "impact", "product", "component", "omit", "highest_intensity",
    "physical", "economic", "cut_off", "substitution", "open", "accepted", "market", "location", "on_site",
    "contract", "company_specific", "any", "optional", "always", "required", "reference", "issuer", "unread",
    "draft", "C", "1", "cradle_to_grave", "warning", "pef-dqr", "weighted",
)  # fmt: skip


def test_every_value_of_a_rule_can_be_seen() -> None:
    rule = full()
    document = rule.model_dump(mode="json", by_alias=True)
    found = [path for path, _ in leaves(document) if path[-1] not in SILENT and path not in IDLE]
    rules = {path: changed(document, path) for path in found}
    stuck = [path for path, other in rules.items() if other is None]
    assert stuck == [], "these could not be changed: give the test another value to try"
    forgotten = [".".join(map(str, p)) for p, other in rules.items() if other is not None and not diff(rule, other)]
    assert forgotten == []


def test_the_fixture_fills_every_block() -> None:
    rule = full()
    empty = {name for name in Rule.model_fields if not getattr(rule, name)}
    assert empty == {"abstract"}


def rows(found: Description) -> Iterator[tuple[str, Row]]:
    for section in found.sections():
        for row in section.rows:
            yield section.id, row


@pytest.mark.parametrize("rule", [full(), *(loaded.rule for loaded in Registry().all())], ids=lambda r: r.pcr)
def test_every_choice_shows_its_clause(rule: Rule) -> None:
    shown: list[Any] = []
    for _, row in rows(describe(rule)):
        shown += [row.cite, *(fact.cite for fact in row.facts)]
    said = {(c.source, c.clause) for c in shown if c is not None}
    assert {(c.source, c.clause) for _, c in rule.cites()} == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_can_be_written(language: Language) -> None:
    for rule in (full(), *(loaded.rule for loaded in Registry().all())):
        found = describe(rule)
        text = as_text(found, language)
        assert rule.title.get(language) in text
        assert as_markdown(found, language).startswith(f"# {rule.title.get(language)}")
        for heading in ("boundary", "method", "data_quality", "traceability"):
            assert Writer(rule, language).say(f"chapter.{heading}").upper() in text


def test_words_exist_for_every_code_and_none_is_idle() -> None:
    used: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, Fact):
            used.add(f"label.{node.label}")
        code = getattr(node, "code", None)
        if isinstance(code, str):
            used.add(code)
        if isinstance(node, tuple | list):
            for one in node:
                walk(one)
        elif hasattr(node, "__dataclass_fields__") and not isinstance(node, BaseModel):
            for name in node.__dataclass_fields__:
                walk(getattr(node, name))

    case, _ = read_case(CASE)
    for rule in (full(), *(loaded.rule for loaded in Registry().all())):
        found = describe(rule, [case])
        walk(found.chapters)
        used |= {f"chapter.{c.id}" for c in found.chapters} | {f"section.{s.id}" for s in found.sections()}
    labels = {code for code in used if code.startswith(("label.", "chapter.", "section."))}
    assert labels <= WORDS.keys()
    idle = {c for c in WORDS if c.startswith(("label.", "row.", "chapter.", "section."))} - used
    assert idle == {"label.title", "label.help"}, "only the comparison uses these"


def test_marks_tell_what_is_open_computed_and_unread() -> None:
    found = {(section, row.id): row for section, row in rows(describe(full()))}
    assert found["parameters", "cycles"].marks == ("open",)
    assert found["parameters", "by_class"].marks == ("open",), "open for one option"
    assert found["parameters", "made"].marks == ("computed",)
    assert found["activity_data", "driving"].marks == ("computed",)
    assert found["activity_data", "power"].marks == ("default",)
    assert found["sources", "other"].marks == ("unread",)
    assert found["choices", "basis"].marks == ("open",)
    assert found["electricity", "electricity"].marks == ("open",)


def test_text_reads_like_sentences() -> None:
    text = as_text(describe(full()), "en")
    for line in (
        "Computed by the rule: Energy × Item (formula share_of)",
        "Value by option: Car: 60",
        "Value by option: Bus: open: the preparer's choice, with a reason",
        "Suggestion, never applied by itself: 250: bus-cn: Usual  [Book, 15]",
        "Limit of a single input: 0.01 (Item)",
        "Range: above 0",
        "Claim of a supply: residual mix: refused",
        "Text: not read: clauses named after it are unchecked",
    ):
        assert line in text, line
    assert "由规则计算: 能" not in text


def test_a_worked_case_is_listed_with_what_it_shows() -> None:
    case, _ = read_case(CASE)
    found = describe(Registry().get(case.rule).rule, [case])
    (section,) = [s for s in found.sections() if s.id == "cases"]
    (row,) = section.rows
    assert row.title == case.name
    assert row.fact("shows") is not None

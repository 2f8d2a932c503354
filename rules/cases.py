"""Worked cases: round 3 of the validation. A case is computed by hand in its own comments.

A case file brings a toy background of a handful of datasets, a product as any user would hand it in, and what
must come out. It belongs to the rule version its product names.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from footprint.background import CATEGORIES, GASES, Background, Dataset, Exchange, Factor, Flow, Slot
from footprint.calculate import calculate
from footprint.errors import BlockedError, FootprintError, InputError, Problem, RuleError
from footprint.product import parse_product, problem
from footprint.result import Result
from footprint.rule import LoadedRule, Rule
from footprint.texts import Text
from rules.load import ROOT, display_name, find_root
from rules.registry import Registry
from rules.yaml_lines import Lines, read_yaml_file

TINY = 1e-12


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ToyFlow(_Model):
    """An emission, with its factor in every set the case needs [kg CO2e / kg]."""

    gas: str
    category: str
    factors: dict[str, float]


class ToyDataset(_Model):
    """Emissions [kg of flow / unit] and inputs (of datasets or slots, in their unit) of one unit."""

    unit: str
    region: str = "CN"
    emissions: dict[str, float] = Field(default_factory=dict)
    inputs: dict[str, float] = Field(default_factory=dict)


class ToyBackground(_Model):
    """A background small enough for a pocket calculator."""

    flows: dict[str, ToyFlow]
    datasets: dict[str, ToyDataset]
    slots: dict[str, str] = Field(default_factory=dict)
    supply: dict[str, dict[int, dict[str, str]]] = Field(default_factory=dict)


class Expected(_Model):
    """What must come out; every part that is given is compared.

    ``parameters`` are resolved values in the units of the rule. ``states`` is double entry: numbers of the rule
    that no figure depends on (suggestions, limits), by their dotted path in the merged rule.
    ``rounded`` is the total as displayed under the rule, ``blocked`` the codes of the errors, ``findings`` codes
    that must be among the findings.
    """

    total: float | None = None
    reference_flow: float | None = None
    rounded: str | None = None
    stages: dict[str, float] = Field(default_factory=dict)
    views: dict[str, float] = Field(default_factory=dict)
    parameters: dict[str, float] = Field(default_factory=dict)
    states: dict[str, float] = Field(default_factory=dict)
    findings: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()


class Case(_Model):
    """One worked case."""

    name: str
    description: str
    source: str
    background: ToyBackground
    product: dict[str, Any]
    expected: Expected
    tolerance: Annotated[float, Field(gt=0, le=0.01)]

    @property
    def rule(self) -> str:
        """The ``id@version`` the case belongs to."""
        return str(self.product.get("rule", ""))


def read_case(path: Path) -> tuple[Case, Lines]:
    """Read a case file.

    Raises
    ------
    RuleError
        With file, line and path of every problem.
    """
    try:
        lines = read_yaml_file(path, display_name(path, find_root(path)))
        return Case.model_validate(lines.document), lines
    except ValidationError as error:
        raise RuleError(
            *(
                Problem(lines.where(e["loc"], found.where), found.what)
                for e in error.errors()
                for found in [problem(e, lines.document)]
            )
        ) from error
    except InputError as error:
        raise RuleError(*error.problems) from error


def run_case(case: Case, lines: Lines, rule: LoadedRule) -> tuple[Problem, ...]:
    """Calculate a case and compare.

    Returns
    -------
    tuple of Problem
        Empty when everything expected came out.
    """
    stated = tuple(_compare_states(case, lines, rule.rule))
    if stated:
        return stated
    try:
        result = calculate(parse_product(case.product), rule, toy_background(case.background))
    except BlockedError as error:
        codes = sorted({f.code for f in error.findings if f.severity == "error"})
        if codes == sorted(case.expected.blocked):
            return ()
        what = f"blocked by {', '.join(codes)}, expected {', '.join(case.expected.blocked) or 'a result'}"
        return (Problem(lines.where(("expected",), "expected"), what),)
    except FootprintError as error:
        return (Problem(lines.where(("product",), "product"), str(error)),)
    if case.expected.blocked:
        what = f"expected {', '.join(case.expected.blocked)} to block, but it was calculated"
        return (Problem(lines.where(("expected", "blocked"), "expected.blocked"), what),)
    return tuple(_compare(case, lines, rule, result))


def _compare(case: Case, lines: Lines, rule: LoadedRule, result: Result) -> list[Problem]:
    expected = case.expected
    views = {view.id: view.value for view in result.views}
    stages = result.by_stage()
    resolved = {v.name: v.value for v in result.values}
    pairs: list[tuple[tuple[str, ...], float | None, float | None]] = [
        (("total",), expected.total, result.total),
        (("reference_flow",), expected.reference_flow, result.reference_flow),
        *((("stages", s), value, stages.get(s)) for s, value in expected.stages.items()),
        *((("views", v), value, views.get(v)) for v, value in expected.views.items()),
        *((("parameters", n), value, resolved.get(n)) for n, value in expected.parameters.items()),
    ]
    problems = [
        Problem(_at(lines, *steps), f"is {want!r}, calculated {got!r}")
        for steps, want, got in pairs
        if want is not None and (got is None or not math.isclose(want, got, rel_tol=case.tolerance, abs_tol=TINY))
    ]
    shown = rounded(result.total, rule.rule.rounding.significant_figures)
    if expected.rounded is not None and expected.rounded != shown:
        problems.append(Problem(_at(lines, "rounded"), f"is {expected.rounded}, displayed {shown}"))
    codes = {f.code for f in result.findings}
    problems += [
        Problem(_at(lines, "findings"), f"{code} was not found; found: {', '.join(sorted(codes))}")
        for code in expected.findings
        if code not in codes
    ]
    return problems


def _compare_states(case: Case, lines: Lines, rule: Rule) -> Iterator[Problem]:
    for path, want in case.expected.states.items():
        got = numbers(rule).get(path)
        if got is None or not math.isclose(want, got, rel_tol=TINY):
            what = f"is {want!r}, the rule says {got!r}"
            if got is None:
                what += "; a path is written like parameters.mass.suggestion.amount"
            yield Problem(_at(lines, "states", path), what)


def numbers(rule: Rule) -> dict[str, float]:
    """List every number of a rule by its dotted path; things with an id stand under it."""
    found: dict[str, float] = {}

    def walk(node: Any, where: str) -> None:
        if isinstance(node, bool):
            return
        if isinstance(node, int | float):
            found[where] = node
        elif isinstance(node, dict):
            for key, value in node.items():
                walk(value, f"{where}.{key}" if where else str(key))
        elif isinstance(node, list):
            for position, value in enumerate(node):
                name = value.get("id", position) if isinstance(value, dict) else position
                walk(value, f"{where}.{name}")

    walk(rule.model_dump(mode="json", by_alias=True), "")
    return found


def _at(lines: Lines, *steps: str) -> str:
    path = ("expected", *steps)
    return lines.where(path, ".".join(path))


def rounded(value: float, figures: int) -> str:
    """Write a value with so many significant figures, without exponent, halves to even."""
    return f"{Decimal(f'{value:.{figures - 1}e}'):f}"


def cases(folder: Path = ROOT) -> tuple[tuple[Case, Lines], ...]:
    """Read every case below a folder of rules."""
    return tuple(read_case(path) for path in sorted((folder / "pcr").rglob("cases/*.yaml")))


def case_problems(folder: Path = ROOT, registry: Registry | None = None) -> tuple[Problem, ...]:
    """Run every case; a published rule without a case is a problem as well."""
    registry = registry or Registry(folder)
    problems: list[Problem] = []
    covered = set()
    for case, lines in cases(folder):
        if case.rule not in registry.names():
            what = f"is {case.rule or 'missing'!r}: a case names a rule with its version"
            problems.append(Problem(lines.where(("product", "rule"), "product.rule"), what))
            continue
        covered.add(case.rule)
        problems += run_case(case, lines, registry.get(case.rule))
    for rule in registry.all():
        if rule.rule.status == "in_force" and f"{rule.rule.pcr}@{rule.rule.version}" not in covered:
            problems.append(Problem(f"{rule.file}: status", "is in_force, but no worked case names this version"))
    return tuple(problems)


def toy_background(toy: ToyBackground) -> Background:
    """Build the background of a case."""
    plain = Text(en="toy", zh_hans="示例", zh_hant="示例")
    slots = {
        name: Slot(name, name.split("/")[0], name.split("/")[1], toy.datasets[dataset].unit, plain, dataset)
        for name, dataset in toy.slots.items()
    }
    sets = sorted({s for flow in toy.flows.values() for s in flow.factors})
    return Background(
        id="toy",
        version="1",
        sha256="0" * 64,
        title=plain,
        datasets={name: _dataset(name, toy, slots) for name in toy.datasets},
        slots=slots,
        flows={name: _flow(name, flow) for name, flow in toy.flows.items()},
        supply={(family, y): slots for family, years in toy.supply.items() for y, slots in years.items()},
        characterization={
            s: {n: Factor(f.factors[s], "case", "case") for n, f in toy.flows.items() if s in f.factors}
            for s in sets
        },
    )


def _flow(name: str, flow: ToyFlow) -> Flow:
    if flow.gas not in GASES or flow.category not in CATEGORIES:
        what = f"toy flow {name}: gas is one of {GASES}, category one of {CATEGORIES}"
        raise RuleError(what)
    return Flow(name, Text(en=name, zh_hans=name, zh_hant=name), "kg", flow.gas, flow.category)


def _dataset(name: str, toy: ToyBackground, slots: dict[str, Slot]) -> Dataset:
    dataset = toy.datasets[name]
    rows = [("emission", flow, amount, "kg") for flow, amount in dataset.emissions.items()]
    for target, amount in dataset.inputs.items():
        kind = "slot" if target in slots else "provider"
        rows.append((kind, target, amount, slots[target].unit if target in slots else toy.datasets[target].unit))
    return Dataset(
        id=name,
        name=Text(en=name, zh_hans=name, zh_hant=name),
        category="toy",
        unit=dataset.unit,
        region=dataset.region,
        year=2024,
        kind="released",
        basis="unit_process",
        confidence="high",
        pedigree=(1, 1, 1, 1, 1),
        licence="toy",
        source="case",
        locator="case",
        technology=Text(en=name, zh_hans=name, zh_hant=name),
        exchanges=tuple(
            Exchange(i, kind, target, amount, unit, "case", "case", "high", amount, unit)  # type: ignore[arg-type]
            for i, (kind, target, amount, unit) in enumerate(rows, 1)
        ),
    )

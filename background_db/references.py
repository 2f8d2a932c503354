"""Second round of checks: rows against each other.

Runs over rows whose cells were fine. Rows with a broken cell still count as existing, so that one typing error
is not reported once more by everything that refers to the row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from background_db import regions
from background_db.layout import Layout, layouts
from background_db.tables import Problems, Row, Tables
from footprint import units
from footprint.errors import UnitError

ById = Mapping[str, Row]

# What `amount` and `source_amount * factor` may differ by; sources round, our arithmetic does not.
TOLERANCE = 1e-5

# A gap has no number, hence none of these; everything else must state them.
_NOT_FOR_GAPS = (
    "year", "basis", "combustion", "allocation", "confidence", "pedigree", "licence", "source", "locator",
    "technology_en", "technology_zh_hans", "technology_zh_hant",
)  # fmt: skip
_TARGETS = {"provider": "datasets", "gap": "datasets", "slot": "slots", "emission": "flows"}
_STRICTNESS = {"yes": 0, "ask": 1, "no": 2}


def check(tables: Tables, problems: Problems) -> None:
    """Note every row that contradicts another one.

    Parameters
    ----------
    tables : Tables
        As read by :func:`background_db.tables.read_tables`.
    problems : Problems
        Receives what is wrong.
    """
    by_id = {name: {row["id"]: row for row in tables[name]} for name in tables if _has_id(name)}
    for layout in layouts().values():
        _check_keys(tables[layout.name], layout, problems)
        _check_references(tables[layout.name], layout, by_id, problems)
    for name in ("datasets", "slots"):
        for row in _sound(tables[name]):
            if what := regions.complaint(row["region"]):
                problems.add(row, "region", what)
    inputs: dict[str, list[Row]] = defaultdict(list)
    for row in tables["exchanges"]:
        inputs[row["dataset"]].append(row)
    for row in _sound(tables["datasets"]):
        _check_dataset(row, inputs[row["id"]], by_id, problems)
    for row in _sound(tables["exchanges"]):
        _check_arithmetic(row, problems)
        _check_target(row, by_id, problems)
    for row in _sound(tables["slots"]):
        _check_slot(row, by_id["datasets"], problems)
    for row in _sound(tables["supply"]):
        _check_supply(row, by_id, problems)
    for row in _sound(tables["links"]):
        _check_link(row, by_id, problems)
    _check_characterization(tables, by_id["flows"], problems)


def _has_id(table: str) -> bool:
    return layouts()[table].key == ("id",)


def _sound(rows: tuple[Row, ...]) -> list[Row]:
    return [row for row in rows if not row.broken]


def _check_keys(rows: tuple[Row, ...], layout: Layout, problems: Problems) -> None:
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row[column] for column in layout.key)
        if (other := first.setdefault(key, row)) is not row:
            problems.add(row, layout.key[-1], f"{' '.join(key)!r} is already at {other.place}")


def _check_references(rows: tuple[Row, ...], layout: Layout, by_id: Mapping[str, ById], problems: Problems) -> None:
    for column, table in layout.references.items():
        for row in rows:
            if not row.broken and row[column] and row[column] not in by_id[table]:
                problems.add(row, column, f"{row[column]!r} is not in {layouts()[table].path}")


def _check_dataset(row: Row, inputs: list[Row], by_id: Mapping[str, ById], problems: Problems) -> None:
    if row["kind"] == "gap":
        if inputs:
            problems.add(row, "kind", f"a gap has no number, but exchanges at {inputs[0].place}")
        if row["basis"]:
            problems.add(row, "basis", "must be empty for a gap, which has no number")
        if not row["method"]:
            problems.add(row, "method", "is empty: a gap says what was looked at and why it was rejected")
        return
    for column in _NOT_FOR_GAPS:
        if not row[column]:
            problems.add(row, column, "is empty, but only a gap may leave it out")
    if not inputs:
        problems.add(row, "id", f"{row['id']!r} has no exchanges: give some, or declare it a gap")
    if row["kind"] == "estimated" and not row["method"]:
        problems.add(row, "method", "is empty: an estimated dataset says how it was built")
    if row["basis"] == "factor":
        for other in inputs:
            if not other.broken and other["kind"] != "emission":
                problems.add(other, "kind", f"{row['id']!r} is a published factor: only emissions belong to it")
    _check_licence(row, inputs, by_id, problems)


def _check_licence(row: Row, inputs: list[Row], by_id: Mapping[str, ById], problems: Problems) -> None:
    """A dataset is as restricted as the strictest source it quotes."""
    own = by_id["licences"].get(row["licence"])
    if own is None or own.broken:
        return
    for quoting in (row, *inputs):
        source = by_id["sources"].get(quoting["source"])
        terms = by_id["licences"].get(source["licence"]) if source else None
        if terms is None or terms.broken:
            continue
        if _STRICTNESS[own["commercial_use"]] < _STRICTNESS[terms["commercial_use"]]:
            what = (
                f"{row['licence']!r} (commercial use: {own['commercial_use']}) is looser than "
                f"{terms['id']!r} ({terms['commercial_use']}) of source {quoting['source']!r} at {quoting.place}"
            )
            problems.add(row, "licence", what)
            return


def _check_arithmetic(row: Row, problems: Problems) -> None:
    amount, factor = row.number("amount"), row.number("factor")
    expected = row.number("source_amount") * factor
    if abs(amount - expected) > TOLERANCE * abs(amount):
        product = f"{row['source_amount']} × {row['factor']} = {expected:.9g}"
        what = f"{row['amount']} is not source_amount × factor = {product}"
        problems.add(row, "amount", what)
    if factor != 1 and not row["reason"]:
        problems.add(row, "reason", f"is empty, but the factor is {row['factor']}: give its arithmetic")


def _check_target(row: Row, by_id: Mapping[str, ById], problems: Problems) -> None:
    kind, table = row["kind"], _TARGETS[row["kind"]]
    target = by_id[table].get(row["target"])
    if target is None:
        problems.add(row, "target", f"{row['target']!r} is not in {layouts()[table].path}")
        return
    if target.broken:
        return
    if kind == "gap" and target["kind"] != "gap":
        problems.add(
            row, "kind", f"{row['target']!r} is no gap but {target['kind']}: its rows are of kind provider"
        )
    if kind == "provider" and target["kind"] == "gap":
        problems.add(row, "kind", f"{row['target']!r} is a gap: its rows are of kind gap")
    if kind == "provider" and row["target"] == row["dataset"] and not row["note"]:
        problems.add(row, "note", f"is empty, but {row['dataset']!r} feeds itself: say why")
    try:
        units.factor(row["unit"], target["unit"])
    except UnitError as error:
        problems.add(row, "unit", f"{error}; {row['target']!r} is counted in {target['unit']}")


def _check_slot(row: Row, datasets: ById, problems: Problems) -> None:
    if row["id"] != f"{row['service']}/{row['region']}":
        problems.add(row, "id", f"{row['id']!r} must be {row['service']}/{row['region']}")
    _check_filling(row, "default_dataset", row, datasets, problems)


def _check_supply(row: Row, by_id: Mapping[str, ById], problems: Problems) -> None:
    slot = by_id["slots"].get(row["slot"])
    if slot is not None and not slot.broken:
        _check_filling(row, "dataset", slot, by_id["datasets"], problems)


def _check_filling(row: Row, column: str, slot: Row, datasets: ById, problems: Problems) -> None:
    dataset = datasets.get(row[column])
    if dataset is None or dataset.broken:
        return
    if dataset["kind"] == "gap":
        problems.add(row, column, f"{row[column]!r} is a gap, so slot {slot['id']!r} cannot be reached")
    if dataset["unit"] != slot["unit"]:
        what = f"{row[column]!r} is counted in {dataset['unit']}, but slot {slot['id']!r} in {slot['unit']}"
        problems.add(row, column, what)


def _check_link(row: Row, by_id: Mapping[str, ById], problems: Problems) -> None:
    table = _TARGETS[row["kind"]]
    if row["target"] not in by_id[table]:
        problems.add(row, "target", f"{row['target']!r} is not in {layouts()[table].path}")
    if row.number("factor") != 1 and not row["reason"]:
        problems.add(row, "reason", f"is empty, but the factor is {row['factor']}: give its arithmetic")


def _check_characterization(tables: Tables, flows: ById, problems: Problems) -> None:
    rows = tables["characterization"]
    sets = sorted({row["set"] for row in _sound(rows)})
    given = {(row["set"], row["flow"]) for row in rows}
    complained = {row["flow"] for row in rows if row.broken}
    for flow in flows.values():
        for name in sets:
            if (name, flow["id"]) not in given and flow["id"] not in complained and not flow.broken:
                problems.add(flow, "id", f"{flow['id']!r} has no factor in set {name}")
    for row in _sound(rows):
        target = flows.get(row["flow"])
        if target is None or target.broken:
            continue
        if row["unit"] != (expected := f"kg CO2e/{target['unit']}"):
            problems.add(
                row, "unit", f"{row['unit']!r} must be {expected}, because the flow is in {target['unit']}"
            )
        if target["gas"] == "undivided" and row.number("factor") != 1:
            problems.add(row, "factor", f"{row['factor']} must be 1: its publisher has characterised this flow")

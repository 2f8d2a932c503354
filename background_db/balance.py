"""Mass balance: what goes into a kilogram of product comes out as product or waste, or the reason is written down.

The balance is of *materials*, because the tables hold no air, no water vapour and no combustion gas:

    ratio = materials in / (product + waste to treatment)        [kg/kg]

Materials in are the provider and gap rows counted in mass. Not counted: fuels and heat (category; their carbon
leaves with the gas), water (category; it evaporates or leaves as waste water in m3), nitrogen and argon (``air``
in ``balance.csv``: taken from the air and given back to it) and processing services counted by the kilogram they
process (``service`` in ``balance.csv``: rolling, moulding, assembly energy). Rows of category waste are mass that
leaves. A dataset that is itself a service, waste treatment, water, fuel or heat has no product to balance.
"""

from __future__ import annotations

from background_db.tables import Problems, Row, Tables
from footprint import units
from footprint.background import Background, Dataset

LOWEST, HIGHEST = 0.9, 1.1
# A recorded ratio that is further off describes another inventory than the one that stands there.
STALE = 0.02
_UNCOUNTED = frozenset({"water", "fuels", "heat", "electricity", "transport"})


def ratio(dataset: Dataset, background: Background, uncounted: frozenset[str]) -> float:
    """Return materials in over product and waste out [kg/kg].

    Parameters
    ----------
    dataset : Dataset
        Counted in a unit of mass.
    background : Background
        Holds the targets of its rows.
    uncounted : frozenset of str
        Ids of services and gases of the air.
    """
    materials = 0.0
    out = units.factor(dataset.unit, "kg")
    for exchange in dataset.exchanges:
        if exchange.kind not in {"provider", "gap"} or units.quantity(exchange.unit) != "mass":
            continue
        mass = exchange.amount * units.factor(exchange.unit, "kg")
        category = background.datasets[exchange.target].category
        if category == "waste":
            out += mass
        elif category not in _UNCOUNTED and exchange.target not in uncounted:
            materials += mass
    return materials / out


def ratios(background: Background, services: frozenset[str], air: frozenset[str]) -> dict[str, float]:
    """Return the ratio of every dataset that has a product to balance."""
    return {
        dataset.id: ratio(dataset, background, services | air)
        for dataset in background.datasets.values()
        if dataset.basis == "unit_process"
        and units.quantity(dataset.unit) == "mass"
        and dataset.category not in {"waste", *_UNCOUNTED}
        and dataset.id not in services
    }


def check(background: Background, tables: Tables, problems: Problems) -> None:
    """Note every dataset whose mass does not balance without a reason, and every reason that no longer fits.

    Parameters
    ----------
    background : Background
        Free of dangling references.
    tables : Tables
        Hold ``balance`` and the places of the datasets.
    problems : Problems
        Receives what is wrong.
    """
    rows: dict[str, dict[str, Row]] = {"service": {}, "air": {}, "unbalanced": {}}
    for row in tables["balance"]:
        rows[row["kind"]][row["dataset"]] = row
        if units.quantity(background.datasets[row["dataset"]].unit) != "mass":
            problems.add(row, "dataset", f"{row['dataset']!r} is not counted in mass: the balance never meets it")
        if bool(row["ratio"]) != (row["kind"] == "unbalanced"):
            problems.add(row, "ratio", "must be given for kind unbalanced, and only there")
    found = ratios(background, frozenset(rows["service"]), frozenset(rows["air"]))
    explained = rows["unbalanced"]
    places = {row["id"]: row for row in tables["datasets"]}
    for dataset_id, value in found.items():
        if not LOWEST <= value <= HIGHEST and dataset_id not in explained:
            what = (
                f"mass of {dataset_id!r} does not balance: materials in / (product + waste) = {value:.3f}, allowed "
                f"is {LOWEST}-{HIGHEST}; correct the inventory or give the reason in balance.csv"
            )
            problems.add(places[dataset_id], "", what)
    for dataset_id, row in explained.items():
        if dataset_id not in found:
            problems.add(row, "dataset", f"{dataset_id!r} has no mass balance, so it needs no reason")
        elif LOWEST <= found[dataset_id] <= HIGHEST:
            problems.add(row, "dataset", f"{dataset_id!r} balances ({found[dataset_id]:.3f}): remove the row")
        elif row["ratio"] and abs(row.number("ratio") - found[dataset_id]) > STALE:
            what = (
                f"is {row['ratio']}, but the inventory gives {found[dataset_id]:.3f}: does the reason still hold?"
            )
            problems.add(row, "ratio", what)

"""Calculating a stored record again, to the byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from api.cases.workbench import Workbench
from footprint.calculate import calculate
from footprint.errors import BlockedError, RecordError
from footprint.product import parse_product
from footprint.record import build_record, canonical
from footprint.rule import LoadedRule


@dataclass(frozen=True)
class Rerun:
    """The record calculated again; ``changed`` names its parts that differ from the old one."""

    record: dict[str, Any]
    changed: tuple[str, ...]

    @property
    def size(self) -> int:
        """Length of the canonical record [bytes]."""
        return len(canonical(self.record))


def rerun(workbench: Workbench, old: dict[str, Any]) -> Rerun:
    """Calculate a record again under the same rule on the same background.

    Parameters
    ----------
    old : dict
        A record without ``run_id``.

    Raises
    ------
    RecordError
        Rule or background of the record are not those of this installation.
    InputError
        The product of the record cannot be read, or its rule is not here.
    """
    bench = workbench.of(old)
    if bench is None:
        _differs("background", old["background"], workbench.background.id, workbench.background.sha256)
    workbench = bench
    product = parse_product(old["product"])
    found = workbench.rules.get(f"{old['rule']['id']}@{old['rule']['version']}")
    if found.sha256 != old["rule"]["sha256"]:
        _differs("rule", old["rule"], found.rule.pcr, found.sha256)
    # A later version supersedes a rule without changing its hash; the record keeps the status of its day.
    then = found.rule.model_copy(update={"status": old["rule"].get("status", found.rule.status)})
    rule = LoadedRule(rule=then, sha256=found.sha256, file=found.file)
    try:
        result = calculate(product, rule, workbench.background, workbench.scores(then.characterization.set))
    except BlockedError as error:
        what = f"the checks of this version refuse the product of the record ({error.findings[0].code})"
        raise RecordError(what) from error
    # The document is kept as it was given; reading it and writing it again may order it differently.
    new = build_record(product, result, workbench.background) | {"product": old["product"]}
    parts = sorted(old.keys() | new.keys())
    return Rerun(new, tuple(p for p in parts if p not in old or p not in new or old[p] != new[p]))


def _differs(what: str, recorded: dict[str, str], name: str, sha256: str) -> NoReturn:
    message = (
        f"the record was made with {what} {recorded['id']} {recorded['version']} "
        f"({recorded['sha256'][:12]}…); this installation has {name} {sha256[:12]}…"
    )
    raise RecordError(message)

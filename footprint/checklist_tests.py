"""What each of the fifteen tests of a reviewer is made of, and what its checks need to say anything.

A check that found nothing has passed only if it had something to look at. What it needs stands beside its name, so
that a test without data is shown as not done.

References
----------
The fifteen tests are merged from published causes of rejection and the practice of ISO 14064-3 and ISO 14067;
docs/algorithms/plausibility.md describes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from footprint import checks_digits, digits
from footprint.checks_accounts import FEW_MONTHS
from footprint.checks_background import FEWEST, electricity_of_peers, electricity_per_mass
from footprint.checks_copies import ENOUGH
from footprint.checks_plausible import energy_made, energy_taken, mass, mass_taken
from footprint.errors import InputError
from footprint.parameters import resolve_parameters

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.product_parts import Account
    from footprint.rule import Rule

# What a check can lack; the words stand in the interface.
Lack = Literal[
    "", "account", "production", "bill", "months", "two_accounts", "readings", "amounts", "mass", "energy_output",
    "electricity", "instrument", "certificate", "bill_of_instrument", "supplier", "offered", "omission", "limit",
    "max_age", "evidence", "split", "materials", "questions", "choices", "result", "previous",
    "previous_accounts", "load", "plants", "scrap", "legs", "apart", "biogenic",
]  # fmt: skip


@dataclass(frozen=True)
class Study:
    """What the checks had to look at; ``calculated`` tells whether there were figures."""

    product: Product
    rule: Rule
    background: Background
    previous: Product | None = None
    calculated: bool = True


@dataclass(frozen=True)
class Check:
    """A check of the list; ``lacks`` tells what it would need, and is empty where it has it."""

    name: str
    lacks: Callable[[Study], Lack]


def _nothing(_study: Study) -> Lack:
    return ""


def _needs(code: Lack, there: Callable[[Study], object]) -> Callable[[Study], Lack]:
    return lambda study: "" if there(study) else code


def _result(code: Lack = "", there: Callable[[Study], object] = lambda _: True) -> Callable[[Study], Lack]:
    """Need figures first, and then what ``there`` looks for."""
    return lambda study: "result" if not study.calculated else "" if there(study) else code


def _previous(code: Lack = "", there: Callable[[Product], object] = lambda _: True) -> Callable[[Study], Lack]:
    """Need the document of an earlier period first, and something in it."""
    return lambda study: "previous" if study.previous is None else "" if there(study.previous) else code


def _mass(study: Study) -> bool:
    return any(
        mass(p.output.amount, p.output.unit) is not None and mass_taken(p, study.product, study.rule)
        for p in study.product.processes
    )


def _energy(study: Study) -> bool:
    return any(
        energy_made(p) and energy_taken(p, study.rule, study.background) is not None
        for p in study.product.processes
    )


def _electricity(study: Study) -> bool:
    product, rule, background = study.product, study.rule, study.background
    if all(electricity_per_mass(p, product, rule, background) is None for p in product.processes):
        return False
    return sum(1 for _ in electricity_of_peers(background)) >= FEWEST


def _orders(study: Study) -> bool:
    found = checks_digits.amounts(study.product)
    return len(found) >= digits.fewest(digits.BENFORD) and checks_digits.spans(found)


def _two_accounts(study: Study) -> bool:
    read = [sum(1 for v in account.metered if v) for account in study.product.accounts]
    return any(min(pair) >= ENOUGH for pair in combinations(read, 2))


def _billed_instruments(study: Study) -> bool:
    billed = {a.id for a in study.product.accounts if a.purchase is not None}
    return any(one.account in billed for one in study.product.electricity.instruments)


def _offered(study: Study) -> bool:
    bought = {line.activity for _, _, line in study.product.lines() if line.supplier}
    return any((entry := study.rule.activity(name)) and entry.datasets for name in bought)


def _copies(study: Study) -> bool:
    return any(len(account.metered) > 1 for account in study.product.accounts)


def _billed(study: Study) -> bool:
    return any(any(account.metered) and any(account.billed) for account in study.product.accounts)


def _summed(study: Study) -> bool:
    return any(a.consumption is not None and a.production is not None for a in study.product.accounts)


def _months(study: Study) -> bool:
    def both(account: Account) -> int:
        return sum(1 for m, made in zip(account.metered, account.produced, strict=False) if m and made)

    return any(both(account) >= FEW_MONTHS for account in study.product.accounts)


def _certificates(study: Study) -> bool:
    return any(one.kind == "green_certificate" for one in study.product.electricity.instruments)


def _readings(study: Study) -> bool:
    return len(checks_digits.last_digits(study.product)) >= digits.fewest(digits.UNIFORM)


def _lines(study: Study) -> bool:
    return len(checks_digits.amounts(study.product)) >= checks_digits.ENOUGH_LINES


def _asked(study: Study) -> bool:
    return any(a.evidence or a.evidence_all for a in study.rule.activity_data)


def _shared_accounts(study: Study) -> Callable[[Product], object]:
    names = {account.id for account in study.product.accounts}
    return lambda previous: any(account.id in names for account in previous.accounts)


def _limit(name: Callable[[Rule], str | None]) -> Callable[[Study], object]:
    """Look for the value of a limit that a rule names: the rule's, or the preparer's choice."""

    def there(study: Study) -> bool:
        try:
            return name(study.rule) in resolve_parameters(study.product, study.rule)
        except InputError:
            return False

    return there


_ACCOUNT = _needs("account", lambda s: s.product.accounts)
_SUPPLIER = _needs("supplier", lambda s: s.product.suppliers)
_INSTRUMENT = _needs("instrument", lambda s: s.product.electricity.instruments)
_CERTIFICATE = _needs("certificate", _certificates)
_LOAD = _needs("load", lambda s: any(account.load for account in s.product.accounts))
_SCRAP = _needs("scrap", lambda s: any(process.scrap for process in s.product.processes))
_PLANTS = _needs("plants", lambda s: any(process.plants for process in s.product.processes))

# Number of the test: its checks, and the functions elsewhere that belong to it.
TESTS: Mapping[int, tuple[tuple[Check, ...], tuple[str, ...]]] = {
    1: ((Check("check_rule_status", _nothing), Check("check_rule_on_date", _nothing)), ()),
    2: (
        (Check("check_whole_year", _nothing), Check("check_previous_fits", _previous())),
        ("footprint.product.parse_product",),
    ),
    3: (
        (
            Check("check_parameters", _nothing),
            Check("check_functional_unit", _nothing),
            Check("check_choices", _needs("choices", lambda s: s.rule.choices)),
            Check("check_foreground", _nothing),
            Check("check_total", _result()),
        ),
        ("footprint.inventory.reference_flow",),
    ),
    4: (
        (
            Check("check_required", _nothing),
            Check("check_cut_off", _needs("omission", lambda s: s.product.omitted)),
            Check("check_omitted_shares", _result("omission", lambda s: s.product.omitted)),
            Check("check_gaps", _result()),
            Check("check_end_of_life", _needs("materials", lambda s: s.rule.end_of_life.materials)),
            Check("check_answers", _needs("questions", lambda s: s.rule.not_encoded)),
        ),
        (),
    ),
    5: (
        (
            Check("check_mass_balance", _needs("mass", _mass)),
            Check("check_yields", _needs("mass", _mass)),
            Check("check_scrap", _SCRAP),
            Check("check_possible_yield", _SCRAP),
            Check("check_plants", _PLANTS),
            Check("check_plant_output", _PLANTS),
            Check("check_recycled_content", _needs("materials", lambda s: s.rule.end_of_life.materials)),
        ),
        (),
    ),
    6: (
        (
            Check("check_accounts", _ACCOUNT),
            Check("check_account_sums", _needs("production", _summed)),
            Check("check_account_bills", _needs("bill", _billed)),
            Check("check_copied_months", _needs("months", _copies)),
            Check("check_shifted_months", _needs("two_accounts", _two_accounts)),
            Check("check_multiples", _needs("two_accounts", _two_accounts)),
            Check("check_energy_balance", _needs("energy_output", _energy)),
            Check("check_allocation", _needs("split", lambda s: any(p.split for p in s.product.processes))),
            Check("check_load", _LOAD),
        ),
        (),
    ),
    7: (
        (
            Check("check_instruments", _INSTRUMENT),
            Check("check_covered_amounts", _INSTRUMENT),
            Check("check_purchases", _needs("bill_of_instrument", _billed_instruments)),
            Check("check_what_is_covered", _INSTRUMENT),
            Check("check_losses", _INSTRUMENT),
            Check("check_generation", _INSTRUMENT),
            Check("check_certificates", _CERTIFICATE),
            Check("check_certificate_months", _CERTIFICATE),
            Check("check_certificate_cancelled", _CERTIFICATE),
        ),
        (),
    ),
    8: (
        (
            Check("check_provenance", _result()),
            Check("check_electricity", _nothing),
            Check("check_zones", _nothing),
            Check("check_order", _nothing),
            Check("check_residual", _INSTRUMENT),
            Check("check_hours_known", _LOAD),
            Check("check_by_hour", _LOAD),
            Check("check_biogenic_factors", _needs("biogenic", lambda s: s.rule.carbon)),
            Check("check_undivided", _result()),
            Check("check_licences", _result()),
        ),
        ("footprint.record.build_record", "footprint.trace.expand"),
    ),
    9: (
        (
            Check("check_lines", _nothing),
            Check("check_legs", _needs("legs", lambda s: s.product.legs)),
            Check("check_months_in_line", _needs("production", _months)),
            Check("check_electricity_intensity", _needs("electricity", _electricity)),
            Check("check_intensities", _result("offered", _offered)),
            Check("check_repeated_figures", _nothing),
            Check("check_round_figures", _needs("amounts", _lines)),
            Check("check_last_digits", _needs("readings", _readings)),
            Check("check_first_digits", _needs("amounts", _orders)),
            Check("check_previous_lines", _previous()),
            Check("check_previous_accounts", lambda s: _previous("previous_accounts", _shared_accounts(s))(s)),
            Check("check_previous_yields", _previous()),
            Check("check_copied_year", _previous()),
        ),
        (),
    ),
    10: (
        (
            Check("check_quality_limit", _result("limit", _limit(lambda rule: rule.data_quality.limit))),
            Check("check_age", _result("max_age", _limit(lambda rule: rule.data_quality.max_age))),
            Check("check_estimates", _result()),
            Check("check_evidence", _needs("evidence", _asked)),
            Check("check_claims", _needs("materials", lambda s: s.rule.end_of_life.materials)),
        ),
        ("footprint.quality.rate",),
    ),
    11: (
        (
            Check("check_supplier_use", _SUPPLIER),
            Check("check_supplier_validity", _SUPPLIER),
            Check("check_supplier_boundary", _SUPPLIER),
            Check("check_supplier_evidence", _SUPPLIER),
            Check("check_supplier_signatures", _SUPPLIER),
            Check("check_supplier_mixing", _SUPPLIER),
        ),
        (),
    ),
    12: (
        (
            Check("check_supplier_figures", _SUPPLIER),
            Check("check_carbon_content", _nothing),
            Check("check_carbon_balance", _result()),
            Check("check_apart", _needs("apart", lambda s: s.product.apart)),
        ),
        ("footprint.result.Result.categories",),
    ),
    13: ((), ("footprint.what_if.local", "footprint.compare.compare", "footprint.uncertainty.draw")),
    14: ((), ("api.cases.reruns.rerun", "footprint.verify.verify", "footprint.record.run_id")),
    15: ((), ("footprint.label.check_label", "footprint.compare.refuse_unlike")),
}

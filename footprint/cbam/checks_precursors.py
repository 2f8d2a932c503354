"""Checks of bought precursors before anything is calculated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from footprint.cbam.installation import Installation
from footprint.cbam.method import Method
from footprint.cbam.nomenclature import code_or_category
from footprint.cbam.precursors import basis_of, category_annexes, only_direct
from footprint.cbam.process_model import Precursor
from footprint.cbam.regulation import UNKNOWN
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.cbam.regulation import Regulation

METHOD = "Implementing Regulation (EU) 2025/2547"
SCOPE = "Regulation (EU) 2023/956, Annex I"
# Meters and lists of stocks may differ by this much before somebody is asked.
TOLERANCE = 0.005


def check_precursors(installation: Installation, law: Regulation, method: Method) -> Iterator[Finding]:
    """A precursor stands in Annex I and counts by a verified report, a default value, or an origin at zero."""
    for precursor in installation.precursors:
        here = f"precursors[{precursor.id}]"
        if precursor.cn is None:
            yield from _category(precursor, law, method)
            if len(category_annexes(precursor.category or "", law, method)) != 1:
                continue
        elif law.good(precursor.cn) is None:
            code = "cbam.precursor_out_of_scope" if law.is_code(precursor.cn) else "cbam.cn_unknown"
            yield Finding(code, "error", f"{here}.cn", {"cn": precursor.cn, "precursor": precursor.id}, SCOPE)
            continue
        match basis_of(precursor, law):
            case "free":
                yield Finding(
                    "cbam.origin_free", "info", here,
                    {"precursor": precursor.id, "country": precursor.country or ""}, f"{METHOD}, Annex III B",
                )  # fmt: skip
            case "default":
                yield from _default(precursor, installation, law)
            case "actual":
                yield from _actual(precursor, installation, law, method)
        yield from _balance(precursor)


def _category(precursor: Precursor, law: Regulation, method: Method) -> Iterator[Finding]:
    """A category stands in for a code as far as all its codes stand in Annex II, or none does."""
    here, category = f"precursors[{precursor.id}]", precursor.category or ""
    answers = category_annexes(category, law, method)
    params = {"precursor": precursor.id, "category": category}
    if not answers:
        yield Finding(
            "cbam.category_unknown", "error", f"{here}.category",
            {**params, "categories": ", ".join(c.id for c in method.categories)}, f"{METHOD}, Annex I 2",
        )  # fmt: skip
    elif len(answers) > 1:
        yield Finding("cbam.category_ambiguous", "error", f"{here}.category", params, f"{METHOD}, Annex I 3.1")
    else:
        yield Finding("cbam.precursor_code_missing", "warning", f"{here}.cn", params, f"{METHOD}, Annex IV 1.1")


def _default(precursor: Precursor, installation: Installation, law: Regulation) -> Iterator[Finding]:
    here, year = f"precursors[{precursor.id}]", installation.period.end.year
    country = precursor.country or UNKNOWN
    if precursor.cn is None or law.default(precursor.cn, country, year) is None:
        yield Finding(
            "cbam.default_missing", "error", here,
            {"precursor": precursor.id, "cn": precursor.cn or "", "country": country, "year": str(year)},
            "Implementing Regulation (EU) 2025/2621, Art 1",
        )  # fmt: skip
    if precursor.country is None:
        yield Finding(
            "cbam.origin_unknown", "warning", f"{here}.country", {"precursor": precursor.id},
            "Implementing Regulation (EU) 2025/2621, Art 1(5)",
        )  # fmt: skip


def _actual(precursor: Precursor, installation: Installation, law: Regulation, method: Method) -> Iterator[Finding]:
    here, report = f"precursors[{precursor.id}]", precursor.verification
    if not only_direct(precursor, law, method) and precursor.indirect_stated is None:
        yield Finding(
            "cbam.indirect_unstated", "error", f"{here}.indirect",
            {"precursor": precursor.id, "cn": code_or_category(precursor.cn, precursor.category)},
            f"{METHOD}, Annex I 3.1",
        )  # fmt: skip
    if report is None:
        yield Finding(
            "cbam.actual_unverified", "warning", f"{here}.verification", {"precursor": precursor.id},
            f"{METHOD}, Annex II A.1(4), (5)",
        )  # fmt: skip
    elif report.period_start.year != installation.period.end.year and not precursor.evidence:
        yield Finding(
            "cbam.verification_period", "warning", f"{here}.verification",
            {"precursor": precursor.id, "start": report.period_start.isoformat(),
             "end": report.period_end.isoformat()}, f"{METHOD}, Art 13",
        )  # fmt: skip
    if precursor.country is None:
        yield Finding(
            "cbam.actual_origin",
            "error",
            f"{here}.country",
            {"precursor": precursor.id},
            f"{METHOD}, Annex II E(2)",
        )


def _balance(precursor: Precursor) -> Iterator[Finding]:
    """What processes took is not more than what was received, or what deliveries and stocks come to."""
    known = precursor.stock.used("t") if precursor.stock else precursor.received
    if precursor.used > known * (1 + TOLERANCE):
        yield Finding(
            "cbam.used_more", "warning", f"precursors[{precursor.id}].uses",
            {"precursor": precursor.id, "used": precursor.used, "known": known}, f"{METHOD}, Annex II B.4.1",
        )  # fmt: skip

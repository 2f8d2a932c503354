"""Free allocation with its benchmarks (Annex IV 1.2(4)(e), (f)), and the carbon price paid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from api import cbam_law_messages as law_words
from api.documents.cbam_report.study import NONE, Study
from api.documents.declaration.blocks import Block
from api.i18n import translator
from footprint.cbam.carbon_price import Paid
from footprint.cbam.free_allocation import Allocation
from footprint.cbam.nomenclature import written_cn
from footprint.cbam.regulation import Gap

# Key of the operator's confirmation among the answers of the installation document.
CONFIRMED = "benchmarks"


def blocks(study: Study) -> tuple[Block, ...]:
    """Return what a tonne of each good is allocated free, by which benchmarks, and the carbon price paid for it."""
    return (
        study.table(
            "allocation", "cn process >own_allocation >from_precursors >sefa *gap",
            (
                (written_cn(cn), process, *_allocated(study, found))
                for (process, cn), found in study.allocations.items()
            ),
            note=study.say("allocation_note"),
        ),
        study.table(
            "benchmarks", "cn *name column route >benchmark *source", _benchmarks(study),
            note=study.say("benchmarks_note"),
        ),
        study.facts(
            "confirmation", study.row("confirmed", study.installation.answers.get(CONFIRMED)),
            note=study.say("confirmation_note"),
        ),
        study.table(
            "price", "id kind *for_what *legal_act >rate >covered *certifier >eur",
            (_paid(study, row) for row in study.paid), note=study.say("price_note"),
        ),
        study.table(
            "price_missing", "id *missing",
            ((row.entry.id, ", ".join(row.missing)) for row in study.paid if row.missing),
        ),
        study.table(
            "price_goods", "cn process >own >eur kind",
            (
                (
                    written_cn(row.cn), row.process, study.n(row.own), study.n(row.whole),
                    study.list(_kind(study, kind) for kind in row.kinds),
                )
                for row in study.prices.values() if study.paid
            ),
            note=study.say("price_goods_note"),
        ),
    )  # fmt: skip


def _allocated(study: Study, found: Allocation | Gap) -> tuple[str, str, str, str]:
    if isinstance(found, Gap):
        return NONE, NONE, NONE, law_words.say_gap(found, study.language)
    return study.see(found.own), study.see(found.sefa - found.own), study.see(found.sefa), NONE


def _benchmarks(study: Study) -> Iterator[tuple[str, ...]]:
    """Go through every benchmark that was used, each once: the goods' own, and those of precursors at column B."""
    seen = set()
    for (process, cn), found in study.allocations.items():
        if isinstance(found, Gap):
            continue
        used = [(study.process_name(process), found.benchmark)]
        used += [(written_cn(p.precursor.cn), p.benchmark) for p in found.parts if p.benchmark is not None]
        for name, one in used:
            row = (
                written_cn(cn), name, one.column, one.route or NONE, study.n(one.value),
                f"{one.cite.title}, {one.cite.locator}",
            )  # fmt: skip
            if row not in seen:
                seen.add(row)
                yield row


def _paid(study: Study, row: Paid) -> tuple[str, ...]:
    entry = row.entry
    rate = NONE if entry.price is None else f"{study.n(entry.price)} {entry.currency or ''}".strip()
    return (
        entry.id, _kind(study, entry.kind), entry.precursor or study.list((entry.process or "", entry.cn or "")),
        entry.legal_act, rate, NONE if entry.covered is None else study.share(entry.covered),
        entry.certifier.name if entry.certifier else NONE, NONE if row.missing else study.n(row.per_tonne),
    )  # fmt: skip


def _kind(study: Study, kind: str) -> str:
    return translator(study.language).gettext(law_words.PRICES.get(kind, kind))


def has_gap(study: Study) -> bool:
    """Tell whether a good has no free allocation."""
    return not study.allocations or any(isinstance(found, Gap) for found in study.allocations.values())


def unconfirmed(study: Study) -> bool:
    """Tell whether the operator has not confirmed the benchmarks."""
    return not study.installation.answers.get(CONFIRMED, "").strip()


HOLDS: Mapping[str, Callable[[Study], bool]] = {"allocation_gap": has_gap, "unconfirmed": unconfirmed}

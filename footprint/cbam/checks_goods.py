"""Checks of goods before anything is calculated: scope, kinds, content, compositions, co-products."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from footprint.cbam import splitting
from footprint.cbam.goods_model import Good
from footprint.cbam.installation import Installation
from footprint.cbam.method import Method
from footprint.cbam.precursors import direct_only
from footprint.cbam.process_model import Process
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.cbam.regulation import Regulation

METHOD = "Implementing Regulation (EU) 2025/2547"
# Compositions may add up to the good within this share of it.
TOLERANCE = 0.005


def check_goods(installation: Installation, law: Regulation, method: Method) -> Iterator[Finding]:
    """Every good stands in Annex I, goods made together are of one kind, and their unit is that of the law."""
    for process in installation.processes:
        here = f"processes[{process.id}]"
        for good in process.goods:
            yield from scope(good.cn, f"{here}.goods[{good.cn}].cn", law)
            if law.good(good.cn):
                yield from _content(good, f"{here}.goods[{good.cn}]", method)
        kinds = sorted({c.id for g in process.goods if (c := method.category(g.cn))})
        annexes = {direct_only(g.cn, law) for g in process.goods if law.good(g.cn)}
        together = len(kinds) > 1 and splitting.is_chemical(process, method)
        if (len(kinds) > 1 and not together) or len(annexes) > 1:
            yield Finding(
                "cbam.categories_mixed", "error", f"{here}.goods", {"process": process.id, "categories": kinds},
                f"{METHOD}, Art 4, Annex II A.4",
            )  # fmt: skip
        yield from _coproducts(process, method)
    yield from _one_process(installation)


def _one_process(installation: Installation) -> Iterator[Finding]:
    """All routes by which an installation makes goods of one code are one process (Art 4(6))."""
    makers: dict[str, list[str]] = {}
    for process in installation.processes:
        for good in process.goods:
            makers.setdefault(good.cn, []).append(process.id)
    for cn, processes in sorted(makers.items()):
        if len(processes) > 1:
            yield Finding(
                "cbam.one_process", "warning", f"processes[{processes[1]}].goods[{cn}]",
                {"cn": cn, "processes": processes}, f"{METHOD}, Art 4(6)",
            )  # fmt: skip


def scope(cn: str, where: str, law: Regulation) -> Iterator[Finding]:
    """Tell a code that does not exist, or that stands outside Annex I."""
    if cn.startswith("2716"):
        yield Finding("cbam.electricity_as_good", "error", where, {"cn": cn}, f"{METHOD}, Art 4(3), Annex II D.2")
    elif law.good(cn) is None and law.is_code(cn):
        yield Finding("cbam.cn_out_of_scope", "error", where, {"cn": cn}, "Regulation (EU) 2023/956, Annex I")
    elif law.good(cn) is None:
        yield Finding("cbam.cn_unknown", "error", where, {"cn": cn})


def _content(good: Good, here: str, method: Method) -> Iterator[Finding]:
    """The content is there where it is the functional unit; its ranges add up and are narrow."""
    category = method.category(good.cn)
    if category is not None and splitting.content_of(good, method) is None:
        yield Finding(
            "cbam.content_missing", "error", f"{here}.content", {"cn": good.cn, "content": category.unit},
            f"{METHOD}, Art 4",
        )  # fmt: skip
    whole = sum(c.amount.to("t") for c in good.compositions)
    if good.compositions and abs(whole - good.level) > TOLERANCE * good.level:
        yield Finding(
            "cbam.composition_sum", "error", f"{here}.compositions",
            {"cn": good.cn, "sum": whole, "level": good.level}, f"{METHOD}, Annex III B, Eq 64 to 66",
        )  # fmt: skip
    limit = method.constants["composition_range"]
    for part in good.compositions:
        if part.lowest is None or part.highest is None:
            continue
        width = (part.highest.to("t/t") - part.lowest.to("t/t")) / part.content.to("t/t")
        if width > limit.value * (1 + 1e-9):
            yield Finding(
                "cbam.composition_range", "warning", f"{here}.compositions",
                {"cn": good.cn, "composition": part.name, "share": width, "limit": f"{limit.value:.0%}"},
                limit.cite,
            )  # fmt: skip


def _coproducts(process: Process, method: Method) -> Iterator[Finding]:
    """Only chemicals share with co-products, and by moles as far as molar masses are known (Annex III A.2.1)."""
    here = f"processes[{process.id}].coproducts"
    if process.coproducts and not splitting.is_chemical(process, method):
        yield Finding(
            "cbam.coproduct_category", "error", here, {"process": process.id}, f"{METHOD}, Annex III A.2.1"
        )
    elif splitting.is_molar(process, method) and splitting.of_process(process, method).basis == "mass":
        yield Finding(
            "cbam.molar_unknown", "warning", here, {"process": process.id}, f"{METHOD}, Annex III A.2.1, Eq 43"
        )

"""Checks of CO2 transfers: the whole chain, who receives, monitoring plan (IR (EU) 2025/2547 Annex II B.8)."""

from __future__ import annotations

from collections.abc import Iterator

from footprint.cbam.co2_model import ELIGIBLE, Transfer
from footprint.cbam.installation import Installation
from footprint.cbam.method import Method
from footprint.findings import Finding

METHOD = "Implementing Regulation (EU) 2025/2547"
# Point of the monitoring plan that names the receiving installations.
PLAN_POINT = "21"
# Nitrogen fertilisers give the carbon of urea back when they are used.
GIVE_BACK = frozenset({"urea", "mixed_fertilisers"})


def check_co2(installation: Installation, method: Method) -> Iterator[Finding]:
    """What is taken off is shown along the chain; what is received is counted once."""
    plan = installation.monitoring_plan
    if installation.co2 and plan is not None and not plan.points.get(PLAN_POINT):
        yield Finding(
            "cbam.co2_plan", "warning", "monitoring_plan.points", {"point": PLAN_POINT}, f"{METHOD}, Annex II B.8.3"
        )
    for transfer in installation.co2:
        here = f"co2[{transfer.id}]"
        partner = transfer.partner
        if partner is not None and not partner.contact:
            yield Finding(
                "cbam.co2_contact", "warning", f"{here}.partner.contact",
                {"transfer": transfer.id, "partner": partner.name}, f"{METHOD}, Annex II B.8.3",
            )  # fmt: skip
        if transfer.direction == "in" and transfer.counted_at_origin and not transfer.evidence:
            yield Finding(
                "cbam.co2_received", "warning", f"{here}.counted_at_origin", {"transfer": transfer.id},
                f"{METHOD}, Annex I 3.9.2",
            )  # fmt: skip
        yield from _kept(transfer, installation, method)


def _kept(transfer: Transfer, installation: Installation, method: Method) -> Iterator[Finding]:
    here, cite = f"co2[{transfer.id}]", f"{METHOD}, Annex II B.8.2"
    amount = transfer.amount.to("t")
    if transfer.direction == "out" and (transfer.purpose not in ELIGIBLE or transfer.inherent):
        yield Finding("cbam.co2_emitted", "info", here, {"transfer": transfer.id, "amount": amount}, cite)
        return
    if transfer.purpose == "bound" and GIVE_BACK & _kinds(transfer, installation, method):
        yield Finding("cbam.co2_fertiliser", "error", f"{here}.purpose", {"transfer": transfer.id}, cite)
    if not (transfer.stored is not None and transfer.stored.to("t")):
        return
    if not transfer.custody_evidence:
        yield Finding("cbam.co2_custody", "warning", f"{here}.custody_evidence", {"transfer": transfer.id}, cite)
    if transfer.partner is not None and not transfer.partner.monitors:
        yield Finding(
            "cbam.co2_partner", "warning", f"{here}.partner.monitors",
            {"transfer": transfer.id, "partner": transfer.partner.name}, cite,
        )  # fmt: skip


def _kinds(transfer: Transfer, installation: Installation, method: Method) -> set[str]:
    """Return the goods categories of the processes that bind the CO2, where it is bound here."""
    if not transfer.here:
        return set()
    users = {user.process for user in transfer.users}
    return {
        c.id for p in installation.processes if p.id in users for g in p.goods if (c := method.category(g.cn))
    }  # fmt: skip

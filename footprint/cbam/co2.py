"""What CO2 transfers add or take off (IR (EU) 2025/2547 Annex II B.8, Annex I 3.9.2).

Out: what is shown to be stored or permanently bound counts as not emitted; the rest stays an emission of the
installation it comes from. In: CO2 received as an input is an emission, unless its origin counts it.
"""

from __future__ import annotations

from footprint.cbam.co2_model import Transfer
from footprint.cbam.streams import Emitted
from footprint.cbam.trace import Trace


def of_transfer(transfer: Transfer, trace: Trace) -> Emitted:
    """Return what a transfer adds to the emissions of the installation; negative where it takes off [t CO2]."""
    amount, kept = transfer.amount.to("t"), transfer.not_emitted
    if transfer.direction == "out":
        emissions, place = -kept, "Annex II B.8.2"
    elif transfer.inherent or (transfer.counted_at_origin and transfer.evidence):
        emissions, place = 0.0, "Annex II B.8.1" if transfer.inherent else "Annex I 3.9.2"
    else:
        emissions, place = amount * transfer.fossil - kept, "Annex I 3.9.2, Annex II B.8.2"
    stored = transfer.stored.to("t") if transfer.stored else 0.0
    trace.note(f"co2[{transfer.id}].emissions", place, emissions + 0.0, "t CO2", transfer.amount.source or "",
               amount=amount, stored=stored, fossil=transfer.fossil, not_emitted=kept)  # fmt: skip
    return Emitted(emissions + 0.0)

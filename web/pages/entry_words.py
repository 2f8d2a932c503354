"""The words of accounts, instruments and co-products: title and help of each field, in the order of the form.

A field of the model that has no words here does not show; the form carries it through.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from api.i18n import N_

Words = Mapping[str, tuple[str, str]]

# What an entry without name is called.
TITLES: Mapping[str, str] = MappingProxyType(
    {"account": N_("New account"), "instrument": N_("New instrument"), "co_product": N_("New co-product")}
)
WORDS: Mapping[str, Words] = MappingProxyType({
    "account": {
        "name": (N_("Name of the meter, bill or ledger"), ""),
        "unit": (N_("Unit of the readings"), ""),
        "process": (N_("Process it stands for"), N_("Produced amounts are those of this process.")),
        "lines": (N_("Lines it feeds"), N_("Lines of the processes above that are counted in such a unit.")),
        "metered": (N_("Metered"), ""),
        "billed": (N_("Billed"), ""),
        "produced": (N_("Produced in the same months"), N_("In the unit of the output of the process.")),
        "other_use": (N_("Used for other products"), N_("Part of the metered amount, in its unit.")),
        "basis": (N_("Basis of that part"), N_("How it was told apart, e.g. by sub-meters or by mass.")),
        "evidence": (N_("Evidence"), ""),
    },
    "instrument": {
        "kind": (N_("Kind of supply"), ""),
        "dataset": (N_("Generation it stands for"), ""),
        "account": (N_("Account it covers"), N_("The metered consumption of this account.")),
        "amount": (N_("Covered amount"), ""),
        "unit": (N_("Unit"), ""),
        "start": (N_("Generated from"), ""),
        "end": (N_("until"), ""),
        "codes": (
            N_("Codes of green certificates"),
            N_("32 digits each, one per 1,000 kWh: paste them one below the other."),
        ),
        "valid_until": (N_("Certificates valid until"), ""),
        "cancelled": (N_("Cancelled on"), ""),
        "evidence": (N_("Evidence"), ""),
    },
    "co_product": {
        "name": (N_("Name"), ""),
        "amount": (N_("Amount per run of the process"), ""),
        "unit": (N_("Unit"), ""),
        "value": (N_("Value of that amount"), N_("In the same money as the main product.")),
    },
    "split": {
        "main_value": (
            N_("Value of the main product of a run"),
            N_("For a split by value; any money, the same for all."),
        ),
        "method": (N_("Method of allocation"), N_("Empty: the first of the rule's order that the data allow.")),
        "reason": (N_("Reason, where you depart from the order of the rule"), ""),
    },
})  # fmt: skip

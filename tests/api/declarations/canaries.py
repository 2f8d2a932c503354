"""A product with a canary in every text that no public paper may hold."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import document

CANARIES = (
    "canarynote", "canaryline", "canaryprocess", "canaryreason", "canaryevidence", "canarypower", "canaryplant",
    "canarystreet", "canaryanswer", "canaryperson",
)  # fmt: skip
# Groups under which a holder keeps everything that may be kept.
EVERYTHING = ("plant", "stages", "gases", "categories", "views", "electricity", "quality_detail", "gaps")


def secret() -> dict[str, Any]:
    """Return the box with canaries."""
    made = document(note="canarynote of canaryperson")
    made["plant"] |= {"name": "canaryplant", "address": "1 canarystreet"}
    made["electricity"] |= {"reason": "canarypower"}
    made["parameters"]["cycles"]["reason"] = "canaryreason"
    made["processes"][0]["name"] = "canaryprocess"
    made["processes"][0]["lines"][0] |= {
        "id": "canaryline",
        "name": "canaryline",
        "evidence": [{"kind": "invoice", "reference": "canaryevidence"}],
    }
    return made


def found(data: bytes) -> list[str]:
    """Return the canaries in some bytes."""
    text = data.decode("utf-8", "replace").lower()
    return [one for one in CANARIES if one in text]

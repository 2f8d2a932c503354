"""A decision of bodies about the label of :mod:`tests.footprint.labels`."""

from __future__ import annotations

from datetime import date
from typing import Any

from footprint.declared import Publication, declared, published
from footprint.label import label_record
from rules.disclosure import load_disclosure
from rules.labels import load_scheme
from tests.footprint import labels

HOST = "https://footprint.example.com"


def publication(**changes: Any) -> Publication:
    found: dict[str, Any] = {
        "id": "7K3M9QXR2A",
        "number": "GD-2026-0001",
        "report_number": "R-17",
        "issued": date(2026, 11, 20),
        "expires": date(2029, 11, 19),
        "issuing": "Label Office",
        "evaluation": None,
        "verification": "Delta Verification Ltd.",
        "assurance_level": "limited",
        "statement": "Nothing came to our attention that the figure is not fairly stated.",
        "statement_language": "en",
        "address": f"{HOST}/register/7K3M9QXR2A",
        "status_list": f"{HOST}/register/status/1",
        "status_index": 94_567,
        "supersedes": None,
    }
    return Publication(**found | changes)


def label(**changes: Any) -> dict[str, Any]:
    """Return the label before it is published."""
    return label_record(labels.record(**changes), load_scheme("guangdong"), None, labels.rule())


def full(**changes: Any) -> dict[str, Any]:
    """Return the whole label as published, which the parties have."""
    return published(label(), publication(**changes))


def document(**changes: Any) -> dict[str, Any]:
    """Return the public document."""
    return declared(label(), publication(**changes), load_disclosure())

"""What a label, a declaration or a credential states, in one shape, for whoever checks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from footprint.declared import PURPOSES, Purpose, label_sha256
from footprint.errors import InputError, Problem
from footprint.exchange.credential import FootprintCredential


@dataclass(frozen=True)
class Claims:
    """What is stated; nothing here is proven by itself.

    Attributes
    ----------
    register_id, number : str or None
        Id in the register, and number of the label in its scheme.
    value, unit, per : float, str, str
        The footprint, e.g. 0.0737 kg CO2e per kWh; ``display`` is the rounded figure.
    run_id, label_sha256 : str
        Digests of the record and of the whole label.
    lists : dict
        Address of the status list of each purpose; ``index`` is the bit in them. Empty for a bare label.
    """

    register_id: str | None
    number: str | None
    product: str
    model: str
    holder: str
    value: float
    display: str
    unit: str
    per: str
    status: str
    issued: date | None
    expires: date | None
    verification: str | None
    run_id: str
    label_sha256: str
    index: int | None = None
    lists: dict[Purpose, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self) | {name: _text(getattr(self, name)) for name in ("issued", "expires")}


def of_label(label: Mapping[str, Any], **more: Any) -> Claims:
    """Read the statements of a label record that satisfies its schema."""
    found: dict[str, Any] = {
        "register_id": None,
        "number": label["number"],
        "product": label["product"]["name"]["en"],
        "model": label["product"]["model"],
        "holder": label["holder"]["name"],
        "value": label["footprint"]["value"],
        "display": label["footprint"]["display"],
        "unit": label["footprint"]["unit"],
        "per": label["footprint"]["per"]["en"],
        "status": label["status"],
        "issued": _date(label["issued"]),
        "expires": _date(label["expires"]),
        "verification": label["bodies"]["verification"],
        "run_id": label["record"]["run_id"],
        "label_sha256": more.pop("label_sha256", None) or label_sha256(label),
    }
    return Claims(**found | more)


def of_declaration(document: Mapping[str, Any]) -> Claims:
    """Read the statements of a public document that satisfies its schema."""
    lists = document["status_list"]
    return of_label(
        document["label"],
        register_id=document["id"],
        label_sha256=document["label_sha256"],
        index=lists["index"],
        lists={purpose: lists[purpose] for purpose in PURPOSES},
    )


def of_credential(credential: FootprintCredential) -> Claims:
    """Read the statements of a credential.

    Raises
    ------
    InputError
        Its subject does not state them.
    """
    try:
        return _of_subject(credential)
    except (KeyError, TypeError) as error:
        raise InputError(Problem("$.credentialSubject", f"{error} is missing or wrong")) from None


def _of_subject(credential: FootprintCredential) -> Claims:
    subject = credential.subject
    return Claims(
        register_id=subject["registerId"],
        number=subject.get("labelNumber"),
        product=subject["product"]["name"]["en"],
        model=subject["product"]["model"],
        holder=subject["holderName"],
        value=subject["footprint"]["value"],
        display=subject["footprint"]["display"],
        unit=subject["footprint"]["unit"],
        per=subject["footprint"]["per"]["en"],
        status="published",
        issued=credential.start.date(),
        expires=credential.end.date() if credential.end else None,
        verification=subject.get("verificationBody"),
        run_id=subject["recordSha256"],
        label_sha256=subject["labelSha256"],
        index=credential.index,
        lists=credential.lists,
    )


def _date(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise InputError(Problem("$", f"{text!r} is no day: e.g. 2026-12-31 is due")) from None


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()

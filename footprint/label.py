"""The label: one scheme-neutral record, a pure function of a stored record and a scheme.

What nobody has assigned or published stays ``null`` and is named in ``not_assigned``; nothing is made up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Any

import jsonschema

from footprint.display import FIGURES, display_number
from footprint.errors import InputError, RecordError
from footprint.product_parts import Supply
from footprint.record import run_id
from footprint.rule import LoadedRule, Rule
from footprint.scheme import Scheme
from footprint.texts import LANGUAGES, Language, Text

__all__ = ["FORMAT", "SCHEMA", "Scheme", "check_label", "label_record", "label_schema", "nulls", "qr_payload"]

FORMAT = "footprint-label/1"
SCHEMA = "/v1/schemas/label-1.json"

# Both families of the open background describe what the grid delivers at a place.
_APPROACH = {"official-average": "location_based", "modelled-zone": "location_based"}
_SYMBOLS = {"t*km": "t·km", "kg*km": "kg·km", "m2": "m²", "cm2": "cm²", "m3": "m³", "Nm3": "Nm³"}
_CODES = ("hs", "cn", "cpc", "gtin")


@lru_cache(maxsize=1)
def label_schema() -> dict[str, Any]:
    """Return the JSON Schema of the label record, published at :data:`SCHEMA`."""
    text = resources.files("footprint").joinpath("schemas", "label-1.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def check_label(label: Any) -> None:
    """Raise a RecordError that names every place where a label breaks its schema."""
    validator = jsonschema.Draft202012Validator(label_schema())
    problems = sorted(f"{error.json_path}: {error.message}" for error in validator.iter_errors(label))
    if problems:
        what = "the label breaks its schema: " + "; ".join(problems)
        raise RecordError(what)


def qr_payload(sha256: str, public_url: str | None) -> str:
    """Return what the QR code says: the public address with the digest of the record, or the digest alone.

    Without an address it is the digest as RFC 6920 writes it for people (``nih:sha-256;…``).
    """
    if public_url is None:
        return f"nih:sha-256;{sha256}"
    if not re.fullmatch(r"https?://[^\s#]{1,300}", public_url):
        what = f"{public_url!r} is no public address: http(s)://… without spaces and without # is due"
        raise InputError(what)
    return public_url if sha256 in public_url else f"{public_url}#sha-256={sha256}"


def label_record(
    record: dict[str, Any], scheme: Scheme, public_url: str | None, rule: LoadedRule | None = None
) -> dict[str, Any]:
    """Turn a stored record into the label record of a scheme.

    Parameters
    ----------
    record : dict
        A stored record (``footprint-record/1``): result, product, run id.
    scheme : Scheme
    public_url : str or None
        Where the public finds the record; the QR code leads there.
    rule : LoadedRule, optional
        The rule the record was calculated under. It adds titles, boundary and status, none of which the
        record holds.

    Returns
    -------
    dict
        Plain JSON values that :func:`label_schema` describes.

    Raises
    ------
    RecordError
        The record lacks a field or was changed, or ``rule`` is not the rule it names.
    InputError
        ``public_url`` is no public address.
    """
    entries = _loaded(record, rule)
    product = _need(record, "product")
    unit = _need(record, "functional_unit")
    digest = _digest(record)
    gwp = _need(record, "characterization")
    total = _need(record, "total.value")
    figures = entries.rounding.significant_figures if entries else FIGURES
    label: dict[str, Any] = {
        "format": FORMAT,
        "status": "draft",
        "status_reason": None,
        "scheme": {
            "id": scheme.id,
            "version": scheme.version,
            "title": scheme.title.to_dict(),
            "owner": scheme.owner.name.to_dict(),
        },
        "bodies": dict.fromkeys(("issuing", "evaluation", "verification", "assurance_level")),
        "holder": {"name": _need(product, "maker")},
        "plant": _pick(_need(product, "plant"), "name", "region", "address"),
        "product": {
            "name": _text(_need(product, "name")),
            "model": _need(product, "model"),
            "codes": _pick(product.get("codes") or {}, *_CODES),
        },
        "period": _pick(_need(product, "period"), "start", "end"),
        "rule": {
            **_pick(_need(record, "rule"), "id", "version", "sha256"),
            "status": entries.status if entries else None,
            "title": entries.title.to_dict() if entries else None,
        },
        "functional_unit": {
            **_pick(unit, "amount", "unit"),
            "text": entries.functional_unit.text.to_dict() if entries else None,
        },
        "reference_flow": _pick(_need(record, "reference_flow"), "amount", "unit"),
        "boundary": _boundary(record, entries),
        "footprint": {
            "value": total,
            "unit": _need(record, "total.unit"),
            "per": {tongue: _per(unit["amount"], unit["unit"], scheme, tongue) for tongue in LANGUAGES},
            "display": display_number(total, figures),
            "significant_figures": figures,
            "stages": _stages(record, scheme, entries),
            "categories": dict(_need(record, "categories")),
            "gases": dict(_need(record, "gases")),
            "views": [_view(view, entries) for view in record.get("views", [])],
        },
        "electricity": _electricity(_need(product, "electricity")),
        "data_quality": _quality(record),
        "gwp": gwp if isinstance(gwp, dict) else {"id": gwp, "sha256": None},
        "background": _pick(_need(record, "background"), "id", "version", "sha256"),
        "report_number": None,
        "number": None,
        "grade": None,
        "issued": None,
        "expires": None,
        "recognised_by": [],
        "record": {
            "format": _need(record, "format"),
            "run_id": digest,
            "digest": {"algorithm": "sha-256", "hex": digest},
            "engine_version": _need(record, "engine_version"),
            "url": public_url,
        },
        "qr": {"payload": qr_payload(digest, public_url)},
    }
    label["texts"] = _texts(label, scheme)
    label["not_assigned"] = sorted(nulls(label))
    return label


def _loaded(record: dict[str, Any], rule: LoadedRule | None) -> Rule | None:
    if rule is None:
        return None
    if rule.sha256 != _need(record, "rule.sha256"):
        what = f"the record was calculated under another text of the rule than {rule.rule.id}@{rule.rule.version}"
        raise RecordError(what)
    return rule.rule


def _digest(record: dict[str, Any]) -> str:
    digest = run_id(record)
    if record.get("run_id", digest) != digest:
        what = f"the record was changed: it names run {record['run_id']}, its content is {digest}"
        raise RecordError(what)
    return digest


def _need(record: Any, where: str) -> Any:
    here = record
    for step in where.split("."):
        if not isinstance(here, dict) or here.get(step) is None:
            what = f"no label can be written: the record lacks {where}"
            raise RecordError(what)
        here = here[step]
    return here


def _text(value: Any) -> dict[str, str]:
    return Text.model_validate(value).to_dict()


def _pick(source: Any, *keys: str) -> dict[str, Any]:
    return {key: source.get(key) for key in keys}


def _per(amount: float, unit: str, scheme: Scheme, language: Language) -> str:
    symbol = scheme.word(f"unit_{unit.lower()}", language) or _SYMBOLS.get(unit, unit)
    return symbol if amount == 1 else f"{amount:,.6g} {symbol}"


def _stages(record: dict[str, Any], scheme: Scheme, rule: Rule | None) -> list[dict[str, Any]]:
    total = record["total"]["value"]
    # A canonical record sorts its keys; the order of the life cycle is the rule's.
    values = _need(record, "stages")
    order = sorted(values, key=list(rule.stages).index) if rule else list(values)
    return [
        {
            "id": stage,
            "title": _text(rule.stages[stage].title if rule else scheme.words.get(f"stage_{stage}", stage)),
            "value": values[stage],
            "share": values[stage] / total if total else None,
        }
        for stage in order
    ]


def _boundary(record: dict[str, Any], rule: Rule | None) -> dict[str, Any]:
    excluded = None
    if rule:
        excluded = [
            {
                "id": stage,
                "title": entry.title.to_dict(),
                "reason": entry.reason.to_dict() if entry.reason else None,
            }
            for stage, entry in rule.stages.items()
            if entry.boundary == "excluded"
        ]
    return {"included": list(_need(record, "stages")), "excluded": excluded}


def _view(view: dict[str, Any], rule: Rule | None) -> dict[str, Any]:
    titles = {entry.id: entry.title.to_dict() for entry in rule.views} if rule else {}
    return {**_pick(view, "id", "value", "unit", "stages"), "title": titles.get(view["id"])}


def _electricity(choice: dict[str, Any]) -> dict[str, Any]:
    override = choice.get("override") or {}
    family = choice.get("family", Supply.model_fields["family"].default)  # documents leave defaults out
    return {
        "approach": None if override else _APPROACH.get(family),
        "series": family,
        "year": choice.get("year"),
        "override": dict(override),
        "reason": choice.get("reason") or None,
        "certificates_kwh": None,
    }


def _quality(record: dict[str, Any]) -> dict[str, Any]:
    quality = _need(record, "data_quality")
    return {
        **_pick(quality, "rating", "scheme", "limit"),
        "primary_data_share": quality.get("shares", {}).get("company_specific_activity_data"),
        "shares": {name: dict(quality.get("shares", {}).get(name, {})) for name in ("dataset_kind", "confidence")},
        "gaps": [_pick(gap, "gap", "amount", "unit") for gap in record.get("gaps", [])],
    }


def _texts(label: dict[str, Any], scheme: Scheme) -> dict[str, dict[str, str]]:
    """Fill the scheme's sentences (words named ``sentence_…``) in each language."""
    found: dict[str, dict[str, str]] = {}
    for key, text in scheme.words.items():
        if key.startswith("sentence_"):
            found[key.removeprefix("sentence_")] = {
                tongue: text.get(tongue).format(
                    product=label["product"]["name"][tongue],
                    model=label["product"]["model"],
                    holder=label["holder"]["name"],
                    value=label["footprint"]["display"],
                    unit=f"kg CO₂e / {label['footprint']['per'][tongue]}",
                    scheme=label["scheme"]["title"][tongue],
                    rule=f"{label['rule']['id']} {label['rule']['version']}",
                )
                for tongue in LANGUAGES
            }
    return found


def nulls(node: Any, where: str = "") -> Iterator[str]:
    """Name the path of every null."""
    if node is None:
        yield where
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from nulls(value, f"{where}.{key}" if where else key)
    elif isinstance(node, list):
        for position, value in enumerate(node):
            name = value.get("id", position) if isinstance(value, dict) else position
            yield from nulls(value, f"{where}[{name}]")

"""A filing as PDF/A-3 with the filing document embedded; the same document gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from api.documents.declaration.blocks import Block, Column, Row, Section
from api.documents.filing.words import HERE, basis, say, share, shown, totals
from api.documents.typeset import appearance, shorten, typeset
from api.i18n import unit_label
from api.messages import describe, finding_from
from footprint.display import display_number
from footprint.rule import Rule
from footprint.texts import Language


def paper(document: Mapping[str, Any], language: Language, rule: Rule | None = None) -> bytes:
    """Typeset a filing.

    Parameters
    ----------
    document : mapping
        A filing document.
    language : Language
    rule : Rule, optional
        Its titles stand in findings in place of codes.

    Raises
    ------
    SetupError
        The fonts are not installed.
    """
    title = document["filing"]["title"][language]
    data = {
        **appearance(language),
        "title": title,
        "running": shorten(title),
        "author": str(next((f["value"] for f in document["fields"] if f["value"]), "")),
        "page": say("page", language),
        "made": say("made", language, day=document["on"]),
        "state": say("ready" if document["ready"] else "not_ready", language),
        "ready": document["ready"],
        "notice": say("notice", language),
        "deadlines": [
            {
                "title": one["title"][language],
                "day": one["day"],
                "left": str(one["days_left"]),
                "unit": say("left", language),
            }
            for one in document["deadlines"]
        ],
        "sections": [one.to_dict() for one in _sections(document, language, rule)],
    }
    files = {"filing": json.dumps(document, ensure_ascii=False, sort_keys=True)}
    day = datetime.fromisoformat(document["on"]).replace(tzinfo=UTC)
    return typeset(HERE / "template.typ", data, files, day, root=HERE.parent)


def _sections(document: Mapping[str, Any], language: Language, rule: Rule | None) -> list[Section]:
    summary = Section(
        "summary",
        say("summary", language),
        (
            _facts("filing", document["fields"], language),
            _products(document, language),
            _findings(document, language, rule),
        ),
    )
    each = [
        Section(
            f"product-{number}",
            f"{_of(product, 'model', language)} · {_of(product, 'name', language)}",
            (
                _facts("product", product["fields"], language, f"product-{number}"),
                _stages(product, language, number),
                _run(product, language, number),
            ),
        )
        for number, product in enumerate(document["products"], 1)
    ]
    grounds = Section(
        "grounds",
        say("grounds", language),
        (
            _checks(document, language),
            _statements("grounds", document, language, published=True),
            _statements("unpublished", document, language, published=False),
            _sources(document, language),
        ),
    )
    return [summary, *each, grounds]


def _of(product: Mapping[str, Any], name: str, language: Language) -> str:
    return next((shown(one, language) for one in product["fields"] if one["id"] == name), "")


def _facts(key: str, fields: list[Mapping[str, Any]], language: Language, block: str = "") -> Block:
    rows = []
    for one in fields:
        unit = unit_label(one["unit"], language)
        value = f"{shown(one, language)} {unit}".strip()
        empty = one["value"] is None
        told = f"{say('not_stated', language)} – {one['reason'][language]}" if empty else value
        rows.append(Row(one["id"], one["title"][language], told, soft=empty))
    return Block(block or key, say(key, language), "facts", tuple(rows))


def _products(document: Mapping[str, Any], language: Language) -> Block:
    wanted = ("model", "name", "total_energy", "footprint", "footprint_item")
    first = {one["id"]: one for one in document["products"][0]["fields"]}
    columns = [
        Column(
            first[name]["title"][language] + (f" [{unit_label(first[name]['unit'], language)}]" if number else ""),
            "right" if number else "left",
            width,
        )
        for name, number, width in zip(
            wanted, (False, False, True, True, True), (0.2, 0.28, 0.17, 0.17, 0.18), strict=True
        )
    ]
    rows = tuple(tuple(_of(product, name, language) or "–" for name in wanted) for product in document["products"])
    return Block("products", say("products", language), "table", columns=tuple(columns), rows=rows)


def _findings(document: Mapping[str, Any], language: Language, rule: Rule | None) -> Block:
    rows = tuple(
        (say(f"outcome_{one['severity']}", language), describe(finding_from(one), language, rule))
        for one in document["findings"]
    )
    columns = (
        Column(say("outcome", language), width=0.13),
        Column(say("what", language), width=0.87),
    )
    return Block(
        "findings",
        say("findings", language),
        "table",
        columns=columns,
        rows=rows,
        empty=say("no_findings", language),
    )


def _checks(document: Mapping[str, Any], language: Language) -> Block:
    rows = tuple(
        (one["title"][language], say(f"outcome_{one['outcome']}", language), basis(one, language))
        for one in document["checks"]
    )
    columns = (
        Column(say("what", language), width=0.38),
        Column(say("outcome", language), width=0.13),
        Column(say("basis", language), width=0.49),
    )
    return Block("checks", say("checks", language), "table", columns=columns, rows=rows)


def _stages(product: Mapping[str, Any], language: Language, number: int) -> Block:
    def figure(value: float | None) -> str:
        return "–" if value is None else display_number(value)

    rows = [
        (one["title"][language], figure(one["value"]), figure(one["per_item"]), share(one["share"], language))
        for one in product["stages"]
    ]
    total = totals(product)
    sums = (figure(total["value"]), figure(total["per_item"]), share(total["share"], language))
    rows.append((say("total", language), *sums))
    columns = (
        Column(say("stage", language), width=0.4),
        Column(say("per_unit", language), "right", 0.22),
        Column(say("per_item", language), "right", 0.22),
        Column(say("share", language), "right", 0.16),
    )
    name = f"stages-{number}"
    return Block(name, say("stages", language), "table", columns=columns, rows=tuple(rows), total=True)


def _run(product: Mapping[str, Any], language: Language, number: int) -> Block:
    rows = [
        Row(key, say(key, language), f"{product[key]['id']} {product[key]['version']} · {product[key]['sha256']}")
        for key in ("rule", "background")
    ]
    rows.append(Row("gwp", say("gwp", language), product["characterization"]))
    rows.append(Row("run", say("run", language), product["run_id"], code=True))
    return Block(f"run-{number}", say("basis", language), "facts", tuple(rows))


def _statements(key: str, document: Mapping[str, Any], language: Language, *, published: bool) -> Block:
    rows = tuple(
        (one["text"][language], basis(one, language))
        for one in document["statements"]
        if one["published"] == published
    )
    columns = (Column(say("statement", language), width=0.62), Column(say("basis", language), width=0.38))
    return Block(f"known-{key}", say(key, language), "table", columns=columns, rows=rows)


def _sources(document: Mapping[str, Any], language: Language) -> Block:
    rows = tuple(
        (name, f"{one['title']}, {one['publisher']}, {one['date']}. {one['note']}".strip(), one["url"] or "–")
        for name, one in document["sources"].items()
    )
    columns = (
        Column(say("sources", language), width=0.14),
        Column(say("what", language), width=0.5),
        Column(say("address", language), width=0.36),
    )
    return Block("sources", say("sources", language), "table", columns=columns, rows=rows)

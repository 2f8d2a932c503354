"""A public document in, a PDF out: the same document and language give the same bytes.

Nothing reaches the page but what stands in the public document, so nothing private can.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import segno

from api.documents import label_words
from api.documents.declaration.blocks import Block, Row, Section
from api.documents.statement.words import HERE, say
from api.documents.typeset import appearance, shorten, typeset
from api.i18n import unit_label
from footprint.display import display_number, last_place
from footprint.rule import Rule
from footprint.texts import Language
from rules.labels import words

Document = Mapping[str, Any]


def statement(document: Document, signed: str, language: Language, rule: Rule | None = None) -> bytes:
    """Typeset a public document as PDF/A-3, with itself and its JWS embedded.

    Parameters
    ----------
    document : mapping
        A public document (``footprint-declaration/1``).
    signed : str
        The same as JWS, compact.
    language : Language
    rule : Rule, optional
        That of the calculation: it names the stages inside the boundary where their figures are withheld.

    Raises
    ------
    SetupError
        The fonts are not installed.
    """
    label = document["label"]
    name = label["product"]["name"][language]
    title = say("title", language)
    data = {
        **appearance(language),
        "title": f"{title} – {name} · {label['product']['model']}",
        "running": f"{shorten(name)} · {shorten(label['product']['model'])}",
        "author": label["holder"]["name"],
        "page": say("page", language),
        "entry": say("entry", language, id=document["id"]),
        "front": _front(document, language),
        "sections": [one.to_dict() for one in _sections(document, language, rule)],
    }
    files = {"declaration": json.dumps(document, ensure_ascii=False, sort_keys=True), "signed": signed}
    day = datetime.fromisoformat(label["issued"]).replace(tzinfo=UTC)
    return typeset(HERE / "template.typ", data, files, day, root=HERE.parent)


def _front(document: Document, language: Language) -> dict[str, Any]:
    label, said = document["label"], document["label"]["footprint"]
    per = said["per"][language]
    served = label["functional_unit"]["text"]
    payload = label["qr"]["payload"]
    place = last_place(said["value"], said["significant_figures"])
    return {
        "title": say("title", language),
        "scheme": label["scheme"]["title"][language],
        "product": label["product"]["name"][language],
        "model": say("model", language, model=label["product"]["model"]),
        "holder": label["holder"]["name"],
        "figure": said["display"],
        "unit": f"kg CO₂e / {per}",
        "served": say("per", language, unit=served[language] if served else per),
        "as_of": say("as_of", language, day=label["issued"]),
        "qr": [[bool(m) for m in row] for row in segno.make(payload, error="m", micro=False).matrix],
        "qr_alt": payload,
        "scan": say("scan", language),
        "stages_head": f"{say('stages_head', language)} ({say('values_per', language, unit=per)})",
        "stages": [
            {
                "title": one["title"][language],
                "value": one["value"],
                "shown": display_number(one["value"], place=place),
                "share": "–" if one["share"] is None else f"{display_number(100 * one['share'], 2)} %",
            }
            for one in said["stages"] or ()
        ],
        "hidden": say("withheld", language) if said["stages"] is None else "",
        "credit": say("credit", language),
    }


def _sections(document: Document, language: Language, rule: Rule | None) -> tuple[Section, ...]:
    label = document["label"]
    commands = (
        "footprint verify declaration.pdf --keys jwks.json",
        "footprint verify declaration.jws --keys jwks.json --status revocation.jwt --status suspension.jwt",
    )
    return (
        _section("verified", language, _facts("verified", verified(document, language))),
        _section("rests", language, _facts("rests", rests(document, language, rule))),
        _section(
            "limits",
            language,
            Block("limits", "", "prose", paragraphs=limits(label, language)),
            _facts(
                "hidden",
                (_hidden(document, language),),
                say("hidden_note", language) if document["withheld"] else "",
            ),
        ),
        _section(
            "check",
            language,
            _facts("identity", identity(document, language)),
            Block("commands", "", "commands", paragraphs=commands, note=say("check_text", language)),
        ),
    )


def verified(document: Document, language: Language) -> tuple[Row, ...]:
    """Say what the bodies decided."""
    label, bodies = document["label"], document["label"]["bodies"]
    assured = bodies["assurance_level"]
    rows = [
        _row("number", label["number"], language),
        _row("report_number", label["report_number"], language),
        _row("issued", label["issued"], language),
        _row("expires", label["expires"], language, "no_end"),
        _row("issuing", bodies["issuing"], language),
        *([_row("evaluation", bodies["evaluation"], language)] if bodies["evaluation"] else []),
        _row("verification", bodies["verification"], language),
        _row("assurance_level", say(assured, language) if assured else None, language),
        _row("statement", document["statement"]["text"], language),
    ]
    if document["supersedes"]:
        rows.append(_row("supersedes", document["supersedes"], language))
    return tuple(rows)


def rests(document: Document, language: Language, rule: Rule | None) -> tuple[Row, ...]:
    """Say what the figure rests on; what is withheld is said to be."""
    label = document["label"]
    hidden = [path for group in document["withheld"] for path in group["paths"]]

    def value(path: str) -> str | None:
        here: Any = label
        for step in path.split("."):
            here = here[step]
        if here is None:
            return say("withheld", language) if path in hidden else None
        return label_words.value(path, here, language, label) or None

    used = label["rule"]
    named = f"{used['id']} {used['version']}"
    title = f"{used['title'][language]} ({named})" if used["title"] else named
    codes = [f"{kind.upper()} {code}" for kind, code in label["product"]["codes"].items() if code]
    power = [value("electricity.approach"), value("electricity.series"), value("electricity.year")]
    flow = label["reference_flow"]
    plant = list(dict.fromkeys(filter(None, (value("plant.name"), label["plant"]["region"]))))
    return (
        _row("codes", ", ".join(codes), language, "none"),
        _row("plant", say("comma", language).join(plant), language),
        _row("period", say("from_to", language, **label["period"]), language),
        _row("rule", title, language),
        _row("boundary", boundary(label, language, rule), language),
        _row("reference_flow", f"{_plain(flow['amount'])} {unit_label(flow['unit'], language)}", language),
        _row("approach", say("comma", language).join(dict.fromkeys(filter(None, power))), language),
        _row("gwp", value("gwp.id"), language),
        _row("rating", rating(label, language), language, "not_assessed"),
    )


def boundary(label: Document, language: Language, rule: Rule | None = None) -> str:
    """Say which stages are inside, and which are not."""
    named = {one["id"]: one["title"][language] for one in label["footprint"]["stages"] or ()}
    if rule is not None:
        named = {key: stage.title.get(language) for key, stage in rule.stages.items()}
    order = [*named, *label["boundary"]["included"]]  # that of the life cycle, where it is known
    inside = [named.get(one, one) for one in sorted(label["boundary"]["included"], key=order.index)]
    outside = [one["title"][language] for one in label["boundary"]["excluded"] or ()]
    comma, colon = say("comma", language), say("colon", language)
    parts = [f"{say('included', language)}{colon}{comma.join(inside)}"]
    if outside:
        parts.append(f"{say('excluded', language)}{colon}{comma.join(outside)}")
    return say("semicolon", language).join(parts)


def rating(label: Document, language: Language) -> str | None:
    """Write the rating of the data with its scale."""
    found = label["data_quality"]["rating"]
    return None if found is None else say("scale", language, value=display_number(found, 3))


def _plain(amount: float) -> str:
    """Write an amount with the digits it has, at most six."""
    digits = f"{amount:.5e}".partition("e")[0].replace(".", "").strip("-").rstrip("0")
    return display_number(amount, max(len(digits), 1))


def limits(label: Document, language: Language) -> tuple[str, ...]:
    """Say what the figure may be compared with, and what it does not say."""
    comparison = label["texts"].get("comparison") or words()["sentence_comparison"].to_dict()
    return (comparison[language], say("limit", language))


def _hidden(document: Document, language: Language) -> Row:
    titles = [group["title"][language] for group in document["withheld"]]
    return _row("hidden", say("comma", language).join(titles), language, "none")


def identity(document: Document, language: Language) -> tuple[Row, ...]:
    """Name the digests and the address."""
    return (
        _row("address", document["address"], language),
        Row("digest", say("row.digest", language), document["label"]["record"]["run_id"], code=True),
        Row("label_sha256", say("row.label_sha256", language), document["label_sha256"], code=True),
    )


def _row(row: str, value: str | None, language: Language, empty: str = "not_assigned") -> Row:
    found = (value or "").strip()
    return Row(row, say(f"row.{row}", language), found or say(empty, language), soft=not found)


def _facts(block: str, rows: tuple[Row, ...], note: str = "") -> Block:
    return Block(block, "", "facts", facts=rows, note=note)


def _section(section: str, language: Language, *blocks: Block) -> Section:
    return Section(section, say(f"section.{section}", language), blocks)

"""What the study leaves open, whose data it uses, what it may be used for, and who stands behind it."""

from __future__ import annotations

from api.documents.declaration.blocks import Block, Section
from api.documents.declaration.study import Study
from api.i18n import translator
from api.i18n.codes import label
from api.messages import describe, finding_from

ASSURANCE = {"limited": "assurance.limited", "reasonable": "assurance.reasonable"}
SIGNERS = ("preparer", "reviewer", "holder")


def questions(study: Study) -> Section:
    """The questions of the rule with their answers, and what the checks found."""
    answers = study.product.get("answers", {})
    asked = [one for one in (study.rule.not_encoded if study.rule else ()) if one.asks]
    texts = {one.id: one.asks.get(study.language) for one in asked if one.asks}
    answered = [(texts.get(name, name), answer) for name, answer in answers.items() if answer]
    missing = [(texts[one.id],) for one in asked if one.answer == "required" and not answers.get(one.id)]
    unknown = study.say("no_questions") if study.rule else study.say("not_here")
    return Section(
        "questions",
        study.say("section.questions"),
        (
            study.table(
                "answered",
                (study.column("question", 0.45), study.column("answer", 0.55)),
                answered,
                empty=study.say("none_answered") if asked else unknown,
            ),
            study.table(
                "unanswered",
                (study.column("question", 1.0),),
                missing,
                empty=study.say("all_answered") if asked else unknown,
            ),
            _findings(study),
        ),
    )


def _findings(study: Study) -> Block:
    gettext = translator(study.language).gettext
    rows = []
    for document in study.record["findings"]:
        found = finding_from(document)
        said = describe(found, study.language, study.rule, study.background)
        rows.append((gettext(label("severity", found.severity)), said))
    columns = (study.column("severity", 0.14), study.column("finding", 0.86))
    return study.table(
        "findings",
        columns,
        rows,
        empty=study.say("no_findings"),
        note=study.say("findings_note", mark=gettext(label("severity", "warning"))),
    )


def sources(study: Study) -> Section:
    """The background, its licences with the credit they ask for, and every dataset directly used."""
    return Section(
        "sources", study.say("section.sources"), (_background(study), _licences(study), _datasets(study))
    )


def _background(study: Study) -> Block:
    used, found = study.record["background"], study.background
    name = f"{used['id']} {used['version']}"
    return study.facts(
        "background",
        (
            study.row("background", f"{found.title.get(study.language)} ({name})" if found else name),
            study.row("sha256", used["sha256"], code=True),
            study.row("engine", f"Bay Footprint {study.record['engine_version']}"),
        ),
    )


def _licences(study: Study) -> Block:
    known = study.background.licences if study.background else {}
    used = sorted({one["licence"] for one in study.record["sources"]} & set(known))
    rows = [
        (
            f"{known[name].name} ({name})",
            study.word("commercial", known[name].commercial_use),
            known[name].attribution or study.say("none_asked"),
        )
        for name in used
    ]
    columns = (study.column("licence", 0.35), study.column("commercial", 0.15), study.column("credit", 0.5))
    return study.table("licences", columns, rows, empty=study.say("no_licences"))


def _datasets(study: Study) -> Block:
    rows = [
        (study.dataset(one["dataset"]), f"{one['source']}; {one['locator']}", one["licence"])
        for one in study.record["sources"]
    ]
    columns = (study.column("dataset", 0.3), study.column("source", 0.52), study.column("licence", 0.18))
    return study.table("datasets", columns, rows, empty=study.say("no_datasets"))


def limits(study: Study) -> Section:
    """What the figure may be compared with, and what it does not say."""
    label_texts = study.label["texts"].get("comparison")
    said = [study.text(label_texts)] if label_texts else []
    gaps = len(study.record["gaps"])
    reasons = [study.say("limit_single"), study.say("limit_model")]
    if (study.record["rule"].get("status") or study.label["rule"]["status"]) == "draft":
        reasons.append(study.say("limit_rule"))
    if gaps:
        reasons.append(study.say("limit_gaps", count=gaps))
    return Section(
        "limits",
        study.say("section.limits"),
        (study.prose("comparison", study.say("comparison"), *said), study.prose("limitations", *reasons)),
    )


def verification(study: Study) -> Section:
    """Status, who verified, who signs: empty slots are said to be empty."""
    made, bodies = study.label, study.label["bodies"]
    recognised = [one["body"] for one in made["recognised_by"]]
    return Section(
        "verification",
        study.say("section.verification"),
        (
            study.facts(
                "status",
                (
                    study.row("status", study.status),
                    study.row("number", made["number"], "not_assigned"),
                    study.row("report_number", made["report_number"], "not_assigned"),
                    study.row("grade", made["grade"], "not_assigned"),
                    study.row("issued", made["issued"], "unissued"),
                    study.row("expires", made["expires"], "not_assigned"),
                    study.row("recognised", study.join(recognised), "not_assigned"),
                ),
                note="" if made["status"] == "published" else study.say("not_issued"),
            ),
            study.facts(
                "verification",
                (
                    study.row("issuing", bodies["issuing"], "not_assigned"),
                    study.row("evaluation", bodies["evaluation"], "not_assigned"),
                    study.row("verification", bodies["verification"], "not_yet"),
                    study.row("assurance_level", _assurance(study), "not_assigned"),
                    *([study.row("statement", study.statement)] if study.statement else []),
                ),
            ),
            Block(
                "signatures",
                study.say("block.signatures"),
                "signatures",
                paragraphs=tuple(study.say(f"signer.{one}") for one in SIGNERS),
                note=study.say("signature_fields"),
            ),
        ),
    )


def _assurance(study: Study) -> str | None:
    level = study.label["bodies"]["assurance_level"]
    return study.say(ASSURANCE[level]) if level else None


def check(study: Study) -> Section:
    """How a reader finds out that this document, the record and the calculation belong together."""
    digest = study.label["record"]["run_id"]
    scheme = study.label["scheme"]["id"]
    commands = (
        "footprint rerun record.json",
        f"footprint label record.json --scheme {scheme} --out .",
        f"footprint declaration record.json --scheme {scheme} --language {study.language} --out .",
    )
    return Section(
        "check",
        study.say("section.check"),
        (
            study.facts(
                "identity",
                (
                    study.row("digest", digest, code=True),
                    study.row("address_qr", study.label["qr"]["payload"]),
                    study.row("embedded", study.say("embedded")),
                ),
            ),
            Block(
                "commands",
                study.say("block.commands"),
                "commands",
                paragraphs=commands,
                note=study.say("check_text"),
            ),
        ),
    )

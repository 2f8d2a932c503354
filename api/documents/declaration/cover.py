"""The first page: the figure, where it comes from, the code that leads to the record."""

from __future__ import annotations

from typing import Any

import segno

from api.documents.declaration.study import Study

DIGEST = 12  # digits of the digest shown under the code; the whole of it stands further on


def cover(study: Study) -> dict[str, Any]:
    """Return what the first page shows, as plain JSON values."""
    label = study.label
    served = label["functional_unit"]["text"]
    matrix = segno.make(label["qr"]["payload"], error="m", micro=False, boost_error=False).matrix
    return {
        "title": study.say("title"),
        "scheme": study.text(label["scheme"]["title"]),
        "band": None if label["status"] == "published" else study.status,
        "product": study.text(label["product"]["name"]),
        "model": study.say("model", model=label["product"]["model"]),
        "holder": label["holder"]["name"],
        "figure": label["footprint"]["display"],
        "unit": f"kg CO₂e / {study.per}",
        "served": study.say("per", unit=study.text(served) if served else study.per),
        "statement": study.text(label["texts"]["statement"]) if "statement" in label["texts"] else "",
        "stages_head": f"{study.say('stages_head')} ({study.values})",
        "stages": [
            {
                "title": study.stage(one["id"]),
                "value": one["value"],
                "shown": study.part(one["value"]),
                "share": study.share(one["share"]),
            }
            for one in label["footprint"]["stages"]
        ],
        "credit": study.say("credit"),
        "qr": [[bool(module) for module in row] for row in matrix],
        "qr_alt": label["qr"]["payload"],
        "scan": study.say("scan"),
        "record": study.say("record_short", digest=label["record"]["run_id"][:DIGEST]),
        "rests": study.say("rests"),
        "facts": [[row.label, row.value] for row in _facts(study)],
    }


def _facts(study: Study) -> tuple[Any, ...]:
    label, quality, rule = study.label, study.record["data_quality"], study.record["rule"]
    rating = study.say("scale", value=study.shown(quality["rating"])) if quality["rating"] is not None else None
    status = rule.get("status") or label["rule"]["status"]
    named = f"{rule['id']} {rule['version']}"
    chosen = label["electricity"]
    supply = [study.word("family", chosen["series"]), *([str(chosen["year"])] if chosen["year"] else [])]
    excluded = [study.text(one["title"]) for one in label["boundary"]["excluded"] or ()]
    outside = f"{study.say('excluded')}{study.say('colon')}{study.join(excluded)}"
    return (
        study.row("period", study.period(label["period"])),
        study.row("plant", study.join([label["plant"]["name"], label["plant"]["region"]])),
        study.row("rule", f"{named} ({study.word('status', status)})" if status else named),
        study.row("boundary", outside if excluded else study.say("included")),
        study.row("series", study.join([*supply, study.say(study.record["electricity_views"]["declared"])])),
        study.row("gwp", study.potentials),
        study.row("rating", rating, "not_assessed"),
        study.row("company_specific", study.share(label["data_quality"]["primary_data_share"])),
        study.row("verification", label["bodies"]["verification"], "not_yet"),
    )

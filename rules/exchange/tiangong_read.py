"""A TianGong PCR as the draft of a rule, with a note on everything that did not map."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML

from footprint import units
from footprint.errors import InputError, Problem, RuleError, UnitError
from rules.exchange.tiangong_write import CLAUSES, SCHEMA_VERSION
from rules.yaml_lines import read_yaml

_NOT_TAKEN = ("boundary_abstraction", "reference_flows", "published_dataset_profile", "projection_metadata")


_QUESTION = {
    "en": "Is this clause met, and how?",
    "zh-Hans": "是否满足该条款？如何满足？",
    "zh-Hant": "是否符合該條款？如何符合？",
}


_ITEM = {"item(s)": "item", "items": "item"}


def read(text: str) -> tuple[str, tuple[str, ...]]:
    """Turn a TianGong rule into the draft of a rule file.

    Parameters
    ----------
    text : str
        JSON or YAML: an object with ``manifest`` and ``structured``, or a ``structured.yaml`` alone.

    Returns
    -------
    str
        YAML of a draft. Values the structure does not give are null, so that ``rules check`` asks for them.
    tuple of str
        What was not taken, what is null, and what was filled by our base rule.

    Raises
    ------
    RuleError
        The text cannot be read, or is not of the structure this module knows.
    """
    try:
        document = read_yaml(text, "tiangong").document
    except InputError as error:
        raise RuleError(*error.problems) from error
    manifest, body = _parts(document)
    return _Draft(manifest, body).write()


def _parts(document: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    if not isinstance(document, dict):
        raise RuleError(Problem("", "is not an object: a manifest and a structured part are due"))
    body = document.get("structured", document)
    manifest = document.get("manifest", {})
    if not isinstance(body, dict) or not isinstance(manifest, dict):
        raise RuleError(Problem("structured", "is not an object"))
    problems: list[Problem] = []
    if body.get("schema_version") != SCHEMA_VERSION:
        what = f"is {body.get('schema_version')!r}: only {SCHEMA_VERSION} is known"
        problems.append(Problem("structured.schema_version", what))
    problems += [
        Problem(f"structured.{section}", "is missing")
        for section in ("product_category_identity", "functional_unit", "reference_flow_definition")
        if not isinstance(body.get(section), dict)
    ]
    problems += [
        Problem(f"structured.{section}", "is not a list")
        for section in ("process_map", "process_inventory", "data_sources")
        if not isinstance(body.get(section, []), list)
    ]
    if not problems and not _string(body["product_category_identity"].get("canonical_pcr_id")):
        problems.append(Problem("structured.product_category_identity.canonical_pcr_id", "is missing"))
    if problems:
        raise RuleError(*problems)
    return manifest, body


class _Draft:
    """One import: the draft grows, and what does not fit is noted."""

    def __init__(self, manifest: dict[str, Any], body: dict[str, Any]) -> None:
        self.manifest = manifest
        self.body = body
        self.identity = body["product_category_identity"]
        self.notes: list[str] = []

    def write(self) -> tuple[str, tuple[str, ...]]:
        name = _id(self.identity["canonical_pcr_id"].rsplit(".", 1)[-1], "-")
        unit = self.unit()
        draft = {
            "pcr": f"imported/{name}",
            "version": "0.1.0",
            "status": "draft",
            "extends": "base/iso-14067@2018",
            "title": self.title(),
            "summary": self.identity.get("representative_product") or None,
            "valid": {"from": None, "until": None},
            "scope": self.scope(),
            "codes": self.codes(),
            "sources": self.sources(),
            "functional_unit": self.functional_unit(unit),
            "declared_unit": {
                "text": _map(self.body["reference_flow_definition"].get("product_flow_ref")).get("name") or None,
                **unit,
                "cite": _cite("reference_flow_definition"),
            },
            "stages": self.stages(),
            "processes": self.processes(unit["unit"]),
            "activity_data": self.activities(),
            "not_encoded": self.clauses(),
        }
        self.remarks(draft)
        stream = io.StringIO()
        yaml = YAML()
        yaml.width = 100
        yaml.representer.ignore_aliases = lambda *_: True
        yaml.representer.add_representer(
            type(None), lambda r, _: r.represent_scalar("tag:yaml.org,2002:null", "null")
        )
        yaml.dump(draft, stream)
        return stream.getvalue(), tuple(self.notes)

    def title(self) -> Any:
        given = _map(self.manifest.get("title"))
        english = _string(given.get("en-US"))
        if not english:
            self.notes.append("title: null, it stands in the manifest, which was not given")
            return None
        self.notes.append("title.zh-Hant: null, the structure has no Traditional Chinese")
        return {"en": english, "zh-Hans": given.get("zh-CN"), "zh-Hant": None}

    def scope(self) -> str | None:
        covered, excluded = (_string(self.identity.get(k)) for k in ("covered_products", "excluded_products"))
        return f"{covered}. Not covered: {excluded}" if covered and excluded else covered or None

    def codes(self) -> dict[str, list[str]]:
        refs = _maps(self.manifest.get("classification_refs"))
        found = [str(r["code"]) for r in refs if r.get("system") == "CPC" and r.get("code")]
        if not found:
            found = re.findall(r"CPC 3\.0:? +([0-9]{3,5})", str(self.identity.get("classification_refs", "")))
        self.notes.extend(
            f"classification_refs: {r.get('system')} was not taken" for r in refs if r.get("system") != "CPC"
        )
        return {"cpc": found} if found else {}

    def sources(self) -> dict[str, Any]:
        own = {
            "title": self.identity["canonical_pcr_id"],
            "issuer": "TianGong PCR library",
            "date": str(self.manifest.get("updated_at_utc") or "not given"),
            "status": "unread",
            "note": "Imported by Bay Footprint; the Markdown text behind it was not read.",
        }
        found: dict[str, Any] = {"tiangong": own}
        for source in _maps(self.body.get("data_sources")):
            if source.get("id"):
                found[_id(str(source["id"]), "-")] = {
                    "title": source.get("reference") or None,
                    "issuer": "not given",
                    "date": "not given",
                    "status": "unread",
                    "note": str(source.get("used_for") or ""),
                }
        return found

    def unit(self) -> dict[str, Any]:
        given = self.body["reference_flow_definition"]
        amount = re.match(r"\s*([0-9]+(?:\.[0-9]+)?)(?![0-9A-Za-z.,])", str(given.get("reference_amount", "")))
        unit = _unit(str(given.get("reference_unit", "")))
        found = {"amount": float(amount[1]) if amount else None, "unit": unit}
        for name, value in found.items():
            if value is None:
                said = given.get(f"reference_{name}")
                self.notes.append(f"declared_unit.{name}: null, the structure says {said!r}")
        return found

    def functional_unit(self, unit: dict[str, Any]) -> dict[str, Any]:
        self.notes.append("functional_unit.amount, unit: those of the reference flow; theirs is in words")
        said = (
            _string(self.body["functional_unit"].get(k))
            for k in ("what", "how_much", "how_well", "how_long_or_cycle")
        )
        return {"text": "; ".join(filter(None, said)) or None, **unit, "cite": _cite("functional_unit")}

    def stages(self) -> dict[str, Any]:
        self.notes.append("stages: the structure has none, so each of its processes stands as one")
        found: dict[str, Any] = {}
        for process in self.process_map():
            out = process.get("inclusion") == "excluded_by_default"
            stage = {"title": process.get("name") or None, "boundary": "excluded" if out else "included"}
            if out:
                stage["reason"] = process.get("inclusion_condition") or None
            found[_id(str(process["id"]))] = stage | {"cite": _cite(f"process_map, {process['id']}")}
        return found

    def process_map(self) -> list[dict[str, Any]]:
        return [p for p in _maps(self.body.get("process_map")) if p.get("id")]

    def processes(self, unit: str | None) -> list[dict[str, Any]]:
        inside = [p for p in self.process_map() if p.get("inclusion") != "excluded_by_default"]
        found = []
        for process in inside:
            # the one process inside the boundary makes the reference flow; of several the output is not said
            own = unit if len(inside) == 1 else None
            name = _id(str(process["id"]))
            if own is None:
                said = process.get("quantitative_reference")
                self.notes.append(f"processes.{name}.unit: null, the structure says {said!r}")
            entry = {"id": name, "title": process.get("name") or None, "unit": own}
            found.append(entry | ({"optional": True} if process.get("inclusion") == "conditional" else {}))
        return found

    def activities(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        taken: set[str] = set()
        for process in _maps(self.body.get("process_inventory")):
            for way in ("inputs", "outputs"):
                for kind, rows in _map(process.get(way)).items():
                    for row in _maps(rows):
                        entry = self.activity(str(process.get("id", "")), way, kind, row)
                        if entry and entry["id"] in taken:
                            entry["id"] = _id(f"{process.get('id')}_{row['row_id']}")
                        if entry:
                            taken.add(entry["id"])
                            found.append(entry)
        if found:
            self.notes.append("activity_data.*.required: optional, the structure says conditions in words")
            self.notes.append("activity_data.*.evidence: empty, its collection protocols are in words")
        return found

    def activity(self, process: str, way: str, kind: str, row: dict[str, Any]) -> dict[str, Any] | None:
        name = _id(str(row.get("row_id", "")))
        amount = _map(row.get("amount"))
        if not name:
            self.notes.append(f"{process}: a row without row_id was not taken")
            return None
        for span in _maps(amount.get("ranges")):
            said = f"{span.get('role')} {span.get('lower')} to {span.get('upper')} {span.get('unit')}"
            self.notes.append(f"{process}.{name}.ranges: {said} was not taken")
        if kind == "elementary" or (way, kind) == ("outputs", "product"):
            self.notes.append(f"{process}.{name}: {kind} {way} were not taken, a line buys something")
            return None
        said = str(row.get("property_unit", ""))
        unit = _unit(said.rpartition(" / ")[2].split(";")[0].strip())
        if unit is None:
            self.notes.append(f"activity_data.{name}.unit: null, the structure says {said!r}")
        own = amount.get("value_mode") == "foreground_record"
        return {
            "id": name,
            "title": row.get("role") or row.get("name") or None,
            "help": row.get("description") or None,
            "stage": _id(process),
            "process": _id(process),
            "quantity": units.quantity(unit) if unit else None,
            "unit": unit,
            "required": "optional",
            "origin": "company_specific" if own else "any",
            "cite": _cite(f"process_inventory, {process}, {name}"),
        }

    def clauses(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for section, key, text in CLAUSES:
            for position, clause in enumerate(_at(self.body, section), 1):
                name = _id(str(clause.get(key) or f"{section.replace('.', '_')}_{position}"))
                name = name if name not in found else _id(f"{name}_{len(found)}")
                found[name] = {
                    "id": name,
                    "clause": f"{section}, {clause.get('applies_to') or clause.get(key)}",
                    "reason": clause.get(text) or None,
                    "asks": _QUESTION,
                    "answer": "optional",
                }
        qualifiers = self.body["reference_flow_definition"].get("required_qualifiers")
        if isinstance(qualifiers, list) and qualifiers:
            found["required_qualifiers"] = {
                "id": "required_qualifiers",
                "clause": "reference_flow_definition, required_qualifiers",
                "reason": "; ".join(map(str, qualifiers)),
                "asks": _QUESTION,
                "answer": "required",
            }
        return list(found.values())

    def remarks(self, draft: dict[str, Any]) -> None:
        self.notes.append("valid.from: null, a day has to be chosen")
        self.notes.append(f"version: 0.1.0 of the draft; theirs is {self.manifest.get('version') or 'not given'}")
        self.notes.append(
            "cut_off, allocation, end_of_life, electricity, characterization, data_quality, traceability: those of "
            "base/iso-14067@2018, not theirs"
        )
        named = " ".join(self.notes)
        self.notes.extend(f"{where}: null" for where in _nulls(draft, "") if f"{where}: null" not in named)
        self.notes.extend(f"{section}: was not taken" for section in _NOT_TAKEN if self.body.get(section))
        if _at(self.body, "dataset_production.collection_protocols"):
            self.notes.append("dataset_production.collection_protocols: was not taken")
        self.notes.append("texts: in English for all three languages, except the title")


def _at(body: dict[str, Any], section: str) -> list[dict[str, Any]]:
    node: Any = body
    for step in section.split("."):
        node = _map(node).get(step)
    return _maps(node)


def _map(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _maps(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _nulls(node: Any, where: str) -> Iterator[str]:
    """List the paths without a value; things with an id stand under it, and an open end of validity is one."""
    if node is None and where != "valid.until":
        yield where
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _nulls(value, f"{where}.{key}" if where else key)
    elif isinstance(node, list):
        for position, value in enumerate(node):
            name = value["id"] if isinstance(value, dict) and "id" in value else position
            yield from _nulls(value, f"{where}.{name}")


def _string(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _id(text: str, joiner: str = "_") -> str:
    """Write an id of ours: lower case, at most 60 characters, cut without a word."""
    return re.sub(r"[^a-z0-9_-]+", joiner, text.lower()).strip("_-")[:60].rstrip("_-")


def _unit(text: str) -> str | None:
    """Return a unit of the closed table, or None where theirs is not in it."""
    unit = _ITEM.get(text.strip().lower(), text.strip())
    try:
        return unit if unit and units.quantity(unit) else None
    except UnitError:
        return None


def _cite(clause: str) -> dict[str, str]:
    return {"source": "tiangong", "clause": clause}

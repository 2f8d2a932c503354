"""The groups of what the public sees (``disclosure.yaml``), and the schema of the public document they lead to.

``python -m rules.disclosure`` writes ``footprint/schemas/declaration-1.json`` anew; a test compares the two.
"""

from __future__ import annotations

import copy
import json
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import footprint
from footprint.declared import SCHEMA_FILE, declared_schema
from footprint.disclosure import Disclosure, leaves
from footprint.label import label_schema
from rules import statements
from rules.statements import Where

NAME = "disclosure.yaml"


@lru_cache(maxsize=1)
def load_disclosure() -> Disclosure:
    """Load the groups."""
    return parse_disclosure(resources.files("rules").joinpath(NAME).read_text("utf-8"), f"rules/{NAME}")


def parse_disclosure(text: str, name: str) -> Disclosure:
    """Turn the text of the file into groups; ``name`` stands in the messages.

    Raises
    ------
    RuleError
        ``file:line: field: what``: a path is no field of the label, or a field of the label has no group.
    """
    found, lines = statements.read(text, name, Disclosure)
    faults: list[tuple[Where, str]] = []
    covered: list[str] = []
    for key, group in found.groups.items():
        for path in group.label:
            covered.append(path)
            unknown = statements.unknown_field(path)
            if unknown:
                faults.append((("groups", key, "label"), unknown))
    faults += [
        (("groups",), f"say who sees {leaf!r}: it stands in no group")
        for leaf in leaves(label_schema())
        if not any(leaf == path or leaf.startswith(f"{path}.") for path in covered)
    ]
    statements.refuse(faults, lines)
    return found


def declaration_schema() -> dict[str, Any]:
    """Put the label of today into the schema of the public document, null allowed where it may be withheld."""
    label = copy.deepcopy(label_schema())
    shared = label.pop("$defs")
    for name in ("$schema", "$id"):
        label.pop(name)
    for path in load_disclosure().nullable:
        *outer, last = path.split(".")
        parent = label
        for step in outer:
            parent = parent["properties"][step]
        parent["properties"][last] = _or_null(parent["properties"][last])
    schema = copy.deepcopy(declared_schema())
    told = schema["properties"]["label"]["description"]
    schema["properties"]["label"] = label | {"title": "Label", "description": told}
    schema["$defs"] = shared
    return schema


def _or_null(entry: dict[str, Any]) -> dict[str, Any]:
    kind = entry.get("type")
    kinds = [kind] if isinstance(kind, str) else list(kind or ())
    more: dict[str, Any] = {} if "null" in kinds else {"type": [*kinds, "null"]}
    told = f"{entry['description'].rstrip('.')}; null also where the holder withholds it."
    return entry | more | {"description": told}


def main() -> None:
    """Write the schema file."""
    file = Path(footprint.__file__).parent / "schemas" / SCHEMA_FILE
    file.write_text(json.dumps(declaration_schema(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

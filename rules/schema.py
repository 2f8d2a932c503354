"""The JSON Schema of a rule, for editors that complete and check while typing.

``python -m rules.schema`` writes ``schema.json`` anew; a test compares it with the code. The loader knows more
(references, units, cases) than a schema can say.
"""

from __future__ import annotations

import json

from footprint.rule import Rule
from rules.load import ROOT

FILE = "schema.json"


def schema_text() -> str:
    """Return the schema as it is committed."""
    return json.dumps(Rule.model_json_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    (ROOT / FILE).write_text(schema_text(), "utf-8")

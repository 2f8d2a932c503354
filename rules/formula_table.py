"""The closed list of formulas as a page: ``python -m rules.formula_table`` renews ``docs/formulas.md``."""

from __future__ import annotations

from pathlib import Path

from footprint.formulas import ANY, FORMULAS

FILE = Path(__file__).parents[1] / "docs" / "formulas.md"
HEAD = """\
# Formulas a rule may name

A rule names a formula in `derive: {formula: …, inputs: {argument: parameter}}`; there are no expressions in YAML.
Inputs are converted to the unit shown; *any* takes the unit of the parameter, and a result in *any* has the unit of
the first such input. A new formula is a change of code with a test. Generated: `python -m rules.formula_table`.

| formula | inputs | gives | what it is |
|---|---|---|---|
"""


def markdown() -> str:
    """Write the page."""
    rows = []
    for name, formula in FORMULAS.items():
        inputs = ", ".join(f"`{argument}` {shown(unit)}" for argument, unit in formula.inputs.items())
        what = (formula.function.__doc__ or "").strip().splitlines()[0]
        rows.append(f"| `{name}` | {inputs} | {shown(formula.unit)} | {what} |\n")
    return HEAD + "".join(rows)


def shown(unit: str) -> str:
    """Write a unit as the page shows it."""
    return "any" if unit == ANY else "–" if unit == "1" else unit.replace("*", "·")


if __name__ == "__main__":
    FILE.write_text(markdown(), "utf-8")

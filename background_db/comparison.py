"""Our figures beside published ones: the table of docs/validation.md.

``python -m background_db.comparison`` renews it; a test asks for that when a figure moved.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from background_db.build import load
from background_db.published import read_published
from footprint.engine.scores import close
from footprint.result import TOTAL

PAGE = Path(__file__).parents[1] / "docs" / "validation.md"
BEGIN, END = "<!-- generated: python -m background_db.comparison -->", "<!-- end -->"
SET = "ipcc-ar6-gwp100"


def score() -> Callable[[str], float]:
    """Return what gives our figure of a dataset [kg CO2e / unit]: AR6, markets at their defaults."""
    loaded = load()
    closed = close(loaded.scores(SET), {slot.id: slot.default for slot in loaded.background.slots.values()})
    return lambda dataset: float(closed.of(dataset)[TOTAL])


def table(ours: Callable[[str], float]) -> str:
    """Write the comparison as Markdown: misses are told in the same list as hits."""
    values = read_published()
    agreeing = sum(value.agrees for value in values)
    lines = [
        f"{len(values)} values: {agreeing} within their tolerance, {len(values) - agreeing} known misses.",
        "",
        "| dataset | ours | published | per | difference | | published by | what differs |",
        "|---|--:|--:|---|--:|---|---|---|",
    ]
    for value in values:
        found = ours(value.dataset)
        difference = f"{100 * value.difference(found):+.0f} %".replace("-", "−")
        verdict = f"within ±{100 * value.tolerance:.0f} %" if value.agrees else "**miss**"
        cells = (
            f"`{value.dataset}`",
            f"{found:.4g}" if found < 1e4 else f"{found:,.0f}",
            f"{value.value:g}" if value.value < 1e4 else f"{value.value:,.0f}",
            value.unit.partition("/")[2].replace("*", "·"),
            difference,
            verdict,
            f"{value.source}, {value.locator}" if value.locator else value.source,
            value.reason.replace("|", "/"),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def renewed(text: str, ours: Callable[[str], float]) -> str:
    """Return the page with the comparison as it is now."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{table(ours)}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), score()), encoding="utf-8")

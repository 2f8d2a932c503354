"""``footprint calculate FOLDER``: a folder of product files in one table."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from api.cases import portfolio as case
from api.cases.certificates import claimed_twice, read_claims, sentence
from api.cases.workers import Workers
from api.cli.root import bar, console, print_json
from api.settings import read_settings
from footprint.texts import Language


def calculate_folder(
    folder: Path, rule: str | None, out: Path, workers: Workers, *, json: bool, language: Language
) -> int:
    """Calculate every product file of a folder into one table; what is there already is not calculated again."""
    task = case.Task(read_settings(), rule, language)
    with bar("calculating") as told:
        rows, taken = case.portfolio(task, folder, out, workers, told)
    counts = {status: sum(row.status == status for row in rows) for status in ("calculated", "blocked")}
    failed = [row for row in rows if row.status != "calculated"]
    doubled = claimed_twice((row.file, tuple(read_claims(row.certificates))) for row in rows)
    if json:
        summary = counts | {"unreadable": len(failed) - counts["blocked"], "taken_over": taken}
        twice = [one.to_dict() for one in doubled]
        print_json({**summary, "written": [str(out)], "certificates_claimed_twice": twice})
    else:
        console().print(f"{counts['calculated']} of {len(rows)} products calculated, {taken} taken over")
        print(f"written: {out}")
    errors = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
    for one in doubled:
        errors.print(sentence(one, task.language))
    for row in failed:
        errors.print(f"{folder / row.file}: {row.error}")
    return 1 if failed else 0

"""``footprint label`` and ``recognition``: artwork of a label, and what another party asks of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from api.cases import label_artwork, labels, recognition
from api.cli.records import load
from api.cli.root import Json, Lang, console, language, print_json, workbench
from api.documents import label_words
from api.documents.label_print import Format
from api.documents.label_sizes import sizes
from api.i18n import translator
from footprint.errors import RecordError
from footprint.label import FORMAT, check_label
from footprint.recognition import RecognitionReport, Row
from footprint.texts import Language

Made = Annotated[str, typer.Argument(help="A record file, a label.json, or the run id of a stored calculation.")]
Scheme = Annotated[str, typer.Option("--scheme", help="Label scheme.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("label")(label)
    app.command("recognition")(report)


def label_of(made: str, scheme: str) -> dict[str, Any]:
    """Read a label from its file, or write that of a record.

    Raises
    ------
    RecordError
        There is no such record or label, or it was changed.
    """
    found = _label_file(Path(made))
    if found is not None:
        if scheme and found["scheme"]["id"] != scheme:
            what = f"{made}: is a label of {found['scheme']['id']}, not of {scheme}"
            raise RecordError(what)
        return found
    record = load(made)
    return labels.label(workbench(), record.pop("run_id"), record, scheme or labels.OWN)


def _label_file(path: Path) -> dict[str, Any] | None:
    """Return the label a file holds; None where it holds something else."""
    try:
        found = json.loads(path.read_bytes()) if path.is_file() else None
    except ValueError:
        return None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        return None
    check_label(found)
    return found


def label(
    record: Made,
    scheme: Scheme = "",
    out: Annotated[Path, typer.Option("--out", help="Folder the files are written to.")] = Path("label"),
    size: Annotated[str, typer.Option("--size", help="standard, strip, small, or all.")] = "standard",
    form: Annotated[str, typer.Option("--format", help="svg, png, pdf, or all.")] = "svg",
) -> None:
    """Write label data (JSON) and artwork (SVG, PNG, PDF in three languages) of a record or a label."""
    if form not in {*label_artwork.FORMATS, "all"}:
        what = f"{form!r} is no format of a label: known are {', '.join(label_artwork.FORMATS)}, all"
        raise typer.BadParameter(what)
    wanted = tuple(sizes().sizes) if size == "all" else (label_artwork.size_named(size),)
    formats: tuple[Format, ...] = tuple(f for f in label_artwork.FORMATS if form in {f, "all"})
    found = label_of(record, scheme)
    files = dict(label_artwork.files(found, wanted, formats))
    out.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (out / name).write_bytes(data)
        print(f"written: {out / name}")


def report(
    record: Made,
    scheme: Scheme = "",
    towards: Annotated[
        str, typer.Option("--towards", help="Scheme or id of the other party; the first when absent.")
    ] = "",
    agreement: Annotated[str, typer.Option("--agreement", help="Id of the agreement.")] = "",
    as_json: Json = False,
    lang: Lang = "en",
) -> None:
    """Show what another party of an agreement asks of a label: met, open, not published."""
    tongue = language(lang)
    made = label_of(record, scheme)
    found = recognition.report(made, towards or None, agreement or None, workbench().clock().date())
    if as_json:
        print_json(found.to_dict())
        return
    _show(found, made, tongue)


def _show(found: RecognitionReport, made: dict[str, Any], tongue: Language) -> None:
    say, out = translator(tongue).gettext, console()
    out.print(found.agreement.title.get(tongue), style="bold")
    out.print(f"{found.label_scheme} → {found.towards.key} ({found.towards.name.get(tongue)})")
    out.print(say(label_words.AGREEMENTS[found.agreement.status]))
    counts = ", ".join(f"{len(found.of(s))} {say(word)}" for s, word in label_words.STATES.items())  # type: ignore[arg-type]
    out.print(counts, style="bold")
    for state, word in label_words.STATES.items():
        rows = found.of(state)  # type: ignore[arg-type]
        if rows:
            table = Table(title=say(word), title_justify="left", box=None, padding=(0, 2, 1, 0), show_header=False)
            for _column in range(3):
                table.add_column(overflow="fold")
            for row in rows:
                source = found.source(row)
                cite = f"{row.grade} · {source.title}, {row.cite.clause}"
                table.add_row(row.text.get(tongue), "\n".join(_answers(row, made, tongue)), cite)
            out.print()
            out.print(table)


def _answers(row: Row, made: dict[str, Any], tongue: Language) -> list[str]:
    say = translator(tongue).gettext
    if row.by_hand:
        return [say(label_words.BY_HAND)]
    if row.state == "open":
        return [
            f"{label_words.title(one.path, tongue)}: "
            f"{label_words.value(one.path, one.found, tongue, made) or '–'}"
            + (f" → {label_words.value(one.path, one.due, tongue)}" if one.due else "")
            + f" ({label_words.role(one.path, tongue)})"
            for one in row.missing
        ]
    return [
        f"{label_words.title(path, tongue)}: {label_words.value(path, value, tongue, made)}"
        for path, value in row.by
    ]

"""``footprint rules``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module, util
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import typer

from api.cases import catalogue
from api.cli.root import Json, console, language, print_json, workbench
from api.cli.show import table
from api.documents.rule_diff import sentences
from api.documents.rule_text import Writer, as_markdown, as_text
from api.documents.rule_words import sentence
from api.errors import NotFoundError
from api.i18n import translator
from api.settings import read_settings
from footprint.errors import InputError, Problem, RuleError
from footprint.rule import LoadedRule
from footprint.texts import Language
from rules.catalogue import Standard
from rules.coverage import open_values
from rules.describe import describe
from rules.diff import diff
from rules.load import ROOT, load_rule, merged_yaml, rule_path

Tongue = Annotated[str, typer.Option("--language", "--lang", help="Language: en, zh-Hans or zh-Hant.")]
Named = Annotated[str, typer.Argument(help="Rule as id, id@version or file.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="File to write.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    rules = typer.Typer(help="Product category rules.", no_args_is_help=True, rich_markup_mode=None)
    rules.command("list")(list_rules)
    rules.command("show")(show_rule)
    rules.command("diff")(diff_rules)
    rules.command("check")(check_rules)
    rules.command("publish")(publish_rule)
    rules.command("export")(export_rule)
    rules.command("import")(import_rule)
    app.add_typer(rules, name="rules")


def list_rules(json: Json = False, lang: Tongue = "en") -> None:
    """List the product groups with their rules: status, level, version, source, open values; planned ones too."""
    tongue = language(lang)
    _ = translator(tongue).gettext
    groups, origins = catalogue.shelves(workbench())
    if json:
        print_json([_listed(shelf, product, found) for shelf, product, found in _flat(groups)])
        return
    out = console()
    for shelf in groups:
        title = shelf.group.title.get(tongue) if shelf.group else _("Not in the catalogue")
        out.print(f"\n[bold]{title}[/bold]")
        rows = table(
            (_("product"), "left"), (_("rule"), "left"), (_("status"), "left"), (_("level"), "left"),
            (_("open"), "right"), (_("rests on"), "left"),
        )  # fmt: skip
        for product in shelf.products:
            rests = ", ".join(origins[s].title for s in product.entry.sources if s in origins)
            if not product.versions:
                planned = _(sentence("status.planned"))
                rows.add_row(product.entry.title.get(tongue), "–", planned, "", "", rests)
            for found in product.versions:
                rule = found.rule
                rows.add_row(
                    product.entry.title.get(tongue) if found is product.versions[0] else "",
                    f"{rule.pcr}@{rule.version}",
                    _(sentence(f"status.{rule.status}")),
                    _(sentence(f"level.{rule.level}")).partition(":")[0].partition("：")[0],
                    str(len(open_values(rule))),
                    rests if found is product.versions[0] else "",
                )
        out.print(rows)
        for product in shelf.products:
            for standard in product.entry.standards:
                line = f"  {product.entry.title.get(tongue)}: {timeline(standard, tongue)}"
                out.print(line, markup=False, style="dim")


def timeline(standard: Standard, tongue: Language) -> str:
    """Write one standard of a product: number, level, time, what it takes the place of, whether it was read."""
    _ = translator(tongue).gettext
    parts = [standard.number, _(sentence(f"level.{standard.level}")), _(sentence(f"standard.{standard.status}"))]
    if standard.start or standard.until:
        parts.append(f"{standard.start or '…'} – {standard.until or ''}".strip())
    if standard.supersedes:
        parts.append(_("takes the place of %(others)s") % {"others": ", ".join(standard.supersedes)})
    parts.append(_(sentence("standard.read" if standard.read else "mark.unread")))
    return " · ".join(parts)


def _flat(groups: tuple[catalogue.Shelf, ...]) -> list[tuple[catalogue.Shelf, catalogue.Listed, LoadedRule | None]]:
    return [
        (shelf, product, found)
        for shelf in groups
        for product in shelf.products
        for found in (product.versions or (None,))
    ]


def _listed(shelf: catalogue.Shelf, product: catalogue.Listed, found: LoadedRule | None) -> dict[str, Any]:
    entry = product.entry
    made: dict[str, Any] = {
        "group": shelf.group.id if shelf.group else None,
        "product": entry.id,
        "id": entry.rule,
        "status": "planned",
        "title": entry.title.to_dict(),
        "sources": list(entry.sources),
        "standards": [s.model_dump(mode="json", by_alias=True, exclude_none=True) for s in entry.standards],
    }
    if found is not None:
        rule = found.rule
        made |= {
            "version": rule.version, "status": rule.status, "level": rule.level, "title": rule.title.to_dict(),
            "valid": rule.valid.model_dump(mode="json", by_alias=True), "sha256": found.sha256,
            "open": list(open_values(rule)),
        }  # fmt: skip
    return made


def show_rule(
    rule_id: Named,
    form: Annotated[
        Literal["text", "markdown", "yaml", "json"],
        typer.Option("--format", help="text, markdown, yaml (with everything inherited) or json."),
    ] = "text",
    json: Json = False,
    lang: Tongue = "en",
) -> None:
    """Show one rule with the clause of every choice: unit, boundary, method, data quality, traceability."""
    tongue = language(lang)
    found = named(rule_id)
    if json or form == "json":
        document = found.rule.model_dump(mode="json", by_alias=True, exclude_none=True)
        print_json({"sha256": found.sha256, "file": found.file, **document})
    elif form == "yaml":
        typer.echo(merged_yaml(_path(rule_id, found)), nl=False)
    else:
        described = describe(found.rule, catalogue.worked_cases(found, _folder()))
        write = as_markdown if form == "markdown" else as_text
        typer.echo(write(described, tongue) + f"\nsha256 {found.sha256}")


def named(name: str) -> LoadedRule:
    """Find a rule by id, ``id@version`` or file."""
    if name.endswith((".yaml", ".yml")):
        return load_rule(Path(name))
    try:
        return workbench().rules.get(name)
    except RuleError as error:
        try:
            return catalogue.newest(workbench(), name)
        except NotFoundError:
            raise error from None


def _path(name: str, found: LoadedRule) -> Path:
    if name.endswith((".yaml", ".yml")):
        return Path(name)
    return rule_path(found.rule.pcr, found.rule.version, _folder())


def _folder() -> Path:
    return read_settings().rules or ROOT


def diff_rules(
    old: Annotated[str, typer.Argument(help="The older rule: id@version or file.")],
    new: Annotated[str, typer.Argument(help="The newer rule: id@version or file.")],
    json: Json = False,
    lang: Tongue = "en",
) -> int:
    """Say in words how two versions of a rule differ. Exit code 0: they say the same; 1: they differ."""
    tongue = language(lang)
    before, after = named(old), named(new)
    changes = diff(before.rule, after.rule)
    write = Writer(after.rule, tongue)
    said = sentences(changes, Writer(before.rule, tongue), write)
    if json:
        print_json(
            {
                "old": {"id": before.rule.pcr, "version": before.rule.version, "sha256": before.sha256},
                "new": {"id": after.rule.pcr, "version": after.rule.version, "sha256": after.sha256},
                "changes": [
                    {"section": section, "row": one.row, "kind": one.kind, "text": one.text}
                    for section, all_said in said.items()
                    for one in all_said
                ],
            }
        )
        return 1 if changes else 0
    typer.echo(f"{before.rule.pcr}@{before.rule.version} → {after.rule.pcr}@{after.rule.version}")
    typer.echo(write.say("diff.count", count=str(len(changes))) if changes else write.say("diff.equal"))
    for section, all_said in said.items():
        typer.echo(f"\n{write.say(f'section.{section}')}")
        for one in all_said:
            typer.echo(f"  {SIGNS[one.kind]} {one.text}")
    return 1 if changes else 0


SIGNS = {"added": "+", "removed": "−", "changed": "·"}


def check_rules(
    numbers: Annotated[
        bool, typer.Option("--numbers", help="List also the numbers that no worked case pins; exit code 1 if any.")
    ] = False,
) -> int:
    """Check every rule file and its worked cases; every problem with file and line."""
    from rules.check import rules_problems
    from rules.pinned import write_reports
    from rules.registry import Registry

    folder = _folder()
    problems = rules_problems(folder)
    for problem in problems:
        typer.echo(str(problem), err=True)
    if problems:
        return 1
    registry = Registry(folder)
    print(f"{len(registry.names())} rule(s) and their cases are sound")
    return 0 if not numbers or write_reports(registry) else 1


def publish_rule(
    name: Annotated[str, typer.Argument(help="id@version; the file says in_force already.")],
    folder: Annotated[Path, typer.Option("--folder", help="Folder with base/ and pcr/.")] = ROOT,
) -> int:
    """Freeze a version: write its hash to released.sha256, from when on it may not change."""
    from rules.publishing import publish_checked

    try:
        sha256 = publish_checked(name, folder)
    except InputError as error:
        for problem in error.problems:
            typer.echo(f"footprint: {problem}", err=True)
        return 1
    print(f"{name} is published: sha256 {sha256}")
    return 0


def export_rule(
    rule_id: Named,
    out: Out,
    form: Annotated[
        Literal["tiangong"], typer.Option("--format", help="tiangong: TianGong PCR JSON.")
    ] = "tiangong",
) -> None:
    """Write a rule in an exchange format; what the format cannot hold is listed."""
    export = cast("Callable[[Any], tuple[str, tuple[str, ...]]]", _exchange(form, "export"))
    text, left_out = export(named(rule_id).rule)
    out.write_text(text, "utf-8")
    print(f"{out}")
    for what in left_out:
        typer.echo(f"left out: {what}", err=True)


def import_rule(
    form: Annotated[Literal["tiangong"], typer.Argument(help="tiangong: TianGong PCR JSON.")],
    file: Annotated[Path, typer.Argument(help="File to read.")],
    out: Out,
) -> None:
    """Turn a rule of an exchange format into a draft rule file; what is missing or unsure is listed."""
    read = cast("Callable[[str], tuple[str, tuple[str, ...]]]", _exchange(form, "read"))
    text, notes = read(file.read_text("utf-8"))
    out.write_text(text, "utf-8")
    print(f"{out}")
    for what in notes:
        typer.echo(f"note: {what}", err=True)


def _exchange(form: str, name: str) -> Any:
    where = f"rules.exchange.{form}"
    if util.find_spec("rules.exchange") is None or util.find_spec(where) is None:
        raise InputError(Problem("format", f"{form} cannot be exchanged in this installation"))
    return getattr(import_module(where), name)

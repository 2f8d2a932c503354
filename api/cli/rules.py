"""``footprint rules``."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cases import catalogue
from api.cli.root import Json, Lang, console, language, print_json, workbench
from api.cli.show import table
from api.i18n import translator
from api.i18n.codes import word


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    rules = typer.Typer(help="Product category rules.", no_args_is_help=True, rich_markup_mode=None)
    rules.command("list")(list_rules)
    rules.command("show")(show_rule)
    rules.command("check")(check_rules)
    app.add_typer(rules, name="rules")


def list_rules(json: Json = False, lang: Lang = "en") -> None:
    """List every version of every rule."""
    tongue = language(lang)
    _ = translator(tongue).gettext
    found = [loaded.rule for loaded in catalogue.rules(workbench())]
    if json:
        print_json(
            [
                {
                    "id": r.pcr, "version": r.version, "status": r.status, "title": r.title.to_dict(),
                    "valid": r.valid.model_dump(mode="json", by_alias=True),
                }
                for r in found
            ]
        )  # fmt: skip
        return
    rows = table((_("rule"), "left"), (_("version"), "left"), (_("status"), "left"), (_("title"), "left"))
    for rule in found:
        rows.add_row(rule.pcr, rule.version, word("status", rule.status, tongue), rule.title.get(tongue))
    console().print(rows)


def show_rule(
    rule_id: Annotated[str, typer.Argument(help="Rule id, optionally with @version.")],
    json: Json = False,
    lang: Lang = "en",
) -> None:
    """Show one rule: unit, boundary, activity data, open values, clauses left to people."""
    tongue = language(lang)
    _ = translator(tongue).gettext
    loaded = workbench().rules.get(rule_id)
    rule = loaded.rule
    if json:
        document = rule.model_dump(mode="json", by_alias=True, exclude_none=True)
        print_json({"sha256": loaded.sha256, "file": loaded.file, **document})
        return
    out = console()
    title, status = rule.title.get(tongue), word("status", rule.status, tongue)
    out.print(f"\n[bold]{title}[/bold]  {rule.pcr}@{rule.version} ({status})")
    out.print(f"{rule.summary.get(tongue)}\n")
    out.print(_("Functional unit") + f": {rule.functional_unit.text.get(tongue)}")
    out.print(_("Scope") + f": {rule.scope.get(tongue)}\n")
    for name, parameter in rule.parameters.items():
        state = _("open: the preparer's choice") if parameter.open else parameter.unit
        out.print(
            f"  {name}: {parameter.title.get(tongue)} [{parameter.cite.source}, {parameter.cite.clause}] ({state})",
            markup=False,
        )
    out.print()
    rows = table(
        (_("stage"), "left"),
        (_("activity"), "left"),
        (_("unit"), "left"),
        (_("required"), "left"),
        (_("origin"), "left"),
        (_("evidence"), "left"),
    )
    for activity in rule.activity_data:
        rows.add_row(
            rule.stages[activity.stage].title.get(tongue), activity.title.get(tongue), activity.unit,
            word("required", activity.required, tongue), word("origin", activity.origin, tongue),
            ", ".join(rule.traceability.kinds[k].get(tongue) for k in activity.evidence),
        )  # fmt: skip
    out.print(rows)
    out.print("\n" + _("Clauses left to people") + ":")
    for clause in rule.not_encoded:
        out.print(f"  {clause.clause}: {clause.reason.get(tongue)}", markup=False)
    out.print(f"\nsha256 {loaded.sha256}")


def check_rules() -> int:
    """Check every rule file and its worked cases; every problem with file and line."""
    from rules.check import rules_problems

    problems = rules_problems()
    for problem in problems:
        typer.echo(str(problem), err=True)
    if not problems:
        print(f"{len(catalogue.rules(workbench()))} rule(s) and their cases are sound")
    return 1 if problems else 0

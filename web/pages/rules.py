"""The rules: a list, and one rule as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from footprint.rule import LoadedRule, Rule
from web.site import From, Lang, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class RulesPage:
    """Context of ``pages/rules.html``.

    Attributes
    ----------
    rules : tuple of LoadedRule
        Every rule a product can be calculated under.
    """

    rules: tuple[LoadedRule, ...]


@dataclass(frozen=True)
class RulePage:
    """Context of ``pages/rule.html``.

    Attributes
    ----------
    rule : Rule
        The merged rule.
    sha256 : str
        Hash of the merged document.
    open_parameters : tuple of str
        Parameters no public text fixes.
    examples : tuple of str
        Names of example products under this rule.
    """

    rule: Rule
    sha256: str
    open_parameters: tuple[str, ...]
    examples: tuple[str, ...]


@router.get("/rules", response_class=HTMLResponse)
def rules(request: Request, language: Lang, source: From) -> HTMLResponse:
    """List the rules."""
    return render(request, "pages/rules.html", RulesPage(tuple(source.rules())), language)


@router.get("/rules/{rule_id:path}", response_class=HTMLResponse)
def rule(request: Request, language: Lang, source: From, rule_id: str) -> HTMLResponse:
    """Show one rule; ``id`` or ``id@version``."""
    name, _, version = rule_id.partition("@")
    found = source.rule(name, version or None)
    if found is None:
        raise HTTPException(404)
    page = RulePage(
        rule=found.rule,
        sha256=found.sha256,
        open_parameters=tuple(k for k, p in found.rule.parameters.items() if p.open),
        examples=tuple(
            n for n, d in source.examples.items() if str(d.get("rule", "")).split("@")[0] == found.rule.pcr
        ),
    )
    return render(request, "pages/rule.html", page, language)

"""The workbench: everything a calculation needs, built once per process and never changed after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Protocol

from api.db.session import Database
from api.settings import Settings
from footprint.background import Background
from footprint.engine.scores import ClosedScores, UnitScores, close
from footprint.errors import InputError, Problem
from footprint.inventory import providers
from footprint.product import Product
from footprint.rule import LoadedRule
from footprint.texts import Language


class Rules(Protocol):
    """The registry of rules."""

    def all(self) -> Sequence[LoadedRule]:
        """List every version of every rule."""

    def get(self, name: str, on: date | None = None) -> LoadedRule:
        """Return a rule by ``id@version``, or the version of ``id`` that holds on a day."""


class Hit(Protocol):
    """A dataset that was found."""

    @property
    def dataset_id(self) -> str:
        """Which."""


class Search(Protocol):
    """The search index of a background."""

    def search(self, words: str, *, language: Language, limit: int, category: str | None) -> Sequence[Hit]:
        """Find datasets by words in any language, best first."""


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Workbench:
    """Rules, background and database of this installation."""

    settings: Settings
    rules: Rules
    background: Background
    scores: Callable[[str], UnitScores]
    index: Search
    database: Database
    clock: Callable[[], datetime] = field(default=_now)

    @classmethod
    def build(cls, settings: Settings) -> Workbench:
        """Load rules and background and prepare the database connections; opens none yet.

        Raises
        ------
        SetupError
            The database URL cannot be used.
        BackgroundError, RuleError
            Background or rules are missing or wrong.
        """
        # The data rooms are large: who passes a workbench of their own (a test) need not load them.
        from background_db.build import load
        from background_db.search import Index
        from rules.registry import Registry

        loaded = load(settings.data_dir / "background")
        return cls(
            settings=settings,
            rules=Registry(),
            background=loaded.background,
            scores=loaded.scores,
            index=Index(loaded.background),
            database=Database(settings.database_url),
        )

    def rule_for(self, product: Product) -> LoadedRule:
        """Return the rule a product names; without version the one that holds today."""
        if product.rule is None:
            example = next((r.rule.pcr for r in self.rules.all() if not r.rule.abstract), "…")
            what = f"name the rule to calculate under, e.g. {example}"
            raise InputError(Problem("rule", what))
        return self.rules.get(product.rule, on=self.clock().date())

    def check_background(self, product: Product) -> None:
        """Refuse a product that asks for another background than the one loaded here."""
        if product.background not in {None, self.background.id}:
            what = f"this installation calculates on {self.background.id} only"
            raise InputError(Problem("background", what))

    @cached_property
    def usual_set(self) -> str:
        """The characterization set shown where no rule names one."""
        return next(iter(self.background.characterization))

    def closed(self, set_id: str | None = None, product: Product | None = None) -> ClosedScores:
        """Return unit scores with every slot filled: as a product chose, else with the defaults."""
        if product is not None:
            chosen = providers(product, self.background)
        else:
            chosen = {slot.id: slot.default for slot in self.background.slots.values()}
        return close(self.scores(set_id or self.usual_set), chosen)

"""The workbench: everything a calculation needs, built once per process and never changed after."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from api.db.session import Database
from api.outgoing import Calls, Outgoing
from api.settings import Settings
from footprint.background import Background
from footprint.engine.scores import ClosedScores, UnitScores, close, with_rows
from footprint.errors import InputError, Problem
from footprint.inventory import providers
from footprint.product import Product, parse_product
from footprint.rule import LoadedRule
from footprint.suppliers import with_suppliers
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


@dataclass(frozen=True)
class Room:
    """A background with its scores and its search index."""

    background: Background
    scores: Callable[[str], UnitScores]
    index: Search


class Imported(Mapping[str, Room]):
    """The imported backgrounds of an installation by id (and ``id-version``), loaded when first asked for.

    What is imported while the service runs is found: the folder is looked at each time, and a newer import of
    the same name takes the place of the older one.

    Parameters
    ----------
    data_dir : Path
    holds : callable
        Whether the content of a hash is there for whoever asks: a licence belongs to an organisation.
    """

    def __init__(self, data_dir: Path, holds: Callable[[str], bool] = lambda _sha256: True) -> None:
        self._data_dir = data_dir
        self._holds = holds
        self._rooms: dict[Path, Room] = {}
        self._lock = Lock()

    def held(self, holds: Callable[[str], bool]) -> Imported:
        """Return those of them that somebody holds; what is loaded is shared."""
        narrowed = Imported(self._data_dir, holds)
        narrowed._rooms, narrowed._lock = self._rooms, self._lock
        return narrowed

    def __getitem__(self, name: str) -> Room:
        found = self.exactly(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        from background_db.importers.stored import installed

        return iter(dict.fromkeys(e.id for e in installed(self._data_dir) if self._holds(e.sha256)))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def exactly(self, name: str, sha256: str = "") -> Room | None:
        """Return a background by name, with this content when a hash is given; None when it is not here."""
        from background_db.importers.stored import find, for_search, load_imported
        from background_db.search import Index

        entry = find(self._data_dir, name, sha256, self._holds)
        if entry is None:
            return None
        with self._lock:
            if entry.folder not in self._rooms:
                loaded = load_imported(self._data_dir, name, entry.sha256)
                index = Index(for_search(loaded.background))
                self._rooms[entry.folder] = Room(loaded.background, loaded.scores, index)
            return self._rooms[entry.folder]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Workbench:
    """Rules, background and database of this installation.

    ``background`` is the open one unless the workbench was turned to another by :meth:`on`.
    """

    settings: Settings
    rules: Rules
    background: Background
    scores: Callable[[str], UnitScores]
    index: Search
    database: Database
    clock: Callable[[], datetime] = field(default=_now)
    imported: Mapping[str, Room] = field(default_factory=dict)
    outgoing: Calls = field(default_factory=Outgoing)

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

        loaded = load(settings.data_dir / "background", without=settings.excluded_uses)
        return cls(
            settings=settings,
            rules=Registry(settings.rules) if settings.rules else Registry(),
            background=loaded.background,
            scores=loaded.scores,
            index=Index(loaded.background),
            database=Database(settings.database_url),
            imported=Imported(settings.data_dir),
            outgoing=Outgoing.of(settings),
        )

    def rule_for(self, product: Product) -> LoadedRule:
        """Return the rule a product names; without version the one that holds today."""
        if product.rule is None:
            example = next((r.rule.pcr for r in self.rules.all() if not r.rule.abstract), "…")
            what = f"name the rule to calculate under, e.g. {example}"
            raise InputError(Problem("rule", what))
        return self.rule_named(product.rule)

    def rule_named(self, name: str) -> LoadedRule:
        """Return a rule by ``id@version``, or by ``id`` the version that holds today."""
        return self.rules.get(name, on=self.clock().date())

    def on(self, background: str | None, sha256: str = "") -> Workbench:
        """Return the workbench for a background: this one, or an imported one of that name.

        Parameters
        ----------
        background : str, optional
            ``id`` or ``id-version``; the open database when none is named.
        sha256 : str
            Ask for exactly this content, as a record names it.

        Raises
        ------
        InputError
            There is no such background here.
        """
        if background in {None, self.background.id}:
            return self
        room = None
        if isinstance(self.imported, Imported):
            room = self.imported.exactly(str(background), sha256)
        elif background in self.imported:
            room = self.imported[str(background)]
        if room is None:
            what = f"this installation calculates on {', '.join([self.background.id, *self.imported])} only"
            raise InputError(Problem("background", what))
        return replace(self, background=room.background, scores=room.scores, index=room.index)

    def of(self, record: Mapping[str, Any]) -> Workbench | None:
        """Return the workbench a record was calculated on; None when its background is not here any more."""
        used = record["background"]
        bench = self
        if used["sha256"] != self.background.sha256:
            try:
                bench = self.on(used["id"], used["sha256"])
            except InputError:
                return None
        if bench.background.sha256 != used["sha256"]:
            return None
        product = record.get("product", {})
        return bench.study(parse_product(dict(product))) if product.get("suppliers") else bench

    def study(self, product: Product) -> Workbench:
        """Return the workbench of one study: with the supplier footprints of its product, where it has any."""
        background = with_suppliers(self.background, product)
        if background is self.background:
            return self

        def scores(set_id: str) -> UnitScores:
            return with_rows(self.scores(set_id), background)

        return replace(self, background=background, scores=scores)

    @cached_property
    def usual_set(self) -> str:
        """The characterization set shown where no rule names one."""
        return next(iter(self.background.characterization))

    def closed(self, set_id: str | None = None, product: Product | None = None) -> ClosedScores:
        """Return unit scores with every slot filled: as a product chose, else with the defaults."""
        if product is not None:
            study = self.study(product)
            if study is not self:
                return study.closed(set_id, product)
            chosen = providers(product, self.background)
        else:
            chosen = {slot.id: slot.default for slot in self.background.slots.values()}
        return close(self.scores(set_id or self.usual_set), chosen)

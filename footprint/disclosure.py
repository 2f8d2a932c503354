"""What of a label the public sees: groups of paths, each with a level, as data (``rules/disclosure.yaml``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import Field, model_validator

from footprint.errors import InputError, Problem
from footprint.rule_base import Id, Part, Version
from footprint.texts import Text

DisclosureLevel = Literal["public", "holder_decides", "parties"]


class DisclosureGroup(Part):
    """Paths that are shown or withheld together.

    Attributes
    ----------
    level : {"public", "holder_decides", "parties"}
        Always public; public unless the holder withholds it; never public.
    label, record : tuple of str
        Paths of the label record, and of the stored record behind it. A path stands for everything below it.
    reason : Text
        Why the level is what it is.
    """

    level: DisclosureLevel
    title: Text
    reason: Text
    label: tuple[str, ...] = ()
    record: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _paths(self) -> DisclosureGroup:
        if not self.label and not self.record:
            what = "a group names paths of the label or of the record"
            raise ValueError(what)
        if self.record and self.level != "parties":
            what = "paths of the record are for the parties alone: the public document is written from the label"
            raise ValueError(what)
        return self


class Disclosure(Part):
    """Every group, in the order they are shown."""

    version: Version
    groups: dict[Id, DisclosureGroup] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_path_once(self) -> Disclosure:
        paths = [path for group in self.groups.values() for path in group.label]
        for path in paths:
            if sum(other == path or path.startswith(f"{other}.") for other in paths) > 1:
                what = f"{path} stands in two groups, or below a path of another"
                raise ValueError(what)
        return self

    @property
    def withholdable(self) -> tuple[str, ...]:
        """The ids of the groups that a holder may withhold."""
        return tuple(key for key, group in self.groups.items() if group.level == "holder_decides")

    @property
    def nullable(self) -> tuple[str, ...]:
        """Every path of the label that may be missing from a public document."""
        return tuple(p for group in self.groups.values() if group.level != "public" for p in group.label)

    def hidden(self, chosen: Iterable[str]) -> dict[str, DisclosureGroup]:
        """Return the groups of the label that are hidden when the holder chose these.

        Raises
        ------
        InputError
            The holder chose a group that is not there or not the holder's to withhold.
        """
        picked = set(chosen)
        wrong = sorted(picked - set(self.withholdable))
        if wrong:
            what = f"{wrong[0]!r} cannot be withheld: known are {', '.join(self.withholdable)}"
            raise InputError(Problem("withheld", what))
        return {
            key: group
            for key, group in self.groups.items()
            if group.label and (group.level == "parties" or key in picked)
        }


def leaves(schema: dict[str, Any], where: str = "") -> list[str]:
    """List the paths of a schema that hold no further named fields."""
    inner = schema.get("properties")
    if not inner:
        return [where]
    return [leaf for name, entry in inner.items() for leaf in leaves(entry, f"{where}.{name}" if where else name)]

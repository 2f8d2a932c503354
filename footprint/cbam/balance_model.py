"""The emissions of an installation as a whole, where its processes state what is directly attributable to them.

The Commission's communication template keeps the two apart: sheet B counts the installation, sheet D the processes.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from footprint.cbam.parts import MOST, Model, Slug, User
from footprint.cbam.streams_model import Cells, Measured, Stream, Users

WHOLE = "whole installation"


def _whole() -> tuple[User, ...]:
    return (User(outside=WHOLE),)


class BalanceStream(Stream):
    """A stream of the installation that is put on no process."""

    users: Users = Field(default_factory=_whole)


class BalanceMeasured(Measured):
    """A measured source of the installation that is put on no process."""

    users: Users = Field(default_factory=_whole)


class BalanceCells(Cells):
    """Cells that are put on no process."""

    process: Slug = "installation"


class Balance(Model):
    """Sources of the whole installation: compared with what the processes state, never attributed."""

    streams: Annotated[tuple[BalanceStream, ...], Field(max_length=MOST)] = ()
    measured: Annotated[tuple[BalanceMeasured, ...], Field(max_length=MOST)] = ()
    cells: Annotated[tuple[BalanceCells, ...], Field(max_length=MOST)] = ()

    @model_validator(mode="after")
    def _ids_are_used_once(self) -> Balance:
        ids = [entry.id for part in (self.streams, self.measured, self.cells) for entry in part]
        for one in ids:
            if ids.count(one) > 1:
                message = f"gives the id {one!r} to more than one entry: give each its own"
                raise ValueError(message)
        return self

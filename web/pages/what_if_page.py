"""What the page of what-if shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.cases import what_if as case
from footprint.what_if import Effect, Pull
from web.pages.subject import Subject

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Swapped:
    """What buying or making elsewhere gives: name, effect; the best first."""

    place: str
    rows: tuple[tuple[str, Effect], ...]
    pictures: dict[str, str]


@dataclass(frozen=True)
class Swept:
    """Totals over a number."""

    title: str
    unit: str
    points: tuple[tuple[float, float], ...]
    pictures: dict[str, str]


@dataclass(frozen=True)
class Aimed:
    """A target: each number alone, and steps together; with names and units."""

    found: case.Target
    alone: tuple[tuple[str, str, Any], ...]
    steps: tuple[tuple[str, str, Effect], ...]


@dataclass(frozen=True)
class WhatIfPage:
    """Context of ``pages/what_if.html``.

    Attributes
    ----------
    subject : Subject or None
        None when a document that was sent along cannot be calculated.
    asked : mapping of field to str
        What the forms hold.
    started : bool
        Whether anything was calculated: the page itself is there at once.
    problems : tuple of str
        Why something could not be calculated.
    total : float or None
        [kg CO2e per functional unit].
    pulls : tuple of (title, unit, Pull)
        The strongest first.
    left_out : (lines, share)
        How many small lines were not moved, and what they carry [1].
    pictures : mapping of name to SVG
        The tornado, wide and narrow.
    places, numbers : tuple of (path, title)
        What the forms offer; ``recycled`` are the shares of recycled content among the numbers.
    swapped, swept, aimed
        The answer to the form that was sent.
    text : str
        The answer as JSON.
    """

    subject: Subject | None
    asked: Mapping[str, str]
    started: bool = False
    problems: tuple[str, ...] = ()
    total: float | None = None
    pulls: tuple[tuple[str, str, Pull], ...] = ()
    left_out: tuple[int, float] = (0, 0.0)
    pictures: dict[str, str] | None = None
    places: Pairs = ()
    numbers: Pairs = ()
    recycled: Pairs = ()
    swapped: Swapped | None = None
    swept: Swept | None = None
    aimed: Aimed | None = None
    text: str = ""

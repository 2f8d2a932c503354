"""The sizes a label is printed in, and the rules for letters and codes: data, see ``label_sizes.yaml``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from footprint.rule_base import Part
from footprint.scheme import Grade
from footprint.texts import Text
from rules.yaml_lines import read_yaml_file

Name = Literal["standard", "strip", "small"]
Fact = Literal[
    "head", "figure", "split", "facts", "numbers", "unit", "product", "scheme", "code", "heading", "validity",
    "grade", "holder",
]  # fmt: skip
Millimetres = Annotated[float, Field(gt=0)]

# Heights in em: the lowest x-height of the Latin faces named in a label (Arial, Liberation Sans), and the height of
# a Chinese character in its square (Noto Sans CJK).
X_HEIGHT, CHINESE_HEIGHT = 0.519, 0.92


class Limit(Part):
    """A smallest length with its source."""

    mm: Millimetres
    source: str
    grade: Grade


class Legibility(Part):
    """Smallest letters."""

    x_height: Limit
    chinese: Limit

    @property
    def size(self) -> float:
        """The smallest type size that holds both [mm], rounded up to a hundredth."""
        exact = max(self.x_height.mm / X_HEIGHT, self.chinese.mm / CHINESE_HEIGHT)
        return -(-exact * 100 // 1) / 100


class Code(Part):
    """What a QR code has to hold: side of a module, quiet zone [modules], levels of error correction to try."""

    module: Limit
    quiet: Annotated[int, Field(ge=4)]
    levels: tuple[Literal["l", "m", "q", "h"], ...]


class Size(Part):
    """A size of the label.

    Attributes
    ----------
    width, height, margin : float
        [mm].
    shows : tuple of str
        Parts from the most to the least important.
    must : int
        How many of them are never left out.
    dpi : tuple of int
        Resolutions of pictures.
    """

    layout: Literal["portrait", "column", "strip"]
    width: Millimetres
    height: Millimetres
    margin: Millimetres
    must: int
    shows: tuple[Fact, ...]
    dpi: tuple[int, ...] = Field(min_length=1)
    title: Text

    @property
    def written(self) -> str:
        """Width and height as people write them."""
        return f"{self.width:g} × {self.height:g} mm"


class Sizes(Part):
    """All sizes and what holds for each."""

    legibility: Legibility
    qr: Code
    sizes: dict[Name, Size]


@lru_cache(maxsize=1)
def sizes() -> Sizes:
    """Return the sizes."""
    return Sizes.model_validate(read_yaml_file(Path(__file__).with_name("label_sizes.yaml")).document)

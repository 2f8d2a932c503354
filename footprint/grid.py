"""Grid electricity of a study: which line buys the figure of which grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from footprint.inventory import find_slot, providers

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product


@dataclass(frozen=True)
class GridLine:
    """A line that buys electricity of a grid.

    Attributes
    ----------
    name : str
        ``process/line``, as accounts name it.
    where : str
        Path in the product document.
    zone : str
        Region the electricity is asked for.
    slot : str
        Empty where the line names the dataset itself.
    """

    name: str
    where: str
    zone: str
    slot: str
    dataset: str


def grid_lines(product: Product, background: Background) -> Iterator[GridLine]:
    """List the lines that buy electricity as a grid delivers it; other checks name what does not exist."""
    chosen = providers(product, background)
    for where, process, line in product.lines():
        name = f"{process.id}/{line.id}"
        if line.slot is not None:
            slot = find_slot(line.slot, process, background)
            if slot in background.electric and chosen.get(slot) in background.datasets:
                zone = background.slots[slot].region if "/" in line.slot else process.region
                yield GridLine(name, where, zone, slot, chosen[slot])
        elif (
            line.dataset is not None
            and line.dataset in background.delivered
            and line.dataset in background.datasets
        ):
            yield GridLine(name, where, background.datasets[line.dataset].region, "", line.dataset)

"""One exchange of a dataset in words: what it takes, the published figure, the arithmetic, the source."""

from __future__ import annotations

from dataclasses import dataclass

from footprint.background import Exchange, Licence, Source
from footprint.texts import Language
from footprint.trace import TraceNode
from web.desk import Desk
from web.texts import words


@dataclass(frozen=True)
class ExchangeRow:
    """An exchange at a given amount of its dataset.

    Attributes
    ----------
    exchange : Exchange
        With published figure, factor, reason and locator.
    title : str
        Name of the dataset, market or flow.
    market : str
        Name of the market slot, when one is bought from.
    dataset, kind : str
        What is bought, and what kind of dataset it is; empty for an emission.
    amount, unit_value, value : float
        Taken in all, score or characterization factor of one unit, and what it carries [kg CO2e].
    share : float or None
        Of the dataset's figure.
    source : Source or None
        Publication of the figure.
    licence : Licence or None
        Its terms.
    factor_note : str
        Source of the characterization factor, for an emission.
    """

    exchange: Exchange
    title: str
    market: str
    dataset: str
    kind: str
    amount: float
    unit: str
    unit_value: float
    value: float
    share: float | None
    source: Source | None
    licence: Licence | None
    factor_note: str


def exchange_row(
    source: Desk, node: TraceNode, whole: float | None, language: Language, set_id: str = ""
) -> ExchangeRow:
    """Name one node of a trace."""
    package, exchange = source.background, node.exchange
    target = package.datasets.get(node.dataset)
    market = package.slots[exchange.target].name if exchange.kind == "slot" else None
    flow = package.flows.get(exchange.target) if exchange.kind == "emission" else None
    published = package.sources.get(exchange.source)
    factor = package.characterization.get(set_id, {}).get(exchange.target) if flow else None
    return ExchangeRow(
        exchange=exchange,
        title=words(target.name if target else flow.name if flow else exchange.target, language),
        market=words(market, language),
        dataset=node.dataset,
        kind=target.kind if target else "",
        amount=node.amount,
        unit=node.unit,
        unit_value=node.unit_value,
        value=node.value,
        share=node.value / whole if whole else None,
        source=published,
        licence=package.licences.get(published.licence) if published else None,
        factor_note=f"{factor.source}, {factor.locator}" if factor else "",
    )

"""Sheet B of the template: streams, smelter cells and measured sources, with what each emits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from footprint.cbam.installation import Installation
from footprint.cbam.streams import factors, of_cells, of_measured, of_stream
from footprint.cbam.trace import Trace
from footprint.exchange.cbam.entry import Entry
from footprint.exchange.cbam.layout_goods import METHODS, PFC_METHODS

if TYPE_CHECKING:
    from footprint.cbam.method import Method
    from footprint.cbam.regulation import Regulation
    from footprint.cbam.streams_model import Cells, Measured, Stream


def source_entries(installation: Installation, law: Regulation, method: Method) -> Iterator[Entry]:
    """Return the entries of all sources, those of the balance too; standard factors of the law are written out."""
    balance, trace = installation.balance, Trace()
    # Waste gas that a process here gives off is no source of its own: its carbon counts with what it is made of.
    burned = [stream for stream in installation.streams if stream.made_by is None]
    streams: list[Stream] = [*burned, *(balance.streams if balance else ())]
    measured: list[Measured] = [*installation.measured, *(balance.measured if balance else ())]
    cells: list[Cells] = [*installation.cells, *(balance.cells if balance else ())]
    for n, stream in enumerate(streams, 1):
        yield from (Entry("streams", n, key, value) for key, value in _stream(stream, law, method).items())
        emitted = of_stream(stream, law, method, trace)
        yield Entry("streams", n, "fossil", emitted.emissions, figure=True)
        yield Entry("streams", n, "bio", emitted.biomass, figure=True)
    for n, cell in enumerate(cells, 1):
        yield from (Entry("cells", n, key, value) for key, value in _cells(cell).items())
        yield Entry("cells", n, "fossil", of_cells(cell, law, method, trace).emissions, figure=True)
    for n, source in enumerate(measured, 1):
        yield Entry("sources", n, "name", source.name or source.id)
        yield Entry("sources", n, "gas", source.gas.upper())
        emitted = of_measured(source, law, method, trace)
        yield Entry("sources", n, "fossil", emitted.emissions, figure=True)
        yield Entry("sources", n, "bio", emitted.biomass, figure=True)


def _stream(stream: Stream, law: Regulation, method: Method) -> dict[str, str | float]:
    found, unit = factors(stream, law, method), stream.unit
    scale, per = (1000.0, "1000Nm3") if unit in {"Nm3", "m3"} else (1.0, "t")  # gases count in thousands
    amount = stream.quantity * (-1 if stream.direction == "out" else 1) / scale
    if unit == "TJ":  # the sheet counts masses and volumes: one tonne for one terajoule
        scale = 1.0
    entry: dict[str, str | float] = {
        "method": next(text for text, key in METHODS.items() if key == stream.method),
        "name": stream.name or stream.id, "amount": amount, "unit": per,
    }  # fmt: skip
    if found.ncv is not None:
        entry["ncv"] = found.ncv * 1000 * scale  # TJ per unit to GJ per unit
    if found.per_energy is not None:
        entry |= {"factor": found.per_energy, "factor_unit": "tCO2/TJ"}
    elif found.per_unit is not None:
        entry |= {"factor": found.per_unit * scale, "factor_unit": f"tCO2/{per}"}
    if found.carbon is not None:
        entry["carbon"] = found.carbon
    shares = (
        ("oxidation", stream.oxidation_factor, "combustion"), ("conversion", stream.conversion_factor, "process"),
        ("biomass", stream.biomass_fraction, ""),
    )  # fmt: skip
    for key, share, of in shares:
        if share is not None:
            entry[key] = share * 100
        elif of == stream.method:
            entry[key] = 100.0
    return entry


def _cells(cells: Cells) -> dict[str, str | float]:
    found: dict[str, str | float | None] = {
        "method": next(text for text, key in PFC_METHODS.items() if key == cells.method),
        "technology": cells.name or cells.technology.upper(), "aluminium": cells.aluminium.to("t"),
        "frequency": cells.frequency, "duration": cells.duration, "slope": cells.slope_factor,
        "overvoltage": cells.overvoltage, "current_efficiency": cells.current_efficiency,
        "coefficient": cells.overvoltage_coefficient, "c2f6": cells.c2f6_fraction,
        "collection": cells.collection_efficiency,
    }  # fmt: skip
    if cells.anode_effect_minutes is not None:  # the sheet multiplies the two
        found |= {"frequency": cells.anode_effect_minutes, "duration": 1.0}
    return {key: value for key, value in found.items() if value is not None}

"""Emissions of the installation, their attribution, energy and electricity (items 3 to 17, 29 to 33)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from api.documents.cbam_report.study import Study
from api.documents.declaration.blocks import Section
from footprint.cbam.energy_model import PowerSupply


def totals(study: Study) -> Section:
    """Say what the installation emitted and how that was found."""
    own, result = study.installation, study.result
    indirect = [p.attributed_indirect for p in result.processes]
    known = [value for value in indirect if value is not None]
    sources: tuple[tuple[str, Any], ...] = tuple(("", row) for row in (*own.measured, *own.cells))
    if own.balance:
        sources = (*sources, *(("balance.", row) for row in (*own.balance.measured, *own.balance.cells)))
    others = [
        (row.id, row.name, study.n(step.value), step.equation)
        for part, row in sources
        for step in result.trace
        if step.figure in {f"{part}measured[{row.id}].emissions", f"{part}cells[{row.id}].emissions"}
    ]
    stated = [(p.id, study.say("stated"), study.value(p.direct), "DirEm*") for p in own.processes if p.direct]
    return study.section(
        "totals",
        study.facts(
            "totals",
            study.row("direct", f"{study.n(result.direct_sources)} t CO₂e"),
            study.row("outside", f"{study.n(result.outside)} t CO₂e"),
            study.row("in_heat", f"{study.n(result.in_heat)} t CO₂e"),
            study.row("biomass", f"{study.n(result.biomass)} t CO₂"),
            study.row("indirect", f"{study.n(sum(known))} t CO₂e" if len(known) == len(indirect) else ""),
        ),
        study.table("streams", "*stream method amount *factors >emissions", _streams(study)),
        study.table("other_sources", "id *name >emissions eq", [*others, *stated]),
        study.table(
            "co2_transfer",
            "id direction *purpose *partner >co2 >kept >emissions",
            _transfers(study),
            note=study.say("co2_transfer_text"),
        ),
        study.table("quality", "source >count", _origins(study), note=study.say("quality_note")),
        study.table("estimates", "*where amount", _estimates(study), note=own.note),
    )


def _transfers(study: Study) -> Iterator[tuple[str, ...]]:
    """Go through CO2 that was moved or bound, with who receives or gives it (items 6 and 16(d))."""
    steps = {s.figure: s for s in study.result.trace if s.figure.startswith("co2[")}
    for c in study.installation.co2:
        partner = c.partner
        where = (
            study.list((partner.name, partner.country or "", partner.contact))
            if partner
            else study.say("within_installation")
        )
        step = steps[f"co2[{c.id}].emissions"]
        yield (
            c.id, study.say("given_out" if c.direction == "out" else "taken_in"), study.word("co2", c.purpose),
            where, study.value(c.amount), study.n(c.not_emitted), study.n(step.value),
        )  # fmt: skip


def _streams(study: Study) -> Iterator[tuple[str, ...]]:
    """Go through the source streams, those of the whole installation too; what is burned again counts once."""
    for figure, stream in study.streams():
        steps = [s for s in study.result.trace if s.figure == figure]
        for step in steps:
            factors = ", ".join(
                f"{k} {study.n(v) if isinstance(v, float | int) else v}"
                for k, v in step.inputs.items()
                if k not in {"FQ", "AD", "AD_unit"}
            )
            again = "" if stream.made_by is None else f" {study.say('counted_before')}"
            yield (
                f"{stream.name} ({stream.id})", study.word("method", stream.method),
                f"{study.n(stream.quantity, 8)} {stream.unit}",
                f"{factors} [{step.equation}] {step.source}{again}", "0" if again else study.n(step.value),
            )  # fmt: skip


def _values(node: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Go through every stated value of the document."""
    if isinstance(node, dict):
        if {"amount", "unit"} <= node.keys() and not isinstance(node["amount"], dict):
            yield where, node
            return
        for key, value in node.items():
            yield from _values(value, f"{where}.{key}" if where else key)
    elif isinstance(node, list):
        for i, value in enumerate(node):
            name = value.get("id", i) if isinstance(value, dict) else i
            yield from _values(value, f"{where}[{name}]")


def _origins(study: Study) -> list[tuple[str, str]]:
    found = Counter(value.get("source", "") for _, value in _values(study.installation.to_document(), ""))
    return [
        (study.word("source", key) if key else study.say("not_given"), str(count))
        for key, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def _estimates(study: Study) -> Iterator[tuple[str, str]]:
    for where, value in _values(study.installation.to_document(), ""):
        if value.get("source") == "estimate":
            yield where, f"{study.n(value['amount'], 8)} {value['unit']}"


def attribution(study: Study) -> Section:
    """Say what each process bears, and of what energy."""
    own, result = study.installation, study.result
    levels = (
        (
            study.process_name(p.id), study.n(p.level), study.n(p.attributed.total), study.n(p.attributed_indirect),
            study.see(p.embedding.own_direct), study.see(p.embedding.direct), study.indirect(p),
        )
        for p in result.processes
    )  # fmt: skip
    terms = ("direct", "heat_in", "heat_out", "waste_gas_in", "waste_gas_out", "power_made", "balance", "total")
    return study.section(
        "attribution",
        study.prose("how", study.say("how_direct"), study.say("how_indirect"), study.say("how_precursors")),
        study.table("levels", "*process >level >attr_dir >attr_indir >own >see_dir >see_indir", levels),
        study.table(
            "terms",
            "*process >dirEm >heat_in >heat_out >wg_in >wg_out >el_made >balance >attr_dir",
            ((p.id, *(study.n(getattr(p.attributed, name)) for name in terms)) for p in result.processes),
        ),
        study.table(
            "energy", "*process >heat_in_tj >heat_out_tj *wg_in_v *wg_out_v >el_used >el_made_mwh", _energy(study),
            note=study.say("energy_note"),
        ),
        study.table(
            "heat_sources", "id *name kind provider",
            ((h.id, h.name, study.word("heat", h.kind), h.provider) for h in own.heat),
            note=study.say("heat_note"),
        ),
        study.table("heat_out", "*process >heat_out_tj *receiver", _heat_out(study)),
        study.table("waste_gas", "*process direction >volume *other_installation", _waste_gas(study)),
    )  # fmt: skip


def _energy(study: Study) -> Iterator[tuple[str, ...]]:
    for p in study.installation.processes:
        power = study.result.process(p.id).electricity
        yield (
            p.id,
            study.n(sum(f.energy for f in p.heat_in)),
            study.n(sum(f.energy for f in p.heat_out)),
            study.list(study.value(f.amount) for f in p.waste_gas_in),
            study.list(study.value(f.amount) for f in p.waste_gas_out),
            study.n(power),
            study.n(sum(f.amount.to("MWh") for f in p.electricity_made)),
        )


def _heat_out(study: Study) -> Iterator[tuple[str, str, str]]:
    for p in study.installation.processes:
        yield from ((p.id, study.n(flow.energy), flow.to or study.say("not_given")) for flow in p.heat_out)


def _waste_gas(study: Study) -> Iterator[tuple[str, str, str, str]]:
    for p in study.installation.processes:
        yield from ((p.id, study.say("taken_in"), study.value(flow.amount), flow.other) for flow in p.waste_gas_in)
        yield from (
            (p.id, study.say("given_out"), study.value(flow.amount), flow.other) for flow in p.waste_gas_out
        )


def _papers(supply: PowerSupply) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*supply.evidence, *(supply.amount.evidence if supply.amount else ()))))


def electricity(study: Study) -> Section:
    """Say where electricity came from, with which factors, and who used it."""
    own, result = study.installation, study.result
    power = own.electricity
    factors = {s.figure: s for s in result.trace if s.figure.startswith("electricity.supplies[")}
    supplies = []
    for supply in power.supplies if power else ():
        step = factors.get(f"electricity.supplies[{supply.id}].EF")
        supplies.append(
            (
                f"{supply.name or supply.id}", study.word("supply", supply.kind), supply.country or "",
                study.value(supply.amount), study.n(step.value) if step else "", step.source if step else "",
                study.list(_papers(supply)),
            )
        )  # fmt: skip
    used = sum(u.amount.to("MWh") for u in power.users) if power else 0.0
    both = [p for p in result.processes if not p.direct_only]
    kinds = {h.id: h.kind for h in own.heat}
    made = [
        (
            p.id,
            study.word("heat", kinds[m.source]) if m.source else study.say("separate"),
            study.value(m.amount),
            m.source or "",
        )
        for p in own.processes
        for m in p.electricity_made
    ]
    return study.section(
        "electricity",
        study.facts(
            "used",
            study.row("used", f"{study.n(used)} MWh" if power else ""),
            study.row("metered", study.value(power.total) if power and power.total else ""),
            study.row(
                "used_both",
                f"{study.n(sum(p.electricity or 0.0 for p in both))} MWh" if both else study.say("all_direct_only"),
            ),
        ),
        study.table(
            "supplies", "*name kind country amount >ef *source evidence", supplies, note=study.say("ppa_note")
        ),
        study.table("made", "*process kind amount id", made, note=study.say("made_note")),
        study.table(
            "by_process", "*process >el_used >factor >attr_indir",
            (
                (study.process_name(p.id), study.n(p.electricity), study.n(p.electricity_factor),
                 study.n(p.attributed_indirect))
                for p in result.processes
            ),
        ),
    )  # fmt: skip

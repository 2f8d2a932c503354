"""A whole rule in few lines, to be broken; and a folder to put rules in."""

from __future__ import annotations

from pathlib import Path

RULE = """\
pcr: test/thing
version: "1.0"
status: draft
title: {en: Thing, zh-Hans: 东西, zh-Hant: 東西}
summary: {en: A thing, zh-Hans: 一件东西, zh-Hant: 一件東西}
valid: {from: 2026-01-01, until: null}
scope: {en: Things, zh-Hans: 东西, zh-Hant: 東西}
sources:
  book: {title: Book, issuer: Somebody, date: 2026-01-01}
functional_unit:
  text: {en: 1 kWh, zh-Hans: 1 kWh, zh-Hant: 1 kWh}
  amount: 1
  unit: kWh
  derive: {formula: battery_total_energy, inputs: {capacity: energy, cycles: cycles}}
  cite: {source: book, clause: "1"}
declared_unit: {text: one, amount: 1, unit: item, cite: {source: book, clause: "1"}}
parameters:
  energy:
    title: Energy
    quantity: energy
    unit: kWh
    minimum: 1
    maximum: 9
    cite: {source: book, clause: "2"}
  cycles:
    title: Cycles
    quantity: dimensionless
    unit: "1"
    open: true
    value: null
    cite: {source: book, clause: "2"}
  item_limit:
    title: Item
    quantity: dimensionless
    unit: "1"
    required: false
    value: 0.01
    maximum: 1
    cite: {source: book, clause: "6"}
  sum_limit:
    title: Sum
    quantity: dimensionless
    unit: "1"
    required: false
    value: 0.05
    cite: {source: book, clause: "6"}
stages:
  make: {title: Make, boundary: included, cite: {source: book, clause: "3"}}
  use:
    title: Use
    boundary: excluded
    reason: Not asked for
    cite: {source: book, clause: "3"}
processes:
  - {id: thing, title: Thing, unit: item}
activity_data:
  - id: steel
    title: Steel
    stage: make
    process: thing
    quantity: mass
    unit: kg
    required: always
    origin: any
    evidence: [bom]
    cite: {source: book, clause: "4"}
  - id: power
    title: Power
    stage: make
    process: thing
    quantity: energy
    unit: kWh
    required: or_default
    origin: any
    default: {slot: electricity, amount: 3, unit: kWh, cite: {source: book, clause: "5"}}
    cite: {source: book, clause: "4"}
cut_off:
  measure: mass
  per_item: item_limit
  cumulative: sum_limit
  cite: {source: book, clause: "6"}
allocation: {order: [physical], cite: {source: book, clause: "7"}}
end_of_life: {method: cut_off, cite: {source: book, clause: "7"}}
electricity: {order: [national_average], families: [any], cite: {source: book, clause: "8"}}
characterization: {set: ipcc-ar6-gwp100, cite: {source: book, clause: "9"}}
data_quality: {scheme: pedigree-5, limit: null, max_age: null, text: t, cite: {source: book, clause: "9"}}
traceability: {kinds: {bom: {title: Parts}}, text: t, cite: {source: book, clause: "9"}}
views:
  - {id: per_energy, title: Per energy, per: energy, unit: kWh, stages: [make], cite: {source: book, clause: "9"}}
report: [total]
rounding: {significant_figures: 3, cite: {source: book, clause: "9"}}
"""


def put(folder: Path, text: str, name: str = "pcr/test/thing/1.0.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def version(number: str, status: str, start: str, until: str = "null") -> str:
    return (
        RULE.replace('version: "1.0"', f'version: "{number}"')
        .replace("status: draft", f"status: {status}")
        .replace("from: 2026-01-01, until: null", f"from: {start}, until: {until}")
    )

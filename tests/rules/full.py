"""The small rule of ``mini`` with every block of the schema filled, to see that nothing is forgotten."""

from __future__ import annotations

from typing import Any

from footprint.rule import Rule
from rules.yaml_lines import read_yaml
from tests.rules.mini import RULE

MORE = """\
level: group
extends: base/other@1
implements: [book]
codes: {hs: ["8507.60"], cpc: ["46420"]}
choices:
  class:
    title: Class
    help: Which class
    options: {car: {title: Car, help: Up to 3.5 t}, bus: {title: Bus}}
    default: car
    suggestion: {option: bus, text: Often a bus, cite: {source: book, clause: "12"}}
    cite: {source: book, clause: "11"}
  basis:
    title: Basis
    open: true
    options: {plug: {title: Plug}}
    cite: {source: book, clause: "13"}
parameters:
  by_class:
    title: By class
    help: Per year
    quantity: dimensionless
    unit: "1"
    by: class
    values: {car: 60, bus: null}
    minimum: 0
    exclusive_minimum: true
    evidence: [bom]
    claim: [bom]
    suggestion: {amount: 250, unit: "1", dataset: bus-cn, text: Usual, cite: {source: book, clause: "15"}}
    cite: {source: book, clause: "14"}
  made:
    title: Made
    quantity: energy
    unit: kWh
    derive: {formula: share_of, inputs: {value: energy, share: item_limit}}
    cite: {source: book, clause: "16"}
  usual:
    title: Usual
    quantity: mass
    unit: kg
    required: false
    default: 4
    maximum: 8
    cite: {source: book, clause: "17"}
stages: {}
activity_data:
  - id: driving
    title: Driving
    help: Computed
    stage: make
    process: thing
    link: thing
    leaves: true
    quantity: energy
    unit: kWh
    required: derived
    origin: company_specific
    service: drive
    datasets: [some-grid]
    default:
      by: class
      datasets: {car: grid-a, bus: grid-b}
      derive: {formula: quantity, inputs: {value: made}}
      unit: kWh
      cite: {source: book, clause: "18"}
    suggestion: {text: Ask, cite: {source: book, clause: "19"}}
    evidence: [bom]
    evidence_all: [bom]
    cite: {source: book, clause: "20"}
cut_off: {forbidden_for: [steel], text: All the rest, treatment: highest_intensity, scope: component}
allocation: {text: First divide}
plants: {several: apart, text: One by one, cite: {source: book, clause: "26"}}
end_of_life:
  method: circular_footprint_formula
  pre_consumer: counted
  text: Circular
  materials:
    - id: copper
      title: Copper
      mass: usual
      a: item_limit
      b: item_limit
      r1: item_limit
      r1_pre: item_limit
      r2: item_limit
      r3: item_limit
      quality_in: item_limit
      quality_out: item_limit
      virgin: copper-new
      recycled: copper-old
      recycling: copper-melt
      recovery: burn
      disposal: tip
      process: thing
      stage_in: make
      stage_out: make
      cite: {source: book, clause: "21"}
electricity: {instruments: {contract: open, on_site: accepted, residual_mix: refused}, view: open, text: Grid,
              generated_before: sum_limit}
data_quality: {limit: item_limit, max_age: sum_limit}
suppliers:
  boundaries: [cradle_to_gate]
  verification: required
  max_age: sum_limit
  signature: required
  mixing: refused
  activities: [driving]
  text: Theirs
  cite: {source: book, clause: "25"}
carbon: {biogenic_co2: minus_one_plus_one, content: required, apart: {offset: refused}, text: Grown,
         cite: {source: book, clause: "26"}}
traceability: {kinds: {meter: {title: Meter, fields: [meter, calibrated_until]}}}
scenarios:
  road: {title: Road, stage: make, text: Drives, parameters: [made], activities: [driving],
         cite: {source: book, clause: "22"}}
not_encoded:
  - {id: ask, clause: "23", reason: No number, asks: How much?, answer: optional}
sources:
  other:
    {title: Other, issuer: They, date: "2020", url: "https://example.org", status: unread, grade: B, note: Unseen}
"""


def document() -> dict[str, Any]:
    """Return the rule as plain values."""
    whole: dict[str, Any] = read_yaml(RULE, "mini").document
    _lay(whole, read_yaml(MORE, "full").document)
    whole["processes"][0] |= {"help": "The one", "optional": True}
    whole["valid"]["until"] = "2027-01-01"
    return whole


def full() -> Rule:
    """Return the rule."""
    return Rule.model_validate(document())


def _lay(whole: dict[str, Any], more: dict[str, Any]) -> None:
    for key, value in more.items():
        if isinstance(value, dict) and isinstance(whole.get(key), dict):
            _lay(whole[key], value)
        elif isinstance(value, list) and key in {"activity_data"}:
            whole[key] += value
        else:
            whole[key] = value

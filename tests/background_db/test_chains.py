from __future__ import annotations

from pathlib import Path

import pytest

from background_db.package import read_package
from footprint.errors import BackgroundError

TAIL = "smelter-survey,table 1,high,input"


def add(tables: Path, *lines: str) -> None:
    path = tables / "exchanges" / "metals.csv"
    path.write_text(path.read_text(encoding="utf-8") + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def message(tables: Path) -> str:
    with pytest.raises(BackgroundError) as caught:
        read_package(tables)
    return str(caught.value)


def test_a_released_dataset_may_not_reach_an_estimate(tables: Path) -> None:
    add(tables, f"alumina-cn,3,provider,aluminium-ingot-secondary-cn,0.001,kg,0.001,kg/kg,1,,{TAIL},tools")
    found = message(tables)
    assert (
        "exchanges/metals.csv:4: target: 'aluminium-ingot-primary-cn' is released but reaches the estimated "
        "'aluminium-ingot-secondary-cn': aluminium-ingot-primary-cn → alumina-cn → aluminium-ingot-secondary-cn"
    ) in found
    assert "exchanges/metals.csv:12: target: 'alumina-cn' is released but reaches" in found


def test_slots_do_not_count_as_reached(tables: Path) -> None:
    path = tables / "datasets" / "energy.csv"
    text = path.read_text(encoding="utf-8")
    average = text.splitlines()[1]
    path.write_text(
        text.replace(average, average.replace(",released,", ",estimated,") + "read off a chart"), encoding="utf-8"
    )
    assert read_package(tables).datasets["electricity-average-cn-2023"].kind == "estimated"


def test_a_loop_needs_a_note_on_every_edge(tables: Path) -> None:
    loop = f"alumina-cn,3,provider,aluminium-ingot-primary-cn,0.001,kg,0.001,kg/kg,1,,{TAIL}"
    add(tables, f"{loop},aluminium parts wear in the digester")
    found = message(tables)
    assert "exchanges/metals.csv:4: note: is empty, but the row closes the loop" in found
    assert "aluminium-ingot-primary-cn → alumina-cn → aluminium-ingot-primary-cn" in found
    assert "metals.csv:12" not in found


def test_an_explained_loop_is_accepted(tables: Path) -> None:
    path = tables / "exchanges" / "metals.csv"
    text = path.read_text(encoding="utf-8").replace(
        "table 3,high,alumina,", "table 3,high,alumina,takes back alumina"
    )
    path.write_text(text, encoding="utf-8")
    add(tables, f"alumina-cn,3,provider,aluminium-ingot-primary-cn,0.001,kg,0.001,kg/kg,1,,{TAIL},wear")
    assert len(read_package(tables).datasets["alumina-cn"].exchanges) == 3


@pytest.mark.parametrize("amount", ["1", "1.5"])
def test_a_dataset_may_not_use_up_what_it_yields(tables: Path, amount: str) -> None:
    path = tables / "exchanges" / "metals.csv"
    text = path.read_text(encoding="utf-8").replace("0.01,kg,0.01,kg/kg", f"{amount},kg,{amount},kg/kg")
    path.write_text(text, encoding="utf-8")
    found = message(tables)
    assert "exchanges/metals.csv:11: amount: the loop" in found
    assert "uses up all it yields" in found


def test_a_loop_through_a_slot_may_not_use_up_what_it_yields(tables: Path) -> None:
    path = tables / "exchanges" / "energy.csv"
    text = path.read_text(encoding="utf-8") + (
        "electricity-mix-cn-2023,2,slot,electricity/CN,1.2,kWh,1.2,kWh/kWh,1,,ministry-2023,annex,medium,own use,\n"
    )
    path.write_text(text, encoding="utf-8")
    found = message(tables)
    assert "exchanges/energy.csv:7: amount: the loop electricity-mix-cn-2023 → electricity-mix-cn-2023" in found

"""Factor lists: headings in Chinese and English, and errors of units that are caught."""

from __future__ import annotations

from pathlib import Path

import pytest

from background_db.importers.expression import ExpressionError, evaluate
from background_db.importers.report import ImportReport
from background_db.importers.run import import_database
from background_db.importers.stored import load_imported
from tests.background_db.importers import toy

LIST = """编号,产品名称,碳足迹,单位,地区,年份,数据来源
1,铝锭,15.2,kgCO2e/kg,中国,2023,甲
2,铝锭,14.8,tCO2e/t,中国,2022,乙
3,铝锭,15.9,kgCO2e/kg,广东,2023,丙
4,铝锭,15900,kgCO2e/kg,广东,2024,丁
5,电力,0.58,kgCO2e/kWh,中国,2023,甲
6,电力,0.57,kgCO2e/MWh,中国,2024,甲
7,公路运输,0.074,kgCO2e/(t·km),中国,2023,甲
8,水泥,无,kgCO2e/t,中国,2023,甲
9,水泥,735,kgCO2e/t,中国,2023,甲
"""


def imported(path: Path, data: Path) -> tuple[ImportReport, dict[str, float]]:
    report = import_database(path, "tabular", identity="list", version="1", licence="ask", data_dir=data)
    loaded = load_imported(data, "list")
    scores = loaded.scores("ipcc-ar6-gwp100")
    names = {d.locator.rpartition(":")[2]: d.id for d in loaded.background.datasets.values()}
    return report, {line: float(scores.direct[scores.row[i], 0]) for line, i in names.items()}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_chinese_list_with_errors_of_units(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST.replace("(t·km)", "t·km"), encoding=encoding)
    report, scores = imported(path, tmp_path / "data")
    assert scores == pytest.approx({"2": 15.2, "3": 14_800, "4": 15.9, "6": 0.58, "8": 0.074, "10": 735})
    complaints = [str(issue) for issue in report.issues]
    assert len(complaints) == 3
    assert any("list.csv:5" in c for c in complaints)
    assert any("times the median of 4 rows of this name" in c for c in complaints)
    assert any("list.csv:7" in c and "the unit looks wrong (kg and t, kWh and MWh)" in c for c in complaints)
    assert any("list.csv:9: has no value that is a number" in c for c in complaints)


def test_result_is_undivided_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("name;unit;factor\nsteel;kg;2.1\n", encoding="utf-8")
    imported(path, tmp_path / "data")
    (dataset,) = load_imported(tmp_path / "data", "list").background.datasets.values()
    assert [e.target for e in dataset.exchanges] == ["ghg-undivided"]
    assert dataset.basis == "system_process"


def test_workbook(tmp_path: Path) -> None:
    path = toy.workbook(
        tmp_path / "list.xlsx", [["因子清单"], ["产品名称", "单位", "排放因子"], ["钢", "kgCO2e/kg", 2.1]]
    )
    _, scores = imported(path, tmp_path / "data")
    assert scores == {"3": 2.1}


@pytest.mark.parametrize(
    ("text", "value"), [("2*3", 6.0), ("2^3", 8.0), ("-a + 1", 0.5), ("SQRT(4)", 2.0), ("1E-3*(A+a)", 1e-3)]
)
def test_arithmetic(text: str, value: float) -> None:
    assert evaluate(text, {"a": 0.5}) == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')", "a.b", "9^9^9^9", "1/0", "b", "[1]", "x" * 3000, "(" * 500 + "1" + ")" * 500, "",
        "1 if 1 else 2", "exp(9999)", "lambda: 1",
    ],
)  # fmt: skip
def test_what_is_no_arithmetic_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(text, {"a": 0.5})

"""``footprint electricity``, as a user types it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def hours(path: Path, column: str, value: object, year: int = 2023, count: int = 8760) -> Path:
    first = datetime(year, 1, 1)  # noqa: DTZ001 - clock times without offset are what is tested
    times = ((first + timedelta(hours=i)).isoformat(timespec="minutes") for i in range(count))
    path.write_text("\n".join([f"time,{column}", *(f"{t},{value}" for t in times), ""]))
    return path


def test_json_holds_every_family_apart(run: Run) -> None:
    ran = run("electricity", "CN-GD", "--year", 2024, "--json")
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert found["official"]["value"] == pytest.approx(0.5777)
    assert found["modelled"]["value"] == pytest.approx(0.5116, abs=5e-5)
    assert found["modelled"]["kind"] == "estimated"
    assert found["difference"] == pytest.approx(0.5116 / 0.5777 - 1, abs=2e-4)
    assert found["co2_only"]["label"] == "co2_only"
    assert found["co2_only"]["unit"] == "kg CO2/kWh"
    assert {f["value"] for f in found["co2_only"]["factors"]} == {0.4419, 0.4403, 0.4715}
    assert sum(t["share"] for t in found["technologies"]) == pytest.approx(1, abs=5e-6)
    assert "hourly" not in found


@pytest.mark.parametrize(("lang", "word"), [("en", "modelled zone mix"), ("zh-Hans", "模型"), ("zh-Hant", "模型")])
def test_text_in_three_languages(run: Run, lang: str, word: str) -> None:
    ran = run("electricity", "广东", "--hourly", "--lang", lang)
    assert (ran.code, ran.err) == (0, "")
    assert word in ran.out
    assert "co2_only" in ran.out
    assert "mee-electricity-2024" in ran.out


def test_help(run: Run) -> None:
    assert "--series" in run("electricity", "--help").out


def test_a_year_without_factors_is_said(run: Run) -> None:
    assert "those of 2024 are used" in run("electricity", "CN-SH", "--year", 2026).out
    ran = run("electricity", "CN-SH", "--year", 2020)
    assert ran.code == 2
    assert "the first are of 2023" in ran.err


@pytest.mark.parametrize("zone", ["CN-XZ", "HK", "MO", "DE", "TW", "CN-CSG", "CN"])
def test_zones_of_every_kind(run: Run, zone: str) -> None:
    ran = run("electricity", zone)
    assert (ran.code, ran.err) == (0, "")


def test_hours_series_and_load(run: Run, tmp_path: Path) -> None:
    load = hours(tmp_path / "load.csv", "kwh", 100)
    found = json.loads(run("electricity", "CN-GD", "--year", 2023, "--load", load, "--json").out)
    assert len(found["hourly"]["values"]) == 12
    assert found["hourly"]["mean"] == pytest.approx(found["modelled"]["value"], rel=1e-9)
    assert found["load"]["coverage"]["load_kwh"] == 876000
    series = hours(tmp_path / "series.csv", "g_co2e_per_kwh", 450)
    command = ("electricity", "CN-GD", "--year", 2023, "--series", series, "--load", load)
    found = json.loads(run(*command, "--json").out)
    assert found["load"]["factor"] == pytest.approx(0.45, rel=1e-12)
    assert found["hourly"]["basis"] == "series"
    assert "876" in run(*command).out


def test_gaps_need_a_decision(run: Run, tmp_path: Path) -> None:
    series = hours(tmp_path / "series.csv", "g_co2_per_kwh", 450, count=8000)
    command = ("electricity", "CN-GD", "--year", 2023, "--series", series)
    ran = run(*command)
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "760 of 8760 hours have no value" in ran.err
    ran = run(*command, "--gaps", "leave")
    assert "hours without value" in ran.out
    assert "counts CO2 only" in ran.out
    found = json.loads(run(*command, "--gaps", "leave", "--json").out)
    assert found["hourly"]["values"][-1] is None
    assert found["hourly"]["scope"] == "co2_only"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("XX",), "no electricity zone 'XX'"),
        (("",), "name a zone by code or name"),
        (("CN-GD", "--year", "99999"), "less than or equal to 2100"),
        (("CN-YN", "--hourly"), "no monthly generation of CN-YN"),
        (("CN-GD", "--gaps", "guess"), "known are refuse, leave, interpolate"),
        (("CN-GD", "--load", "missing.csv"), "missing.csv"),
        (("CN-GD", "--series", "{series}", "--time-zone", "Mars/Base"), "is no time zone"),
        (("DE", "--series", "{series}"), "has more than one clock or none on record"),
    ],
)
def test_bad_usage_is_one_sentence(run: Run, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    series = hours(tmp_path / "series.csv", "g_co2e_per_kwh", 450)
    ran = run("electricity", *(a.replace("{series}", str(series)) for a in arguments))
    assert ran.code == 2
    assert words in ran.err
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err

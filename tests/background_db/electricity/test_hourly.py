"""Hours: they integrate to the annual factor; series with summer time, gaps, duplicates, hostile files; loads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from background_db.electricity import clock
from background_db.electricity.derive import derive
from background_db.electricity.hourly import HourlyFactors, hourly, load_shape, monthly_energy
from background_db.electricity.hours import HourSeries
from background_db.electricity.integrate import integrate
from background_db.electricity.model import ElectricityError
from background_db.electricity.series import read_series
from background_db.electricity.tables import read_inputs

INPUTS = read_inputs()
CHINA, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def stamps(year: int, zone: ZoneInfo, *, offset: bool = False) -> list[str]:
    first = clock.start(year, zone)
    local = [(first + timedelta(hours=i)).astimezone(zone) for i in range(clock.hours(year))]
    return [m.isoformat(timespec="minutes")[: None if offset else 16] for m in local]


def table(times: Iterable[str], values: Iterable[object], column: str = "kg_co2e_per_kwh") -> bytes:
    return "\n".join([f"time,{column}", *(f"{t},{v}" for t, v in zip(times, values, strict=True))]).encode()


@pytest.mark.parametrize("year", [2023, 2024])
def test_hours_integrate_to_the_annual_factor(year: int) -> None:
    annual = derive(INPUTS, "CN-GD", year).factor(INPUTS)
    found = hourly(INPUTS, "CN-GD", year)
    assert found.mean() == pytest.approx(annual, rel=1e-9)
    # Hour by hour over the whole year, weighted with what the zone takes.
    month, hour = clock.month_and_hour(year, CHINA)
    load = load_shape(INPUTS, "CN-GD")[month, hour]
    assert (found.series() * load).sum() / load.sum() == pytest.approx(annual, rel=1e-9)
    assert found.series().shape == (clock.hours(year),)
    assert found.normalisation == pytest.approx(1, abs=1e-3)


def test_every_assumption_integrates_and_bounds_the_values() -> None:
    found = hourly(INPUTS, "CN-GD", 2023)
    assert found.low is not None
    assert found.high is not None
    assert np.all(found.low <= found.values)
    assert np.all(found.values <= found.high)
    assert 0.3 < found.values.min() < found.values.max() < 0.7
    # More sun, lower factor: noon lies below evening in July.
    assert found.values[6, 12] < found.values[6, 20]


def test_months_add_up_to_the_year() -> None:
    for carrier in ("thermal", "nuclear", "hydro", "wind", "solar"):
        year = INPUTS.generation["CN-GD", carrier].year
        assert monthly_energy(INPUTS, "CN-GD", carrier).sum() == pytest.approx(year, rel=2e-3), carrier
    shape, days = load_shape(INPUTS, "CN-GD"), clock.days(2023)[:, None]
    assert (shape * days).sum() / (days.sum() * 24) == pytest.approx(1, rel=1e-12)


def test_daylight() -> None:
    sun = clock.daylight(23.13, 113.26, 8.0)
    assert np.all(sun[:, :5] == 0)
    assert np.all(sun[:, 20:] == 0)
    assert set(sun.argmax(axis=1)) == {12}  # solar noon is at 12:27 by the clock
    assert sun[5].sum() > sun[11].sum()


def test_no_hours_without_data() -> None:
    with pytest.raises(ElectricityError, match="known are CN-GD"):
        hourly(INPUTS, "CN-YN", 2023)
    with pytest.raises(ElectricityError, match="must be 12 × 24, or 8784"):
        HourlyFactors("CN-GD", 2024, np.zeros(8760), CHINA, "series")


def test_a_series_is_read_in_grams_and_kilograms() -> None:
    times = stamps(2023, CHINA)
    kilograms = read_series(table(times, [0.5] * 8760), "f.csv", "factor", 2023, CHINA)
    grams = read_series(table(times, [500] * 8760, "g_co2e_per_kwh"), "f.csv", "factor", 2023, CHINA)
    np.testing.assert_allclose(kilograms.values, grams.values, rtol=1e-12)
    assert kilograms.scope == "life_cycle"
    plain = read_series(table(times, [500] * 8760, "g_co2_per_kwh"), "f.csv", "factor", 2023, CHINA)
    assert plain.factors("CN-GD").scope == "co2_only"


def test_summer_time_by_clock_and_by_offset() -> None:
    by_clock, by_offset = stamps(2023, BERLIN), stamps(2023, BERLIN, offset=True)
    assert len(by_clock) == 8760
    assert "2023-03-26T02:00" not in by_clock
    assert by_clock.count("2023-10-29T02:00") == 2
    values = [i / 1e5 for i in range(8760)]
    one = read_series(table(by_clock, values), "f.csv", "factor", 2023, BERLIN)
    two = read_series(table(by_offset, values), "f.csv", "factor", 2023, BERLIN)
    np.testing.assert_array_equal(one.values, values)
    np.testing.assert_array_equal(one.values, two.values)
    assert (one.gaps, one.duplicates) == ((), ())


def test_an_hour_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ElectricityError, match=r"f.csv:2: time: '2023-03-26T02:00' does not exist"):
        read_series(table(["2023-03-26T02:00"], [1]), "f.csv", "factor", 2023, BERLIN)


def test_the_autumn_hour_given_once_is_a_gap() -> None:
    times = stamps(2023, BERLIN)
    del times[times.index("2023-10-29T02:00")]
    with pytest.raises(ElectricityError, match=r"1 of 8760 hours have no value.*2023-10-29T02:00\+01:00"):
        read_series(table(times, [0.3] * 8759), "f.csv", "factor", 2023, BERLIN)


def with_gaps() -> bytes:
    values: list[object] = [0.4] * 8760
    values[9], values[12] = 0.4, 0.7
    values[10], values[11] = "", ""
    values[100:110] = [""] * 10
    return table(stamps(2023, CHINA), values)


def test_gaps_are_refused_left_or_interpolated_but_always_listed() -> None:
    with pytest.raises(ElectricityError, match=r"12 of 8760 hours have no value in 2 gap"):
        read_series(with_gaps(), "f.csv", "factor", 2023, CHINA)
    left = read_series(with_gaps(), "f.csv", "factor", 2023, CHINA, gaps="leave")
    assert [(g.first[:16], g.last[:16], g.hours) for g in left.gaps] == [
        ("2023-01-01T10:00", "2023-01-01T11:00", 2),
        ("2023-01-05T04:00", "2023-01-05T13:00", 10),
    ]
    assert np.isnan(left.values).sum() == 12
    filled = read_series(with_gaps(), "f.csv", "factor", 2023, CHINA, gaps="interpolate")
    np.testing.assert_allclose(filled.values[9:13], [0.4, 0.5, 0.6, 0.7], rtol=1e-12)
    assert [g.hours for g in filled.filled] == [2]
    assert [g.hours for g in filled.gaps] == [10]  # too long to invent


def test_duplicates() -> None:
    times = stamps(2023, CHINA)
    same = read_series(table([*times, times[0]], [0.4] * 8761), "f.csv", "factor", 2023, CHINA)
    assert same.duplicates == ("2023-01-01T00:00",)
    with pytest.raises(ElectricityError, match=r"f.csv:8762: time: .* already on line 2 with 0.4, here it is 0.5"):
        read_series(table([*times, times[0]], [*[0.4] * 8760, 0.5]), "f.csv", "factor", 2023, CHINA)


HOSTILE = [
    (b"", "f.csv:1: has no header row"),
    (b"\xff\xfe,x", "f.csv:1: is not UTF-8"),
    (b"time,kg_co2e_per_kwh\n2023-01-01T00:00,0.4\n2023-01-01T01:00,\x00", "f.csv:3: holds a NUL"),
    (b"when,value\n", "f.csv:1: must have the columns time and one of"),
    (b"time,kg_co2e_per_kwh,g_co2e_per_kwh\n", "f.csv:1: must have the columns"),
    (b"time,kg_co2e_per_kwh\n2023-01-01T00:00,0.4,9\n", "f.csv:2: has 3 cells"),
    (b"time,kg_co2e_per_kwh\n\n", "f.csv:2: empty line"),
    (b'time,kg_co2e_per_kwh\n2023-01-01T00:00,"0.4\n', "f.csv:2: cannot be read as CSV from here on"),
    (b"time,kg_co2e_per_kwh\n01/02/2023,0.4\n", "f.csv:2: time: '01/02/2023' is no time like"),
    (b"time,kg_co2e_per_kwh\n2023-02-30T00:00,0.4\n", "f.csv:2: time: '2023-02-30T00:00' is no time of the"),
    (b"time,kg_co2e_per_kwh\n2023-01-01T24:00,0.4\n", "f.csv:2: time: '2023-01-01T24:00' is no time of the"),
    (b"time,kg_co2e_per_kwh\n2023-01-01T00:30,0.4\n", "f.csv:2: time: '2023-01-01T00:30' is no full hour"),
    (b"time,kg_co2e_per_kwh\n2022-01-01T00:00,0.4\n", "f.csv:2: time: '2022-01-01T00:00' lies outside 2023"),
    (b"time,kg_co2e_per_kwh\n2023-01-01T00:00,=1+1\n", "f.csv:2: kg_co2e_per_kwh: '=1+1' is no number"),
    (b"time,kg_co2e_per_kwh\n2023-01-01T00:00,nan\n", "f.csv:2: kg_co2e_per_kwh: 'nan' is no number"),
    (b'time,kg_co2e_per_kwh\n2023-01-01T00:00,"0,4"\n', "f.csv:2: kg_co2e_per_kwh: '0,4' is no number"),
    (b"time,kg_co2e_per_kwh\n2023-01-01T00:00,-1\n", "f.csv:2: kg_co2e_per_kwh: -1 must be a finite number"),
    (b"time,kg_co2e_per_kwh\n2023-01-01T00:00,450\n", "f.csv:2: kg_co2e_per_kwh: 450 is 450 kg/kWh, more than any"),
    (b"time,kg_co2e_per_kwh\n2023-01-01T00:00,1e999\n", "f.csv:2: kg_co2e_per_kwh: 1e999 must be a finite number"),
    (b"time,kg_co2e_per_kwh\n" + b"x" * 140_000 + b",1\n", "f.csv:2: cannot be read as CSV"),
    (b"time,kg_co2e_per_kwh\n", "f.csv:1: has no values"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "words"), HOSTILE)
def test_hostile_files_get_one_sentence_with_line(content: bytes, words: str) -> None:
    with pytest.raises(ElectricityError) as found:
        read_series(content, "f.csv", "factor", 2023, CHINA)
    assert len(found.value.problems) == 1
    assert str(found.value).startswith(words)
    assert "\n" not in str(found.value)


def test_offsets_and_none_do_not_mix() -> None:
    rows = table(["2023-01-01T00:00", "2023-01-01T01:00+08:00"], [0.4, 0.4])
    with pytest.raises(ElectricityError, match=r"f\.csv:3: time: .*give all times with an offset or none"):
        read_series(rows, "f.csv", "factor", 2023, CHINA)


def test_too_large_is_refused() -> None:
    with pytest.raises(ElectricityError, match="larger than 8 MB"):
        read_series(b"x" * 8_000_001, "f.csv", "factor", 2023, CHINA)


def four(values: dict[int, float]) -> np.ndarray:
    made = np.full(8760, np.nan)
    for hour, value in values.items():
        made[hour] = value
    return made


def test_a_load_of_four_hours_by_hand() -> None:
    load = HourSeries("l.csv", "load", 2023, CHINA, "kwh", four({0: 10, 1: 20, 2: 30, 3: 40}))
    factors = HourlyFactors("CN-GD", 2023, four({0: 0.1, 1: 0.2, 2: 0.3}), CHINA, "series")
    found = integrate(load, factors)
    # (10 × 0.1 + 20 × 0.2 + 30 × 0.3) / 60 = 14 / 60; the fourth hour has no factor
    assert found.emissions == pytest.approx(14, rel=1e-12)
    assert found.factor == pytest.approx(14 / 60, rel=1e-12)
    assert found.flat == pytest.approx(0.2, rel=1e-12)
    assert (found.coverage.load_kwh, found.coverage.covered_kwh) == (100, 60)
    assert found.coverage.share == 0.6
    assert (found.coverage.load_hours, found.coverage.factor_hours, found.coverage.both_hours) == (4, 3, 3)


def test_a_flat_load_against_the_model_has_the_plain_mean() -> None:
    times = stamps(2023, CHINA)
    load = read_series(table(times, [2] * 8760, "mwh"), "l.csv", "load", 2023, CHINA)
    model = hourly(INPUTS, "CN-GD", 2023)
    found = integrate(load, model)
    assert found.coverage.load_kwh == pytest.approx(8760 * 2000)
    assert found.factor == pytest.approx(model.series().mean(), rel=1e-12)
    assert found.factor < model.mean()  # the zone takes more when it is dirtier


def test_loads_that_do_not_belong_to_the_factors_are_refused() -> None:
    load = HourSeries("l.csv", "load", 2023, CHINA, "kwh", four({0: 1}))
    other = HourlyFactors("DE", 2023, four({0: 0.1}), BERLIN, "series")
    with pytest.raises(ElectricityError, match="do not belong together"):
        integrate(load, other)
    nothing = HourlyFactors("CN-GD", 2023, four({5: 0.1}), CHINA, "series")
    with pytest.raises(ElectricityError, match="no kilowatt-hour"):
        integrate(load, nothing)


def test_the_year_is_cut_by_the_clock_of_the_zone() -> None:
    assert clock.start(2023, CHINA) == datetime(2022, 12, 31, 16, tzinfo=UTC)
    rows = table(["2022-12-31T16:00Z"], [0.4])
    found = read_series(rows, "f.csv", "factor", 2023, CHINA, gaps="leave")
    assert found.values[0] == 0.4

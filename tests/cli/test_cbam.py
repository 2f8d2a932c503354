"""``footprint cbam``, as a user types it, with the law's own tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rules.yaml_lines import read_yaml_file
from tests.cli.conftest import ROOT, Run

FOLDER = ROOT / "examples" / "cbam"
PROFILES, FASTENERS = FOLDER / "aluminium-profiles.yaml", FOLDER / "steel-fasteners.yaml"


def test_profiles_by_hand(run: Run) -> None:
    """Ingots: 9,000 t at 3.0 with 10 % mark-up and 2,800 t of Iceland at zero, averaged."""
    ran = run("cbam", PROFILES, "--as-of", "2026-11-01", "--json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    processes = {p["id"]: p for p in found["processes"]}
    gas, ingots = 35.9e-6 * 56.1, 9000 * 3.0 * 1.1
    casting = (2.1e6 * gas + 42 * 0.415 + ingots) / 24800
    assert processes["casting"]["specific"]["direct"] == pytest.approx(casting, rel=1e-12)
    own = 1.3e6 * gas * 1180 / (1180 + 115)
    extrusion = (own + 24800 * casting) / 20200
    assert processes["extrusion"]["specific"]["direct"] == pytest.approx(extrusion, rel=1e-12)
    assert processes["extrusion"]["specific"]["indirect_counted"] == 0
    assert processes["extrusion"]["reported"] == {"direct": round(extrusion, 5), "indirect": None}
    assert found["kind"] == "cbam-embedded-emissions"
    assert found["demonstration"] is True
    rows = {row["cn"]: row for row in found["against_default"]}
    assert rows["76042100"]["default"] == pytest.approx(4.881 * 1.1)


def test_fasteners_by_hand(run: Run) -> None:
    """Wire rod of two mills: 13,800 t at 2.21 verified, 7,900 t at the default value 3.169 with mark-up."""
    found = json.loads(run("cbam", FASTENERS, "--as-of", "2026-11-01", "--json").out)
    processes = {p["id"]: p for p in found["processes"]}
    rod = (13800 * 2.21 + 7900 * 3.169 * 1.1) / 21700
    furnace = 900 * 48e-3 * 56.1 * 270 / 880
    heat = 240 * 48e-3 * 56.1 / 10.2 * (1 + 0.3 / 9.9) * 3.0
    nuts = (furnace + heat + 6200 * rod) / 5300
    assert processes["nuts"]["specific"]["direct"] == pytest.approx(nuts, rel=1e-12)
    share = 6200 * (7900 * 3.169 * 1.1 + 13800 * 2.21 * 0.04) / 21700 / 5300 / nuts
    assert processes["nuts"]["specific"]["default_share"] == pytest.approx(share)
    assert found["precursors_at_default"][0]["precursor"] == "rod-mill-a"


def test_the_law_as_it_stood(run: Run) -> None:
    """On 30 December 2025 no default value was known; the first table and its replacement agree on wire rod."""
    assert run("cbam", FASTENERS, "--as-of", "2026-07-01").code == 0
    ran = run("cbam", FASTENERS, "--as-of", "2025-12-30")
    assert ran.code == 1
    assert "no default value of 72139149 for origin CN in 2026" in ran.err


def test_without_the_mark_up(run: Run) -> None:
    found = json.loads(run("cbam", PROFILES, "--as-of", "2026-11-01", "--no-mark-up", "--json").out)
    assert found["mark_up_on_precursors"] is False
    assert found["precursors"][0]["own"]["direct"] == 3.0


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("No product footprint", "Demonstration")),
        ("zh-Hans", ("并非产品碳足迹", "示例：")),
        ("zh-Hant", ("並非產品碳足跡", "示例：")),
    ],
)
def test_table(run: Run, language: str, words: tuple[str, ...]) -> None:
    ran = run("cbam", PROFILES, "--as-of", "2026-11-01", "--lang", language)
    assert ran.code == 0
    assert all(word in ran.out for word in words)
    assert "7604 21 00" in ran.out
    assert "1.79864" in ran.out
    assert "aluminium-profiles.yaml:" in ran.out


def test_a_precursor_shows_its_own_figure_and_the_average_it_is_used_with(run: Run) -> None:
    rows = [line.split() for line in run("cbam", FASTENERS, "--as-of", "2026-11-01").out.splitlines()]
    found = {row[0]: row for row in rows if row and row[0].startswith("rod-mill")}
    assert found["rod-mill-a"][5:8] == ["2.21000", "0.00000", "2.67450"]
    assert found["rod-mill-b"][5:8] == ["3.48590", "0.00000", "2.67450"]


def test_trace_names_the_formulas(run: Run) -> None:
    ran = run("cbam", FASTENERS, "--as-of", "2026-11-01", "--trace")
    for formula in ("Eq 5, 6", "Eq 44", "Eq 45", "Eq 55", "Eq 63", "Art 14(2)"):
        assert formula in ran.out
    assert "streams[gas-boiler].emissions" in ran.out


def test_files_are_written(run: Run, tmp_path: Path) -> None:
    ran = run("cbam", PROFILES, "--as-of", "2026-11-01", "--out", tmp_path / "out")
    assert ran.code == 0
    figures = json.loads((tmp_path / "out" / "cbam.json").read_text("utf-8"))
    again = run("cbam", tmp_path / "out" / "installation.json", "--as-of", "2026-11-01", "--json")
    assert json.loads(again.out) == figures


def test_bad_files_are_one_line_each(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "works.yaml"
    text = PROFILES.read_text("utf-8")
    file.write_text(text.replace("unit: Nm3, source: meter, evidence: [gas-bills]", "unit: km, source: meter", 1))
    ran = run("cbam", file)
    assert ran.code == 2
    assert ran.err.startswith(f"footprint: {file}:24: streams[gas-melting].amount: has the unit 'km'")
    assert ran.err.count("\n") == 1
    file.write_text(text.replace('cn: "76042100"', 'cn: "77042100"'))
    ran = run("cbam", file)
    assert ran.code == 1
    assert "77042100 is no code of the Combined Nomenclature" in ran.err
    assert run("cbam", tmp_path / "none.yaml").code == 2
    assert run("cbam", PROFILES, "--as-of", "soon").code == 2
    product = run("cbam", ROOT / "examples" / "power-cable.yaml")
    assert product.code == 2
    assert "cbam-installation/1 is due" in product.err


def test_examples_say_that_they_are_demonstrations() -> None:
    files = sorted(FOLDER.glob("*.yaml"))
    assert len(files) >= 2
    for file in files:
        assert read_yaml_file(file).document["demonstration"] is True


def test_the_cost_is_shown_as_an_estimate(run: Run) -> None:
    """Free allocation of both examples by hand in ``tests/api/test_cbam_figures.py``."""
    ran = run("cbam", PROFILES, "--as-of", "2026-11-01")
    assert "Estimate for one tonne" in ran.out
    assert "0.78559" in ran.out
    assert "Actual values count only with the report of an accredited verifier" in ran.out
    assert "1.5807" in run("cbam", FASTENERS, "--as-of", "2026-11-01").out
    found = json.loads(run("cbam", PROFILES, "--as-of", "2026-11-01", "--json").out)
    assert found["costs"][0]["actual"]["estimate"] is True


def test_from_a_product_to_a_document_with_holes(run: Run, tmp_path: Path) -> None:
    product, out = ROOT / "examples" / "distribution-transformer.yaml", tmp_path / "installation.yaml"
    ran = run("cbam", "--from-product", product, "--out", out)
    assert ran.code == 0, ran.err
    assert "7225 11" in ran.out
    assert "Copper (chapter 74)" in ran.out
    document = read_yaml_file(out).document
    assert [p["id"] for p in document["processes"]] == ["core", "frame"]
    assert document["evidence"][0]["reference"] == "DEMO-BOM-T1 rev. C"
    holes = run("cbam", out)
    assert holes.code == 2
    assert f"{out}:15: processes[core].goods[0].cn: is missing" in holes.err
    again = run("cbam", "--from-product", product, "--out", out)
    assert (again.code, "exists" in again.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ((), "name an installation document"),
        ((PROFILES, "--from-product", PROFILES), "leave the other file out"),
        (("--from-product", PROFILES), "format"),
        (("--from-product", ROOT / "examples" / "laundry-liquid.yaml"), "no metal part"),
    ],
)
def test_what_cannot_be_laid_out(run: Run, arguments: tuple[str | Path, ...], what: str) -> None:
    ran = run("cbam", *arguments)
    assert ran.code == 2
    assert what in ran.err


def test_cement_works_by_hand(run: Run) -> None:
    """952,150 t of clinker by deliveries; the cement holds 919,150 t of it and 30,000 t that were bought."""
    found = json.loads(run("cbam", FOLDER / "cement-works.yaml", "--as-of", "2026-11-01", "--json").out)
    kiln, mill = found["processes"]
    dust = 0.525 / 1.525 * 0.5
    clinker = 952150 * 0.525 + 9000 * dust / (1 - dust) + 114000 * 24.6e-3 * 94.6 + 15000 * 17e-3 * 88
    assert kiln["specific"]["direct"] == pytest.approx(clinker / 952150, rel=1e-12)
    per_clinker = (919150 * clinker / 952150 + 30000 * 0.84 + 800 * 48e-3 * 56.1) / 949150
    goods = {good["cn"]: good for good in mill["goods"]}
    assert goods["25232900"]["specific"]["direct"] == pytest.approx(0.86 * per_clinker, rel=1e-12)
    assert goods["25239000"]["specific"]["direct"] == pytest.approx(0.55 * per_clinker, rel=1e-12)
    ranges = [c["specific"]["direct"] for c in goods["25232900"]["compositions"]]
    assert ranges == pytest.approx([0.92 * per_clinker, 0.83 * per_clinker], rel=1e-12)


def test_steel_works_by_hand(run: Run) -> None:
    """Gas of the furnace leaves at two thirds of natural gas and enters at all of it; carbon is balanced."""
    found = json.loads(run("cbam", FOLDER / "steel-works.yaml", "--as-of", "2026-11-01", "--json").out)
    got = {p["id"]: p["specific"] for p in found["processes"]}
    gas, co2 = 3.1e-6 * 56.1, 3.664
    sinter = (62000 * 28.2e-3 * 107 + 140000 * 0.44 + 80e6 * gas) / 1.5e6
    furnace = 410000 * 28.2e-3 * 107 + 140000 * 25.8e-3 * 94.6 - co2 * 0.0409 * 1e6 - 1.5e9 * gas * 0.667
    iron = (furnace + 1.5e6 * sinter) / 1e6
    converter = co2 * (980000 * 0.0409 + 140000 * 0.0109 - 1060000 * 0.0015) + 2500 * 48e-3 * 56.1
    steel = (converter + 980000 * iron) / 1060000
    coil = (8400 * 48e-3 * 56.1 + 320e6 * gas + 1e6 * steel) / 965000
    assert got["furnace"]["direct"] == pytest.approx(iron, rel=1e-12)
    assert got["converter"]["direct"] == pytest.approx(steel, rel=1e-12)
    assert got["rolling"]["direct"] == pytest.approx(coil, rel=1e-12)
    # of electricity only that of the sinter plant counts: the power unit and the grid on average
    unit = (1.1e9 * gas + 2100 * 48e-3 * 56.1) / 325000
    power = (325000 * unit + 20000 * 0.605) / 345000 * 60000 / 1.5e6
    assert got["rolling"]["indirect_counted"] == pytest.approx(1.5 * power * 0.98 / 1.06 / 0.965, rel=1e-12)

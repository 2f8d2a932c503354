"""The Commission's communication template over HTTP and by the client; report and pack of an installation."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from fastapi.testclient import TestClient

from api.cases import cbam_examples
from api.client import Client, RefusedError
from footprint.exchange.cbam.read import read_communication
from tests.footprint.communication.template import example, workbook

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def ours(client: TestClient) -> Client:
    return Client(http=client)


def test_an_example_of_the_commission_is_compared_and_goes_no_further(ours: Client) -> None:
    found = ours.cbam_law.read_workbook(workbook(example("screws")["cells"]))
    assert (found.version, found.before_2026, found.differ, len(found.compared)) == ("2.1", True, 0, 10)
    first = found.compared[0]
    assert (first.cell, first.what, first.of) == ("Summary_Products!I10", "direct", "Screws and Nuts Art. C1")
    assert first.calculated == pytest.approx(2.0069382352941174, rel=1e-12)
    assert found.document["period"] == {"start": "2023-01-01", "end": "2023-12-31"}
    assert found.places["processes[p1].direct"] == "D_Processes!L54"
    assert found.problems == []
    with pytest.raises(RefusedError, match="no period before 2026 counts"):
        ours.cbam_law.figures(found.document)


def test_a_form_will_do_too(client: TestClient) -> None:
    data = workbook(example("cement")["cells"])
    answer = client.post("/v1/cbam/workbook", files={"file": ("t.xlsx", data, EXCEL)})
    assert answer.status_code == 200, answer.text
    assert answer.json()["differ"] == 0


def test_a_changed_figure_is_told_and_ours_is_written_back(ours: Client) -> None:
    cells = example("screws")["cells"]
    cells["Summary_Products"]["I10"]["value"] = 1.9
    data = workbook(cells)
    found = ours.cbam_law.read_workbook(data)
    assert [(c.cell, c.stated) for c in found.compared if not c.equal] == [("Summary_Products!I10", 1.9)]
    again = ours.cbam_law.read_workbook(ours.cbam_law.write_workbook(data))
    assert again.differ == 0


def test_what_is_missing_is_named_by_its_cell(ours: Client) -> None:
    cells = example("screws")["cells"]
    del cells["Summary_Products"]["F10"], cells["E_PurchPrec"]["L93"]
    found = ours.cbam_law.read_workbook(workbook(cells))
    assert found.compared == []
    assert {p.where: p.what for p in found.problems} == {
        "Summary_Products!F10": "is missing",
        "E_PurchPrec!L93": "counts by actual values and has none: give direct, or the basis default",
    }
    cells["Summary_Products"]["F10"] = "7318"
    found = ours.cbam_law.read_workbook(workbook(cells))
    assert found.problems[0].what == "is '7318': a CN code of eight digits is due, e.g. 73181588"
    with pytest.raises(RefusedError):
        ours.cbam_law.write_workbook(workbook(cells))


@pytest.mark.parametrize("version", ["2.1", "2.1.1"])
def test_an_installation_fills_the_layout_and_reads_back_equal(ours: Client, version: str) -> None:
    for name, document in cbam_examples.documents().items():
        data = ours.cbam_law.fill_workbook(document, version)
        facts = read_communication(data)
        assert facts.version == version
        if name != "cement-works":  # the template knows no clinker content
            assert [c for c in ours.cbam_law.read_workbook(data).compared if not c.equal] == [], name


def test_another_file_is_refused_in_one_sentence(client: TestClient) -> None:
    answer = client.post(
        "/v1/cbam/workbook", content=b"PK no workbook", headers={"Content-Type": EXCEL, "Accept-Language": "zh-HK"}
    )
    assert answer.status_code == 422
    assert "Excel" in answer.json()["problems"][0]["what"] or "工作簿" in answer.json()["problems"][0]["what"]
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("x.txt", "x")
    assert (
        client.post("/v1/cbam/workbook", content=empty.getvalue(), headers={"Content-Type": EXCEL}).status_code
        == 422
    )


def test_report_and_pack(ours: Client) -> None:
    document = cbam_examples.documents()["aluminium-profiles"]
    assert ours.cbam_law.report(document, "zh-Hant").startswith(b"%PDF")
    with zipfile.ZipFile(io.BytesIO(ours.cbam_law.pack(document))) as pack:
        manifest = json.loads(pack.read("manifest.json"))
        assert {row["name"] for row in manifest["files"]} >= {"report-en.pdf", "figures.json", "law.json"}

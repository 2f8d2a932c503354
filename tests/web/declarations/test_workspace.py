"""The review workspace: what a reviewer finds there without asking anybody, and how it is gone through."""

from __future__ import annotations

import copy
import hashlib
import re
from html import unescape
from typing import Any

from tests.web.conftest import example
from tests.web.declarations.conftest import Place, form_of

LINE = "processes[cell].lines[electricity]"


def slipped(document: dict[str, Any]) -> dict[str, Any]:
    """Read kilowatt-hours as megawatt-hours: the electricity of the cells a thousand times too small."""
    made = copy.deepcopy(document)
    cell = next(process for process in made["processes"] if process["id"] == "cell")
    next(line for line in cell["lines"] if line["id"] == "electricity")["amount"] /= 1000
    return made


def part(html: str, id_: str) -> str:
    """Return a section of the workspace, as text with its links."""
    found = re.search(rf'<section[^>]* id="{id_}">.*?</section>', html, re.DOTALL)
    assert found, id_
    return unescape(found[0])


def test_a_planted_figure_is_found_from_the_record_before(place: Place) -> None:
    bill = place.paula.post(
        "/v1/files?name=bill.csv", content=b"month,kWh\n1,7\n", headers={"Content-Type": "text/csv"}
    )
    assert bill.status_code == 201, bill.text
    honest = copy.deepcopy(example())
    cell = next(process for process in honest["processes"] if process["id"] == "cell")
    line = next(line for line in cell["lines"] if line["id"] == "electricity")
    line["evidence"][1] |= {"file": bill.json()["sha256"], "page": "3"}
    product = place.product(honest)
    place.recommended(place.draft(product))
    run = place.saved(product, slipped(honest))
    path = place.in_review(place.draft(product))
    html = place.rita.get(f"/en{path}/review").text
    before = part(html, "before")
    trace = f"/en/results/{run}/trace/cell/electricity"
    assert f"{LINE}.amount" in before
    assert "1.456" in before
    assert "0.001456" in before
    # The first of the lines that moved is the one, with a link to its trace; and the trace opens for the reviewer.
    assert trace in before
    assert place.rita.get(trace).status_code == 200
    # The line is marked, says how many times the amount before it is, and leads to the bill.
    row = re.search(r'<li id="line-cell-electricity" class="marked">.*?</li>\s*<li id=', html, re.DOTALL)
    assert row
    assert "now 0.00100 times that" in row[0]
    paper = f"/v1{path}/files/{bill.json()['sha256']}"
    assert paper in row[0]
    assert "page 3" in row[0]
    assert place.rita.get(paper).content == b"month,kWh\n1,7\n"


def test_a_planted_figure_is_found_among_others(place: Place) -> None:
    """Nothing came before, and no meter contradicts it: other batteries do."""
    product = place.product(slipped(example()) | {"model": "FIRST-TIME"})
    html = place.rita.get(f"/en{place.in_review(place.draft(product))}/review").text
    assert "no earlier record" in part(html, "before")
    peers = part(html, "peers")
    far = re.findall(r'<th scope="row" class="far">([^<]+)</th>', peers)
    assert far == ["Electricity of cell manufacture"]
    assert "times the median of others" in html
    honest = place.rita.get(f"/en{place.in_review()}/review").text
    assert 'class="far">' not in part(honest, "peers")


def test_a_copied_meter_month_is_found_with_its_months_and_its_bill(place: Place) -> None:
    document = copy.deepcopy(example()) | {"model": "COPIED-MONTH"}
    months = [float(1001 + 37 * n) for n in range(12)]
    months[7] = months[6]
    document["accounts"] = [
        {"id": "meter", "name": "Meter of the cell plant", "unit": "kWh", "process": "cell", "metered": months,
         "produced": [m * 0.65 for m in months], "lines": ["cell/electricity"],
         "evidence": [{"kind": "electricity_bill", "reference": "EB-2025-08", "page": "2"}]},
    ]  # fmt: skip
    path = place.in_review(place.draft(place.product(document)))
    html = place.rita.get(f"/en{path}/review").text
    meter = re.search(r'<li id="account-meter" class="marked">.*?</table>', html, re.DOTALL)
    assert meter
    assert "months repeat to the last digit" in meter[0]
    assert "EB-2025-08" in meter[0]
    assert "page 2" in meter[0]
    assert meter[0].count("1,223") == 2
    assert 'href="#line-cell-electricity"' in meter[0]
    assert 'href="#account-meter"' in part(html, "checklist")


def test_the_record_is_calculated_again(place: Place) -> None:
    path = place.in_review()
    run = place.rita.get(f"/v1{path}").json()["run_id"]
    form = form_of(place.rita.get(f"/en{path}/review").text, "recompute")
    said = {"verdict:test:1": "refused", "reason:test:1": "not yet saved"}
    shown = place.rita.post(f"/en{path}/review", data=form | said)
    assert shown.status_code == 200
    assert f"the same bytes, run {run[:12]}" in shown.text
    assert 'value="not yet saved"' in shown.text
    assert f"footprint rerun record-{run[:12]}.json" in shown.text


def test_items_are_gone_through_one_by_one_or_together(place: Place) -> None:
    path = place.in_review()

    def progress() -> tuple[int, int]:
        found = re.search(
            r'<progress id="gone"[^>]* max="(\d+)" value="(\d+)"', place.rita.get(f"/en{path}/review").text
        )
        assert found
        return int(found[2]), int(found[1])

    none, whole = progress()
    assert none == 0
    place.done(place.rita, path, "checked", **{"verdict:test:1": "accepted"})
    assert progress() == (1, whole)
    refused = place.act(
        place.rita, path, "checked", **{"verdict:test:2": "refused", "verdict:test:3": "not_applicable"}
    )
    assert refused.status_code == 422
    assert progress() == (1, whole)
    assert re.search(r'name="verdict:test:3" value="not_applicable" checked', refused.text)
    items = place.rita.get(f"/v1{path}/checklist").json()["items"]
    passed = {item["id"] for item in items if item["test"] == "passed"}
    place.done(place.rita, path, "checked_passed", **{"verdict:test:2": "refused", "reason:test:2": "No mass."})
    said = {i["id"]: i["said"] for i in place.rita.get(f"/v1{path}/checklist").json()["items"] if i["said"]}
    assert said.keys() == {"test:1", "test:2"} | passed
    assert (said["test:2"]["verdict"], said["test:2"]["text"]) == ("refused", "No mass.")
    early = place.act(place.rita, path, "recommended", statement="Fine.", language="en", assurance="limited")
    assert early.status_code == 409
    assert "Fine." in early.text
    # Sent again as it stands, nothing is said twice.
    done = len(place.rita.get(f"/v1{path}/acts").json()["items"])
    place.done(place.rita, path, "checked", **{"verdict:test:1": "accepted"})
    assert len(place.rita.get(f"/v1{path}/acts").json()["items"]) == done


def test_comments_beside_figures(place: Place) -> None:
    path = place.in_review()
    html = place.rita.get(f"/en{path}/review").text
    link = re.search(rf'href="(/en{path}/comments\?back=review&amp;subject=[^"#]*electricity[^"#]*)', html)
    assert link
    assert "Comment on" in place.rita.get(unescape(link[1])).text
    made = place.rita.post(f"/en{path}/comments", data={"subject": LINE, "text": "Where?", "back": "review"})
    assert made.headers["location"].startswith(f"/en{path}/review#t-")
    shown = place.rita.get(f"/en{path}/review").text
    assert "1 open comment" in shown
    thread = made.headers["location"].rpartition("#t-")[2]
    assert "Where?" in place.paula.get(f"/en{path}/comments").text
    for who, act in ((place.paula, "answered"), (place.rita, "resolved"), (place.rita, "reopened")):
        done = who.post(f"/en{path}/comments/{thread}", data={"act": act, "text": f"{act}!"})
        assert done.status_code == 303, act
    empty = place.paula.post(f"/en{path}/comments/{thread}", data={"act": "answered", "text": " "})
    assert empty.status_code == 422
    assert place.bert.post(f"/en{path}/comments/{thread}", data={"act": "resolved"}).status_code == 404


def test_files_only_of_the_record_and_only_for_the_body(place: Place) -> None:
    sent = {}
    for name in ("named", "other"):
        content = f"month,{name}\n".encode()
        made = place.paula.post(f"/v1/files?name={name}.csv", content=content, headers={"Content-Type": "text/csv"})
        assert made.status_code == 201
        sent[name] = hashlib.sha256(content).hexdigest()
    document = copy.deepcopy(example()) | {"model": "WITH-PAPERS"}
    document["processes"][0]["lines"][0]["evidence"][0]["file"] = sent["named"]
    path = place.draft(place.product(document))
    file = f"/v1{path}/files/{sent['named']}"
    assert place.rita.get(file).status_code == 404
    place.in_review(path)
    got = place.rita.get(file)
    assert (got.status_code, got.content) == (200, b"month,named\n")
    assert got.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in got.headers["content-security-policy"]
    assert place.rita.get(file, headers={"If-None-Match": got.headers["etag"]}).status_code == 304
    assert place.rita.get(f"/v1{path}/files/{sent['other']}").status_code == 404
    assert place.rita.get(f"/v1{path}/files/{'0' * 64}").status_code == 404
    assert place.paula.get(file).status_code == 404
    assert place.bert.get(file).status_code == 404
    assert place.olga.get(file).status_code == 403
    # Another record of the same body does not open it.
    elsewhere = place.in_review()
    assert place.rita.get(f"/v1{elsewhere}/files/{sent['named']}").status_code == 404

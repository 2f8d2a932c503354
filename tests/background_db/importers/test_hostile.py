"""Hostile and broken input: one sentence that names the place, and nothing is stored."""

from __future__ import annotations

import bz2
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from background_db.importers.run import import_database
from footprint.errors import BackgroundError
from tests.background_db.importers import toy

LAUGHS = "".join(f'<!ENTITY a{i + 1} "&a{i};&a{i};&a{i};&a{i};&a{i};&a{i};&a{i};&a{i};">' for i in range(10))
XXE = '<?xml version="1.0"?><!DOCTYPE ecoSpold [<!ENTITY x SYSTEM "file:///etc/hostname">]><ecoSpold>&x;</ecoSpold>'
BILLION = (
    f'<?xml version="1.0"?><!DOCTYPE e [<!ENTITY a0 "ha">{LAUGHS}]><ecoSpold><dataset>&a10;</dataset></ecoSpold>'
)


def xxe(folder: Path) -> Path:
    path = folder / "bad.xml"
    path.write_text(XXE, encoding="utf-8")
    return path


def xxe_utf16(folder: Path) -> Path:
    path = folder / "bad.xml"
    path.write_text(XXE.replace('"1.0"', '"1.0" encoding="utf-16"'), encoding="utf-16")
    return path


def laughs(folder: Path) -> Path:
    path = folder / "bad.xml"
    path.write_text(BILLION, encoding="utf-8")
    return path


def bomb(folder: Path) -> Path:
    path = folder / "bad.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("processes/a.xml", b" " * 40_000_000)
    return path


def traversal(folder: Path) -> Path:
    path = folder / "bad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../outside.xml", "<ecoSpold/>")
    return path


def cut_zip(folder: Path) -> Path:
    whole = toy.jsonld(folder)
    path = folder / "bad.zip"
    path.write_bytes(whole.read_bytes()[:-60])
    return path


def cut_xml(folder: Path) -> Path:
    whole = toy.ecospold1(folder)
    path = folder / "bad.xml"
    path.write_bytes(whole.read_bytes()[:-200])
    return path


def link(folder: Path) -> Path:
    (folder / "in").mkdir()
    (folder / "in" / "secret.xml").symlink_to("/etc/hostname")
    return folder / "in"


def deep_json(folder: Path) -> Path:
    path = folder / "processes"
    path.mkdir()
    (path / "a.json").write_text("[" * 100_000, encoding="utf-8")
    return folder


def wrong_format(folder: Path) -> Path:
    path = folder / "bad.xml"
    path.write_text("<html><body>login please</body></html>", encoding="utf-8")
    return path


def cut_simapro(folder: Path) -> Path:
    whole = toy.simapro(folder)
    path = folder / "bad.csv"
    path.write_bytes(whole.read_bytes()[:-12])
    whole.unlink()
    return path


def no_simapro(folder: Path) -> Path:
    path = folder / "bad.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    return path


def bz2_bomb(folder: Path) -> Path:
    path = folder / "bad.bw2package"
    path.write_bytes(bz2.compress(b" " * 250_000_000))
    return path


def no_package(folder: Path) -> Path:
    path = folder / "bad.bw2package"
    path.write_bytes(b"no bz2")
    return path


def no_workbook(folder: Path) -> Path:
    path = folder / "bad.xlsx"
    path.write_bytes(b"PK no")
    return path


def nothing(folder: Path) -> Path:
    return folder / "absent.zip"


HOSTILE: list[tuple[str, Callable[[Path], Path], str]] = [
    ("ecospold1", xxe, "bad.xml: has a document type declaration (entities): refused"),
    ("ecospold1", xxe_utf16, "bad.xml: has a document type declaration (entities): refused"),
    ("ecospold2", xxe, "bad.xml: has a document type declaration (entities): refused"),
    ("ilcd", xxe, "bad.xml: has a document type declaration (entities): refused"),
    ("ecospold1", laughs, "bad.xml: has a document type declaration (entities): refused"),
    ("ilcd", laughs, "bad.xml: has a document type declaration (entities): refused"),
    ("ilcd", bomb, "bad.zip/processes/a.xml: would unpack"),
    ("jsonld", traversal, "bad.zip/../../outside.xml: the name of the entry leads out of the archive: refused"),
    ("jsonld", cut_zip, "bad.zip: is not a complete zip archive: it was cut off or is something else"),
    ("ecospold1", cut_xml, "bad.xml:1: is not well-formed XML ("),
    ("ecospold2", cut_xml, "bad.xml:1: is not well-formed XML ("),
    ("ilcd", link, "in/secret.xml: is a link, which is not followed"),
    ("jsonld", deep_json, "/processes/a.json: is not JSON (RecursionError)"),
    ("ecospold1", wrong_format, "bad.xml: holds no process that the reader of EcoSpold 1 understands"),
    ("ecospold2", wrong_format, "bad.xml: holds no process that the reader of EcoSpold 2 understands"),
    ("ilcd", wrong_format, "bad.xml: holds no process that the reader of ILCD understands"),
    ("simapro-csv", cut_simapro, "has no End: the file was cut off"),
    ("simapro-csv", no_simapro, "bad.csv:1: has no SimaPro header"),
    ("tabular", no_simapro, "bad.csv: holds no process that the reader of factor list understands"),
    ("brightway-excel", no_workbook, "bad.xlsx: is not a complete zip archive"),
    ("bw2package", no_package, "bad.bw2package: is no bw2package"),
    ("bw2package", bz2_bomb, "bad.bw2package: unpacks to more than"),
    ("jsonld", nothing, "absent.zip: there is no such file or folder"),
    ("jsonld", xxe, "bad.xml: holds nothing of the format openLCA JSON-LD"),
]


@pytest.mark.parametrize(("form", "write", "sentence"), HOSTILE, ids=lambda v: getattr(v, "__name__", None))
def test_one_sentence(form: str, write: Callable[[Path], Path], sentence: str, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    path = write(source)
    data = tmp_path / "data"
    with pytest.raises(BackgroundError) as error:
        import_database(path, form, identity="bad", version="1", licence="none", data_dir=data)
    assert sentence in str(error.value)
    assert len(error.value.problems) == 1
    assert "\n" not in str(error.value)
    assert not list((data / "backgrounds").glob("bad-*"))
    assert not list((data / "backgrounds").glob(".import-*"))


def test_one_broken_entry_among_many_is_an_issue(tmp_path: Path) -> None:
    folder = tmp_path / "source"
    folder.mkdir()
    toy.ecospold2(folder)
    (folder / "broken.spold").write_text("<ecoSpold><activity", encoding="utf-8")
    report = import_database(
        folder, "ecospold2", identity="toy", version="1", licence="none", data_dir=tmp_path / "data"
    )
    assert report.link.datasets == 3
    assert [i.kind for i in report.issues] == ["unreadable"]
    assert "broken.spold:1: is not well-formed XML" in str(report.issues[0])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"identity": "Up Per"}, "id: 'Up Per' must be small letters"),
        ({"identity": "open"}, "id: 'open' is the open database"),
        ({"version": "../x"}, "version: '../x' must be letters"),
        ({"licence": " "}, "licence: is empty"),
        ({"allocation": "guess"}, "allocation: 'guess' is none of: none, physical, economic"),
        ({"form": "gabi"}, "format: there is no format 'gabi': known are"),
    ],
)
def test_bad_arguments(change: dict[str, str], sentence: str, tmp_path: Path) -> None:
    known = {
        "identity": "toy",
        "version": "1",
        "licence": "none",
        "allocation": "none",
        "form": "ecospold1",
    } | change
    with pytest.raises(BackgroundError) as error:
        import_database(toy.ecospold1(tmp_path), data_dir=tmp_path / "data", **known)
    assert sentence in str(error.value)


def test_a_system_that_feeds_itself_completely_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "processes"
    folder.mkdir()
    for name, other in (("a", "b"), ("b", "a")):
        exchanges = [
            {"amount": 1.0, "flow": {"@id": name, "name": name, "flowType": "PRODUCT_FLOW"},
             "unit": {"name": "kg"}, "quantitativeReference": True, "input": False},
            {"amount": 1.0, "flow": {"@id": other, "name": other, "flowType": "PRODUCT_FLOW"},
             "unit": {"name": "kg"}, "input": True},
        ]  # fmt: skip
        text = json.dumps({"@id": f"p{name}", "name": name, "exchanges": exchanges})
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    with pytest.raises(BackgroundError, match="feeds itself completely"):
        import_database(tmp_path, "jsonld", identity="toy", version="1", licence="x", data_dir=tmp_path / "data")

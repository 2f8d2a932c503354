"""What somebody with bad intentions uploads, made by code: a name, bytes, and why it must not be kept."""

from __future__ import annotations

import io
import json
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# ruff: noqa: E501 - one upload a line
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
LAUGHS = HEAD + "<!DOCTYPE l [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {n} '{10 * f'&{p};'}'>" for p, n in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip
OUTSIDE = HEAD + "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
COMMAND = "=cmd|' /C calc'!A0"
FORMULAS = (COMMAND, "@SUM(1+1)*cmd|' /C calc'!A0", "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0",
            "\t=1+1", '=HYPERLINK("http://x.example","y")', "=1+1")  # fmt: skip


@dataclass(frozen=True)
class Item:
    """An upload; ``kept`` tells that evidence may hold it, because only what runs it would be harmed."""

    name: str
    data: bytes
    kept: bool = False


def pdf(body: bytes = b"") -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        + body + b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )  # fmt: skip


PDF = pdf()


def png(width: int = 1, height: int = 1) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    )


def jpeg(width: int = 1, height: int = 1) -> bytes:
    start = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\x00\x00\x3f\x00"
    return b"\xff\xd8" + b"\xff\xe0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + start + scan + b"\x00\xff\xd9"


def archive(parts: Mapping[str, bytes | str], how: Callable[[zipfile.ZipFile], None] | None = None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
        if how:
            how(made)
    return stream.getvalue()


def sheet(cells: str = '<c r="A1"><v>1</v></c>', before: str = "") -> str:
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData><row r="1">{cells}</row></sheetData></worksheet>'


def relations(*targets: tuple[str, str, str]) -> str:
    rows = (
        f'<Relationship Id="r{n}" Type="{OFFICE}/{k}" Target="{t}" {m}/>' for n, (k, t, m) in enumerate(targets)
    )
    return f'{HEAD}<Relationships xmlns="{RELATIONS}">{"".join(rows)}</Relationships>'


def parts(**changes: bytes | str) -> dict[str, bytes | str]:
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml", "")),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="product" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "worksheets/sheet1.xml", "")),
        "xl/worksheets/sheet1.xml": sheet(),
    } | changes


def xlsx(how: Callable[[zipfile.ZipFile], None] | None = None, **changes: bytes | str) -> bytes:
    return archive(parts(**changes), how)


def overlapping(made: zipfile.ZipFile) -> None:
    """Let the directory name one stretch of bytes many times (a bomb without nesting)."""
    made.writestr("kernel.xml", b"0" * 900_000)
    for n in range(200):
        twin = zipfile.ZipInfo(f"xl/{n}.xml")
        kernel = made.getinfo("kernel.xml")
        for field in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
            setattr(twin, field, getattr(kernel, field))
        made.filelist.append(twin)
        made.NameToInfo[twin.filename] = twin


def lying(data: bytes, name: bytes, size: int) -> bytes:
    """Let the directory announce another size than a part has."""
    place = data.rindex(name) - 46  # the entry of the directory, not the local header
    assert data[place : place + 4] == b"PK\x01\x02"
    return data[: place + 24] + struct.pack("<I", size) + data[place + 28 :]


def linked(made: zipfile.ZipFile) -> None:
    info = zipfile.ZipInfo("xl/link.xml")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    made.writestr(info, "/etc/passwd")


def named(name: str) -> Callable[[zipfile.ZipFile], None]:
    def add(made: zipfile.ZipFile) -> None:
        made.writestr(zipfile.ZipInfo(name), b"x")

    return add


def many(made: zipfile.ZipFile) -> None:
    for n in range(5_000):
        made.writestr(f"xl/empty{n}.xml", b"")


def encrypted(data: bytes) -> bytes:
    """Set the flag of encryption in every header."""
    made = bytearray(data)
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = made.find(mark)
        while at >= 0:
            made[at + flag] |= 1
            at = made.find(mark, at + 4)
    return bytes(made)


def nested(depth: int = 6) -> bytes:
    data = archive({"zeros.bin": b"\0" * 2_000_000})
    for _ in range(depth):
        data = archive({f"{n}.zip": data for n in range(16)})
    return data


GOOD_XLSX = xlsx()
BIG = sheet("<c r='A1'><v>1</v></c>" + " " * 30_000_000)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SCRIPT = b"GIF89a=1;alert(document.domain)//" + b"\0" * 40
GOOD = {
    "a.pdf": PDF, "a.png": png(), "a.jpg": jpeg(), "a.xlsx": GOOD_XLSX, "a.csv": b"day,kWh\n1,-2.5\n-,+8\n",
    "a.txt": "电表 12\n".encode(), "a.xml": b"<meter><kWh>1</kWh></meter>", "a.json": b'{"kWh": 1}',
    "a.docx": archive({"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}),
}  # fmt: skip
EVIL: dict[str, Item] = {
    "bomb: ratio": Item("a.xlsx", xlsx(**{"xl/worksheets/sheet1.xml": BIG})),
    "bomb: nested": Item("a.xlsx", nested()),
    "bomb: nested, as a zip": Item("a.zip", nested()),
    "bomb: overlapping": Item("a.xlsx", xlsx(overlapping)),
    "bomb: says less than it holds": Item("a.xlsx", lying(xlsx(**{"xl/z.xml": "0" * 9_000}), b"xl/z.xml", 10)),
    "bomb: says more than it holds": Item("a.xlsx", lying(xlsx(**{"xl/z.xml": "0" * 10}), b"xl/z.xml", 900_000)),
    "bomb: says four gigabytes": Item("a.xlsx", lying(GOOD_XLSX, b"xl/workbook.xml", 2**32 - 2)),
    "many parts": Item("a.xlsx", xlsx(many)),
    "entities: laughs": Item("a.xlsx", xlsx(**{"xl/sharedStrings.xml": LAUGHS + f"<sst xmlns='{MAIN}'>&i;</sst>"})),
    "entities: a file": Item("a.xlsx", xlsx(**{"xl/workbook.xml": OUTSIDE + f"<workbook xmlns='{MAIN}'>&x;</workbook>"})),
    "entities: in utf-16": Item("a.xlsx", xlsx(**{"xl/workbook.xml": OUTSIDE.replace("UTF-8", "UTF-16").encode("utf-16")})),
    "entities: plain xml": Item("a.xml", (LAUGHS + "<l>&i;</l>").encode()),
    "entities: plain xml, a file": Item("a.xml", (OUTSIDE + "<l>&x;</l>").encode()),
    "external: a workbook": Item("a.xlsx", xlsx(**{"xl/externalLinks/externalLink1.xml": "<externalLink/>"})),
    "external: an object": Item("a.xlsx", xlsx(**{
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("oleObject", "http://x.example/a.exe", 'TargetMode="External"'))})),
    "external: the sheet": Item("a.xlsx", xlsx(**{
        "xl/_rels/workbook.xml.rels": relations(("worksheet", "http://x.example/s.xml", 'TargetMode="External"'))})),
    "macros": Item("a.xlsx", xlsx(**{"xl/vbaProject.bin": b"\xd0\xcf"})),
    "embedded program": Item("a.xlsx", xlsx(**{"xl/embeddings/a.bin": b"MZ"})),
    "encrypted": Item("a.xlsx", encrypted(GOOD_XLSX)),
    "encrypted as a whole": Item("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "encrypted pdf": Item("a.pdf", pdf(b"3 0 obj<</Encrypt 4 0 R>>endobj\n")),
    "leads away: up": Item("a.xlsx", xlsx(named("../../../etc/cron.d/x"))),
    "leads away: absolute": Item("a.xlsx", xlsx(named("/etc/passwd"))),
    "leads away: windows": Item("a.xlsx", xlsx(named("C:\\windows\\x.dll"))),
    "leads away: backslashes": Item("a.xlsx", xlsx(named("..\\..\\x.xml"))),
    "leads away: a link": Item("a.xlsx", xlsx(linked)),
    "twice": Item("a.xlsx", xlsx(named("xl/w0rkbook.xml")).replace(b"w0rk", b"work")),
    "polyglot: pdf and zip": Item("a.pdf", PDF + archive({"x.html": HTML})),
    "polyglot: zip in front of pdf": Item("a.pdf", archive({"x": "y"}) + PDF),
    "polyglot: png and zip": Item("a.png", png() + archive({"x.html": HTML})),
    "polyglot: jpeg and zip": Item("a.jpg", jpeg() + archive({"x.html": HTML})),
    "polyglot: gif and script": Item("a.png", SCRIPT),
    "polyglot: exe and xlsx": Item("a.xlsx", b"MZ" + b"\0" * 62 + GOOD_XLSX),
    "polyglot: comment": Item("a.xlsx", xlsx(lambda z: setattr(z, "comment", HTML))),
    "wrong: html as png": Item("a.png", HTML),
    "wrong: html as xml": Item("a.xml", HTML),
    "wrong: html as csv": Item("a.csv", HTML),
    "wrong: svg as xml": Item("a.xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "wrong: exe as pdf": Item("a.pdf", b"MZ\x90\0" + b"\0" * 200),
    "wrong: png as pdf": Item("a.pdf", png()),
    "wrong: docx as xlsx": Item("a.xlsx", GOOD["a.docx"]),
    "wrong: xlsx as txt": Item("a.txt", GOOD_XLSX),
    "empty": Item("a.pdf", b""),
    **{f"cut off: {name}": Item(name, data[: len(data) * 2 // 3]) for name, data in GOOD.items()
       if name.rpartition(".")[2] not in {"csv", "txt"}},
    "huge: cell": Item("a.xlsx", xlsx(**{"xl/worksheets/sheet1.xml": sheet('<c r="XFD1048576"><v>1</v></c>')}), kept=True),
    "huge: dimension": Item("a.xlsx", xlsx(**{
        "xl/worksheets/sheet1.xml": sheet(before='<dimension ref="A1:XFD1048576"/>')}), kept=True),
    "huge: picture": Item("a.png", png(2**31 - 1, 2**31 - 1)),
    "huge: jpeg": Item("a.jpg", jpeg(65_535, 65_535)),
    "null bytes: csv": Item("a.csv", b"a,b\0c\n1,2\n"),
    "null bytes: json": Item("a.json", b'{"a": "\\u0000"}'),
    "not utf-8: csv": Item("a.csv", b"K\xf6ln,1\n"),
    "not utf-8: json": Item("a.json", b'{"a": "\xff"}'),
    "not utf-8: xml": Item("a.xml", b"<?xml version='1.0' encoding='UTF-8'?><a>\xff</a>"),
    "deep json": Item("a.json", b"[" * 50_000 + b"]" * 50_000),
    "deep xml": Item("a.xml", b"<a>" * 50_000 + b"</a>" * 50_000),
    "duplicate keys": Item("a.json", b'{"a": 1, "a": 2}'),
    "nan": Item("a.json", b'{"a": NaN}'),
    "long line": Item("a.csv", b"1," * 600_000),
    **{f"formula {n}: csv": Item("a.csv", f"name,kWh\n{f},1\n".encode()) for n, f in enumerate(FORMULAS)},
    **{f"formula {n}: xlsx": Item("a.xlsx", xlsx(**{"xl/worksheets/sheet1.xml": sheet(
        f"<c r='A1' t='inlineStr'><is><t>{f.replace('<', '')}</t></is></c>".replace("&", ""))}), kept=True)
       for n, f in enumerate(FORMULAS)},
}  # fmt: skip
NAMES = (
    "../../etc/passwd.pdf", "/etc/passwd.pdf", "C:\\x.pdf", "..\\x.pdf", "a\0.pdf", "a\n.pdf", "fdp.exe\u202e.pdf", "..",
    ".pdf/..", "x" * 300 + ".pdf", " ", "a.exe", "a.pdf.exe", "a.html", "a.svg", "a", "a.pdf\u0000.exe", "a/b.pdf",
)  # fmt: skip


def document_with(text: str, document: dict[str, object]) -> bytes:
    """Return a product whose texts are all the same."""
    return json.dumps(document | {"model": text, "maker": text, "note": text}).encode()

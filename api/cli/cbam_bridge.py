"""``footprint cbam --from-product``: metal parts of a product as an installation document to be filled in."""

from __future__ import annotations

from pathlib import Path

from api.cases import cbam_bridge
from api.cli.files import read_product
from api.cli.root import console, print_json
from api.cli.show import table
from api.i18n import number, translator
from footprint.cbam.nomenclature import written_cn
from footprint.errors import InputError, Problem
from footprint.texts import Language


def lay_out(file: Path, out: Path | None, tongue: Language, *, json: bool) -> int:
    """Show the metal parts with their candidates, and write the document; nothing is overwritten.

    Raises
    ------
    InputError
        No product, no part that may be a good, or there is such a file already.
    """
    product, _lines = read_product(file)
    parts = cbam_bridge.parts_of(product)
    if not any(part.is_good for part in parts):
        raise InputError(Problem(str(file), "names no metal part that may be a CBAM good"))
    if json:
        print_json(cbam_bridge.document_of(product))
    if out is not None:
        try:
            with out.open("xb") as stream:
                stream.write(cbam_bridge.yaml_of(product))
        except OSError as error:
            raise InputError(
                Problem(str(out), f"cannot be written: {(error.strerror or 'error').lower()}")
            ) from error
    if json:
        return 0
    _ = translator(tongue).gettext
    rows = table((_("part"), "left"), (_("amount"), "right"), (_("CN candidates"), "left"), (_("reason"), "left"))
    for part in parts:
        amount = "–" if part.amount is None else f"{number(part.amount, tongue, 5)} {part.unit}"
        codes = ", ".join(written_cn(code) for code in part.candidate.headings) or _("outside")
        rows.add_row(f"{part.process}/{part.line}", amount, codes, part.candidate.reasons[tongue])
    console().print(rows)
    console().print(
        _("Confirm code and mass of each part. Inside a product a part is no import of its own."), markup=False
    )
    if out is not None:
        print(f"written: {out}")
    return 0

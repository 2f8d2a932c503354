"""A product's bill of materials, or a list of parts, screened under CBAM: today, and under the proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from footprint.cbam.bom import Bom, code_of, items_of, read_items, screen_bom
from footprint.cbam.bridge import english
from footprint.errors import InputError, Problem
from footprint.product import Product, problem
from rules.cbam import Law
from rules.cbam_bridge import candidates

MOST = 500


class Part(BaseModel):
    """A part by its CN code; ``mass`` is what is imported in a calendar year [t]."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cn: Annotated[str, Field(min_length=4, max_length=20)]
    country: Annotated[str, Field(max_length=7)] = ""
    mass: Annotated[float | None, Field(ge=0, le=1e9, allow_inf_nan=False, strict=True)] = None
    name: Annotated[str, Field(max_length=300)] = ""


class PartsList(BaseModel):
    """A list of parts, with the code of the product they are in, where there is one, and the origin of all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cn: Annotated[str, Field(max_length=20)] = ""
    country: Annotated[str, Field(max_length=7)] = ""
    parts: Annotated[list[Part], Field(min_length=1, max_length=MOST)]


@dataclass(frozen=True)
class ScreenedBom:
    """A screening with the name of what was screened."""

    name: str
    bom: Bom
    as_of: date


def of_product(product: Product, rules: Law) -> ScreenedBom:
    """Screen a product by its own code, and its lines by theirs or by what their metal may be.

    Raises
    ------
    InputError
        A code that cannot be, with its place in the document.
    """
    document = product.to_document()
    cn, where = code_of(document)
    region = str(document.get("plant", {}).get("region", ""))[:2]
    found = screen_bom(cn, region, items_of(document, candidates()), rules, where)
    return ScreenedBom(english(document.get("name")) or str(document.get("model", "")), found, rules.as_of)


def of_parts(document: Any, rules: Law) -> ScreenedBom:
    """Screen a list of parts.

    Raises
    ------
    InputError
        No such list, or codes that cannot be.
    """
    if not isinstance(document, Mapping) or "format" in document:
        raise InputError(Problem("", "is no list of parts: a table with parts is due, each with its cn"))
    try:
        read = PartsList.model_validate(document)
    except ValidationError as error:
        raise InputError(*(problem(one, document) for one in error.errors())) from error
    entries: Sequence[Mapping[str, Any]] = [part.model_dump() for part in read.parts]
    found = screen_bom(read.cn, read.country, read_items(entries, read.country), rules)
    return ScreenedBom("", found, rules.as_of)

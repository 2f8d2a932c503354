"""From a product to an installation document with holes, as a file to be filled in."""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML

from footprint.cbam.bridge import Part, metal_parts, skeleton
from footprint.errors import InputError
from footprint.product import Product, parse_product
from rules.cbam_bridge import candidates

HEAD = """\
# CBAM installation document with holes: fill in what footprint cbam names as missing, then run it on this file.
# It was laid out from a bill of materials. No footprint and no emission factor of the product stands in it.
"""


def parts_of(product: Product) -> tuple[Part, ...]:
    """Return the metal parts of a product's bill of materials, those outside Annex I included."""
    return metal_parts(product.to_document(), candidates())


def has_goods(document: Any) -> bool:
    """Tell whether a product document, finished or not, names a metal part that may be a CBAM good."""
    try:
        return any(part.is_good for part in parts_of(parse_product(document)))
    except InputError:
        return False


def document_of(product: Product) -> dict[str, Any]:
    """Return the installation document with holes."""
    return skeleton(product.to_document(), parts_of(product))


def yaml_of(product: Product) -> bytes:
    """Return it as a YAML file."""
    return (HEAD + as_yaml(document_of(product))).encode()


def as_yaml(document: dict[str, Any]) -> str:
    """Write an installation document as people edit it."""
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 120
    stream = io.StringIO()
    yaml.dump(document, stream)
    return stream.getvalue()

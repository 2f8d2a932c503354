"""A product as the client holds it between reading and saving."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from api.routes.product_answers import ProductOut


@dataclass(frozen=True)
class Saved:
    """A product as it was read or saved; ``etag`` says what a change of it was made from."""

    product: ProductOut
    etag: str

    @classmethod
    def of(cls, answer: httpx.Response) -> Saved:
        """Read an answer."""
        return cls(ProductOut.model_validate(answer.json()), answer.headers["ETag"])

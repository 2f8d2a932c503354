"""Evidence: files of the organisation, and the documents that products and calculations name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from api.client.wire import BYTES, Wire
from api.routes.files import DocumentOut, EvidenceOut, FileOut


class Evidence:
    """What proves figures."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def bring(self, name: str, content: bytes | Path) -> FileOut:
        """Keep a file; the same content is kept once, so bringing it again does no harm."""
        answer = self._wire.send("POST", "/v1/files", params={"name": name}, headers=BYTES, content=content)
        return FileOut.model_validate(answer.json())

    def files(self, limit: int = 100) -> Iterator[FileOut]:
        """Go through the files, newest first; ``limit`` a page."""
        return self._wire.pages(FileOut, "/v1/files", limit=limit)

    def file(self, file_id: UUID | str) -> FileOut:
        """Tell hash, size, kind, and who brought it when."""
        return self._wire.get(FileOut, f"/v1/files/{file_id}")

    def content(self, file_id: UUID | str) -> bytes:
        """Fetch the bytes of a file."""
        return self._wire.send("GET", f"/v1/files/{file_id}/content").content

    def remove(self, file_id: UUID | str) -> None:
        """Remove a file; one that a version of a product or a record names stays (:class:`ConflictError`)."""
        self._wire.send("DELETE", f"/v1/files/{file_id}")

    def of_product(self, product_id: UUID | str, version: int | None = None) -> list[DocumentOut]:
        """List the documents a product names, and whether their files are here."""
        return self._wire.get(EvidenceOut, f"/v1/products/{product_id}/evidence", version=version).items

    def of_calculation(self, run_id: str) -> list[DocumentOut]:
        """List the documents a calculation names, and whether their files are here."""
        return self._wire.get(EvidenceOut, f"/v1/calculations/{run_id}/evidence").items

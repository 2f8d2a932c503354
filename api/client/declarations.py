"""Declarations and the register: made, handed in, reviewed, published, looked up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal
from uuid import UUID

from api.client.wire import Document, Wire
from api.routes.comments import ThreadOut, ThreadsOut
from api.routes.declaration_answers import (
    BodiesOut,
    BodyOut,
    ChecklistOut,
    DeclarationOut,
    DisclosureOut,
    DoneOut,
    HistoryOut,
    RecomputedOut,
    SampleOut,
    WarningOut,
    WarningsOut,
)
from api.routes.register_answers import EntryDetailOut, EntryOut


class Declarations:
    """Declarations that the organisation has made, or was handed."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def bodies(self) -> list[BodyOut]:
        """List the labelling bodies to which a declaration can be handed."""
        return self._wire.get(BodiesOut, "/v1/bodies").items

    def disclosure(self) -> DisclosureOut:
        """Say who sees what of a published declaration."""
        return self._wire.get(DisclosureOut, "/v1/disclosure")

    def listed(self, limit: int = 100, **narrowed: Any) -> Iterator[DeclarationOut]:
        """Go through declarations, last changed first; narrowed by side, status, product, mine."""
        return self._wire.pages(DeclarationOut, "/v1/declarations", limit=limit, **narrowed)

    def make(
        self,
        product: UUID | str,
        run_id: str,
        scheme: str,
        *,
        withheld: Sequence[str] = (),
        replaces: UUID | str | None = None,
    ) -> DeclarationOut:
        """Make a draft of a declaration from a calculation of a product."""
        body = {"product": str(product), "run_id": run_id, "scheme": scheme, "withheld": list(withheld)}
        more = {} if replaces is None else {"replaces": str(replaces)}
        return DeclarationOut.model_validate(
            self._wire.send("POST", "/v1/declarations", json=body | more, once=True).json()
        )

    def read(self, declaration_id: UUID | str) -> DeclarationOut:
        """Return a declaration, with what may be done now."""
        return self._wire.get(DeclarationOut, _path(declaration_id))

    def act(self, declaration: DeclarationOut, act: str, text: str = "", **more: Any) -> DeclarationOut:
        """Do one act on a declaration as it was read; ``more`` are the fields of that act."""
        body = {"act": act, "revision": declaration.revision, "text": text, **more}
        path = f"{_path(declaration.id)}/acts"
        return DeclarationOut.model_validate(self._wire.send("POST", path, json=body, once=True).json())

    def history(self, declaration_id: UUID | str) -> list[DoneOut]:
        """List what was done, oldest first."""
        return self._wire.get(HistoryOut, f"{_path(declaration_id)}/acts").items

    def record(self, declaration_id: UUID | str) -> Document:
        """Return the record that is declared."""
        found: Document = self._wire.send("GET", f"{_path(declaration_id)}/record").json()
        return found

    def document(self, declaration_id: UUID | str, language: str = "en") -> bytes:
        """Return the whole declaration as PDF: a draft until it is published, then signed."""
        path = f"{_path(declaration_id)}/declaration"
        return self._wire.send("GET", path, params={"language": language}).content

    def warnings(self, declaration_id: UUID | str) -> list[WarningOut]:
        """List what has to be answered, by key."""
        return self._wire.get(WarningsOut, f"{_path(declaration_id)}/warnings").items

    def checklist(self, declaration_id: UUID | str) -> ChecklistOut:
        """Return what a reviewer goes through, and what was said of it."""
        return self._wire.get(ChecklistOut, f"{_path(declaration_id)}/checklist")

    def sample(self, declaration_id: UUID | str) -> SampleOut:
        """Return which lines to verify at the source."""
        return self._wire.get(SampleOut, f"{_path(declaration_id)}/sample")

    def recompute(self, declaration_id: UUID | str) -> RecomputedOut:
        """Have the record calculated again, and its bytes compared."""
        return RecomputedOut.model_validate(self._wire.send("POST", f"{_path(declaration_id)}/recompute").json())

    def paper(self, declaration_id: UUID | str, sha256: str) -> bytes:
        """Fetch an evidence file that the declared record names; for the labelling body."""
        return self._wire.send("GET", f"{_path(declaration_id)}/files/{sha256}").content

    def threads(self, declaration_id: UUID | str) -> list[ThreadOut]:
        """List what was said about the figures, the newest first."""
        return self._wire.get(ThreadsOut, f"{_path(declaration_id)}/comments").items

    def speak(self, declaration_id: UUID | str, subject: str, text: str) -> ThreadOut:
        """Open a thread about a figure; the other side reads along."""
        return self._say(f"{_path(declaration_id)}/comments", subject=subject, text=text)

    def answer(
        self,
        declaration_id: UUID | str,
        thread_id: UUID | str,
        text: str = "",
        act: Literal["answered", "resolved", "reopened"] = "answered",
    ) -> ThreadOut:
        """Answer in a thread, resolve it, or open it again."""
        return self._say(f"{_path(declaration_id)}/comments/{thread_id}", act=act, text=text)

    def _say(self, path: str, **body: str) -> ThreadOut:
        return ThreadOut.model_validate(self._wire.send("POST", path, json=body, once=True).json())


class Register:
    """What was published, for everybody."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def search(self, words: str = "", limit: int = 100, **narrowed: Any) -> Iterator[EntryOut]:
        """Go through entries, newest first; narrowed by scheme, rule, status."""
        return self._wire.pages(EntryOut, "/v1/register", limit=limit, q=words, **narrowed)

    def read(self, entry_id: str) -> EntryDetailOut:
        """Return an entry, how it stands, and how it came to that."""
        return self._wire.get(EntryDetailOut, f"/v1/register/{entry_id}")

    def signed(self, entry_id: str) -> str:
        """Return the declaration as it was signed (JWS)."""
        return self._wire.send("GET", f"/v1/register/{entry_id}/declaration.jws").text

    def credential(self, entry_id: str) -> str:
        """Return the verifiable credential (JWT)."""
        return self._wire.send("GET", f"/v1/register/{entry_id}/credential.jwt").text

    def status_list(self, purpose: Literal["revocation", "suspension"]) -> str:
        """Return the signed list of what was withdrawn or superseded, or is suspended (JWT)."""
        return self._wire.send("GET", f"/register/status/{purpose}").text

    def label(
        self, entry_id: str, language: str = "en", size: str = "standard", form: str = "svg", dpi: int | None = None
    ) -> bytes:
        """Draw the label as it stands now."""
        asked = {"language": language, "size": size, "format": form} | ({} if dpi is None else {"dpi": str(dpi)})
        return self._wire.send("GET", f"/v1/register/{entry_id}/label", params=asked).content

    def statement(self, entry_id: str, language: str = "en") -> bytes:
        """Return the public statement, a signed PDF."""
        path = f"/v1/register/{entry_id}/statement.pdf"
        return self._wire.send("GET", path, params={"language": language}).content

    def recognition(self, entry_id: str, **asked: str) -> Document:
        """Say what another party asks of the label; ``asked`` are towards and agreement."""
        path = f"/v1/register/{entry_id}/recognition"
        found: Document = self._wire.send("GET", path, params=asked).json()
        return found

    def schema(self) -> Document:
        """Return the JSON Schema of the public document."""
        found: Document = self._wire.send("GET", "/v1/schemas/declaration-1.json").json()
        return found


def _path(declaration_id: UUID | str) -> str:
    return f"/v1/declarations/{declaration_id}"

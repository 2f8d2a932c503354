"""The client: one method for each thing a program asks of the service."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Literal
from uuid import UUID

import httpx

from api.client.backgrounds import Backgrounds
from api.client.catalogue import Catalogue
from api.client.cbam_law import CbamLaw
from api.client.comments import Comments
from api.client.declarations import Declarations, Register
from api.client.evidence import Evidence
from api.client.exchange import Exchange
from api.client.filings import Filings
from api.client.log import Log
from api.client.organisation import Organisation
from api.client.questions import Questions
from api.client.saved import Saved
from api.client.webhooks import Webhooks
from api.client.wire import Document, Wire
from api.routes.answers import CalculationOut, SummaryOut
from api.routes.bulk import BulkOut
from api.routes.jobs import JobOut
from api.routes.product_answers import (
    ChangeOut,
    ChangesOut,
    ProductCalculationOut,
    ProductCalculationsOut,
    ProductSummaryOut,
    VersionOut,
    VersionsOut,
)
from api.routes.variant_answers import CharacterizationOut

OVER = frozenset({"done", "failed", "cancelled"})
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Client(Organisation):
    """Speaks to one service, as one caller.

    Parameters
    ----------
    base_url : str
    key : str, optional
        Of the organisation, as ``POST /v1/keys`` or the page *Organisation* made it; none at a local desk.
    language : str
        Of the sentences in problems and findings: en, zh-Hans or zh-Hant.
    http : httpx.Client, optional
        To be used instead of one of its own: for proxies, certificates, tests.
    tries : int
        How often a request is sent that meets a broken connection or a busy service.
    """

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8000",
        key: str | None = None,
        language: str = "en",
        *,
        http: httpx.Client | None = None,
        tries: int = 4,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = http or httpx.Client(base_url=base_url, timeout=60)
        self._http.headers["Accept-Language"] = language
        if key:
            self._http.headers["Authorization"] = f"Bearer {key}"
        self._sleep = sleep
        self.wire = Wire(self._http, tries, sleep)
        self.catalogue = Catalogue(self.wire)
        self.questions = Questions(self.wire)
        self.cbam_law = CbamLaw(self.wire)
        self.evidence = Evidence(self.wire)
        self.comments = Comments(self.wire)
        self.declarations = Declarations(self.wire)
        self.register = Register(self.wire)
        self.backgrounds = Backgrounds(self.wire)
        self.exchange = Exchange(self.wire)
        self.filings = Filings(self.wire)
        self.webhooks = Webhooks(self.wire)
        self.log = Log(self.wire)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    # Calculations

    def calculate(self, product: Document) -> CalculationOut:
        """Calculate a document and store the record; the same study is stored once."""
        return CalculationOut.model_validate(self.wire.send("POST", "/v1/calculations", json=product).json())

    def calculation(self, run_id: str) -> CalculationOut:
        """Read a stored record."""
        return self.wire.get(CalculationOut, f"/v1/calculations/{run_id}")

    def calculations(self, limit: int = 100) -> Iterator[SummaryOut]:
        """Go through the calculations, newest first; ``limit`` a page."""
        return self.wire.pages(SummaryOut, "/v1/calculations", limit=limit)

    def recharacterized(self, run_id: str, characterization: str) -> CharacterizationOut:
        """State a total with another characterization set."""
        return self.wire.get(
            CharacterizationOut, f"/v1/calculations/{run_id}/characterization", set=characterization
        )

    def label(self, run_id: str, scheme: str) -> dict[str, Any]:
        """Return label data under a scheme."""
        found: dict[str, Any] = self.wire.send(
            "GET", f"/v1/calculations/{run_id}/label", params={"scheme": scheme}
        ).json()
        return found

    def artwork(
        self,
        run_id: str,
        scheme: str,
        size: str = "standard",
        form: str = "svg",
        language: str | None = None,
        dpi: int | None = None,
    ) -> bytes:
        """Draw the label of a scheme: SVG, PNG or PDF in a print size."""
        params = {"scheme": scheme, "size": size, "format": form, "language": language, "dpi": dpi}
        return self.wire.send("GET", f"/v1/calculations/{run_id}/label/artwork", params=params).content

    def recognition(
        self, run_id: str, scheme: str, towards: str | None = None, agreement: str | None = None
    ) -> dict[str, Any]:
        """Return what another party of an agreement asks of a label, and what answers it."""
        params = {"scheme": scheme, "towards": towards, "agreement": agreement}
        found: dict[str, Any] = self.wire.send(
            "GET", f"/v1/calculations/{run_id}/recognition", params=params
        ).json()
        return found

    def declaration(self, run_id: str, scheme: str, language: str | None = None) -> bytes:
        """Typeset a record as a declaration under a scheme: PDF."""
        return self.wire.send(
            "GET", f"/v1/calculations/{run_id}/declaration", params={"scheme": scheme, "language": language}
        ).content

    def export(
        self, run_id: str, form: str, version: str = "", statement: Document | None = None
    ) -> dict[str, Any]:
        """Write a record in a format of others, such as ``battery-passport``."""
        asked = {"format": form, "version": version, "statement": json.dumps(statement or {})}
        found: dict[str, Any] = self.wire.send("GET", f"/v1/calculations/{run_id}/export", params=asked).json()
        return found

    # Products

    def create(self, product: Document, note: str = "") -> Saved:
        """Save a document as a new product, finished or not."""
        return Saved.of(self.wire.send("POST", "/v1/products", params={"note": note}, json=product, once=True))

    def open(self, product_id: UUID | str, version: int | None = None) -> Saved:
        """Open a product at its newest version or another."""
        return Saved.of(self.wire.send("GET", f"/v1/products/{product_id}", params={"version": version}))

    def save(self, opened: Saved, product: Document, note: str = "") -> Saved:
        """Save a new version.

        Raises
        ------
        OutdatedError
            Somebody else has changed the product since it was opened.
        """
        return Saved.of(
            self.wire.send(
                "PUT", f"/v1/products/{opened.product.id}", params={"note": note},
                headers={"If-Match": opened.etag}, json=product, once=True,
            )
        )  # fmt: skip

    def archive(self, opened: Saved, *, archived: bool = True) -> ProductSummaryOut:
        """Put a product away, or take it out again."""
        answer = self.wire.send(
            "PUT", f"/v1/products/{opened.product.id}/archived", params={"archived": archived},
            headers={"If-Match": opened.etag},
        )  # fmt: skip
        return ProductSummaryOut.model_validate(answer.json())

    def products(
        self, words: str | None = None, *, rule: str | None = None, archived: bool = False, limit: int = 100
    ) -> Iterator[ProductSummaryOut]:
        """Go through the products, last changed first; ``words`` are part of a name or model, ``limit`` a page."""
        return self.wire.pages(
            ProductSummaryOut, "/v1/products", q=words, rule=rule, archived=archived, limit=limit
        )

    def create_many(self, products: Iterable[Document] | Path, note: str = "", *, whole: bool = False) -> BulkOut:
        """Save up to 1,000 documents, or those of a zip archive; each is answered on its own.

        Parameters
        ----------
        whole : bool
            All or none.
        """
        if isinstance(products, Path):
            content: bytes | Path = products
            kind = "application/zip"
        else:
            content = "\n".join(json.dumps(one, ensure_ascii=False) for one in products).encode()
            kind = "application/x-ndjson"
        answer = self.wire.send(
            "POST", "/v1/bulk/products", params={"note": note, "whole": whole}, headers={"Content-Type": kind},
            content=content, once=True,
        )  # fmt: skip
        return BulkOut.model_validate(answer.json())

    def versions(self, product_id: UUID | str) -> list[VersionOut]:
        """List the versions of a product, newest first."""
        return self.wire.get(VersionsOut, f"/v1/products/{product_id}/versions").items

    def changes(self, product_id: UUID | str, first: int, second: int) -> list[ChangeOut]:
        """List field by field where two versions differ."""
        return self.wire.get(ChangesOut, f"/v1/products/{product_id}/changes", first=first, second=second).items

    def calculate_product(self, product_id: UUID | str, version: int | None = None) -> CalculationOut:
        """Calculate a saved version and claim the green certificates it counts on."""
        answer = self.wire.send(
            "POST", f"/v1/products/{product_id}/calculations", params={"version": version}, once=True
        )
        return CalculationOut.model_validate(answer.json())

    def calculations_of(self, product_id: UUID | str, limit: int = 100) -> list[ProductCalculationOut]:
        """List the newest calculations of a product, and the version each came from."""
        path = f"/v1/products/{product_id}/calculations"
        return self.wire.get(ProductCalculationsOut, path, limit=limit).items

    def read_excel(self, workbook: bytes) -> dict[str, Any]:
        """Read a filled template into a product document; nothing is stored."""
        headers = {"Content-Type": EXCEL}
        found: dict[str, Any] = self.wire.send(
            "POST", "/v1/products/read", headers=headers, content=workbook
        ).json()
        return found

    # Jobs

    def start(self, kind: str, **payload: Any) -> JobOut:
        """Start work that takes longer than a request."""
        body = {"kind": kind, "payload": payload}
        return JobOut.model_validate(self.wire.send("POST", "/v1/jobs", json=body, once=True).json())

    def job(self, job_id: UUID | str) -> JobOut:
        """Look at a job."""
        return self.wire.get(JobOut, f"/v1/jobs/{job_id}")

    def jobs(self, state: str | None = None, limit: int = 100) -> Iterator[JobOut]:
        """Go through the jobs, newest first."""
        return self.wire.pages(JobOut, "/v1/jobs", state=state, limit=limit)

    def cancel(self, job_id: UUID | str) -> JobOut:
        """Cancel a job; one that is over stays as it is."""
        return JobOut.model_validate(self.wire.send("POST", f"/v1/jobs/{job_id}/cancel").json())

    def wait(self, job_id: UUID | str, every: float = 1.0) -> JobOut:
        """Look at a job until it is over."""
        while (found := self.job(job_id)).state not in OVER:
            self._sleep(every)
        return found

    def table(self, job_id: UUID | str, form: Literal["csv", "parquet", "json"] = "csv") -> bytes:
        """Return what a job of the kind ``products`` calculated, one row a product."""
        return self.wire.send("GET", f"/v1/jobs/{job_id}/table", params={"format": form}).content

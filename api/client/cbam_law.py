"""The CBAM law: scope, tables, estimates. No key is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.client.wire import Document, Wire
from api.routes.cbam_answers import (
    CbamFiguresOut,
    CommunicationOut,
    InstallationExampleOut,
    InstallationExamplesOut,
)
from api.routes.cbam_law_answers import EstimateOut, PartsOut, RegulationOut, ScopeOut
from footprint.texts import Language

EXCEL = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


class CbamLaw:
    """Asks what the law says; stores nothing."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def scope(
        self,
        cn: Sequence[str],
        country: Sequence[str] = (),
        mass: Sequence[float] = (),
        on: date | None = None,
        known_on: date | None = None,
    ) -> ScopeOut:
        """Screen goods: country and mass [t] hold for all codes when one is given, else one for each."""
        asked = {"cn": list(cn), "country": list(country), "mass": list(mass)}
        return self._wire.get(ScopeOut, "/v1/cbam/scope", **asked, on=on, known_on=known_on)

    def product_scope(
        self, document: Document, on: date | None = None, known_on: date | None = None
    ) -> PartsOut:  # fmt: skip
        """Screen a product document: its own code, and each line as a good of its own."""
        params = {"on": on, "known_on": known_on}
        answer = self._wire.send("POST", "/v1/cbam/scope/product", params=params, json=dict(document))
        return PartsOut.model_validate(answer.json())

    def parts_scope(
        self,
        parts: Sequence[Mapping[str, Any]],
        cn: str = "",
        country: str = "",
        on: date | None = None,
        known_on: date | None = None,
    ) -> PartsOut:
        """Screen parts, each with cn, country, mass [t] and name; ``cn`` is the product they are in."""
        body = {"cn": cn, "country": country, "parts": [dict(part) for part in parts]}
        params = {"on": on, "known_on": known_on}
        answer = self._wire.send("POST", "/v1/cbam/scope/parts", params=params, json=body)
        return PartsOut.model_validate(answer.json())

    def regulation(
        self, on: date | None = None, known_on: date | None = None, table: str | None = None
    ) -> RegulationOut:
        """Return the tables as published by a day, with their sources."""
        return self._wire.get(RegulationOut, "/v1/cbam/regulation", on=on, known_on=known_on, table=table)

    def estimate(self, cn: str, country: str = "", mass: float | None = None, **more: Any) -> EstimateOut:
        """Estimate certificates and cost; ``more`` holds further members of the request, ``see`` or ``on``."""
        days = {key: value.isoformat() for key, value in more.items() if isinstance(value, date)}
        body = {"cn": cn, "country": country, "mass": mass, **more, **days}
        return EstimateOut.model_validate(self._wire.send("POST", "/v1/cbam/estimates", json=body).json())

    def figures(
        self, document: Document, as_of: date | None = None, known_on: date | None = None, mark_up: bool = True
    ) -> CbamFiguresOut:
        """Calculate an installation document: specific embedded emissions with trace and findings."""
        params = {"as_of": as_of, "known_on": known_on, "mark_up": mark_up}
        answer = self._wire.send("POST", "/v1/cbam/figures", params=params, json=dict(document))
        return CbamFiguresOut.model_validate(answer.json())

    def examples(self) -> list[InstallationExampleOut]:
        """List the example installations with their documents."""
        return self._wire.get(InstallationExamplesOut, "/v1/cbam/examples").items

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of an installation document."""
        found: dict[str, Any] = self._wire.send("GET", "/v1/schemas/cbam-installation-1.json").json()
        return found

    def report(self, document: Document, language: Language = "en", known_on: date | None = None) -> bytes:
        """Typeset the operator's report of an installation document (PDF)."""
        params = {"language": language, "known_on": known_on}
        return self._wire.send("POST", "/v1/cbam/report", params=params, json=dict(document)).content

    def pack(self, document: Document, known_on: date | None = None) -> bytes:
        """Pack an installation's document, figures, reports and law (zip), signed where the key may declare."""
        params = {"known_on": known_on}
        return self._wire.send("POST", "/v1/cbam/pack", params=params, json=dict(document)).content

    def read_workbook(self, workbook: bytes) -> CommunicationOut:
        """Read a filled communication template: each figure it states beside what its inputs come to."""
        answer = self._wire.send("POST", "/v1/cbam/workbook", headers=EXCEL, content=workbook)
        return CommunicationOut.model_validate(answer.json())

    def write_workbook(self, workbook: bytes) -> bytes:
        """Write our figures into a filled communication template; its formulas stay."""
        return self._wire.send("POST", "/v1/cbam/workbook/written", headers=EXCEL, content=workbook).content

    def fill_workbook(self, document: Document, version: str = "2.1.1") -> bytes:
        """Fill the layout of the communication template with an installation document."""
        params = {"version": version}
        return self._wire.send("POST", "/v1/cbam/workbook/filled", params=params, json=dict(document)).content

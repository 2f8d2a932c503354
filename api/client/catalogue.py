"""What there is to calculate with: rules, backgrounds, electricity, examples; label schemes and agreements."""

from __future__ import annotations

from typing import Any

from api.client.wire import Wire
from api.routes.answers import (
    BackgroundOut,
    DatasetOut,
    DatasetsOut,
    DatasetSummaryOut,
    RuleDiffOut,
    RuleOut,
    RulesOut,
    RuleSummaryOut,
)
from api.routes.electricity import ElectricityOut, ZoneOut, ZonesOut
from api.routes.examples import ExampleOut, ExamplesOut
from api.routes.labels import (
    AgreementOut,
    AgreementsOut,
    AgreementSummaryOut,
    SchemeOut,
    SchemesOut,
    SchemeSummaryOut,
)


class Catalogue:
    """Reads that need no key, but for imported backgrounds."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def rules(self) -> list[RuleSummaryOut]:
        """List every version of every rule."""
        return self._wire.get(RulesOut, "/v1/rules").items

    def rule(self, rule_id: str, version: str) -> RuleOut:
        """Read a rule, merged with what it extends."""
        return self._wire.get(RuleOut, f"/v1/rules/{rule_id}/{version}")

    def rule_diff(self, a: str, b: str) -> RuleDiffOut:
        """Tell how two rules (``id@version``) differ."""
        return self._wire.get(RuleDiffOut, "/v1/rules/diff", a=a, b=b)

    def schema(self, rule_id: str) -> dict[str, Any]:
        """Return the JSON Schema of a product under a rule."""
        return self._document(f"/v1/rules/{rule_id}/schema.json")

    def label_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a label record."""
        return self._document("/v1/schemas/label-1.json")

    def recognition_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a recognition report."""
        return self._document("/v1/schemas/recognition-1.json")

    def schemes(self) -> list[SchemeSummaryOut]:
        """List the label schemes."""
        return self._wire.get(SchemesOut, "/v1/labels").items

    def scheme(self, scheme: str) -> SchemeOut:
        """Read a label scheme."""
        return self._wire.get(SchemeOut, f"/v1/labels/{scheme}")

    def agreements(self) -> list[AgreementSummaryOut]:
        """List the agreements of recognition."""
        return self._wire.get(AgreementsOut, "/v1/recognition").items

    def agreement(self, agreement: str) -> AgreementOut:
        """Read an agreement of recognition."""
        return self._wire.get(AgreementOut, f"/v1/recognition/{agreement}")

    def template(self, rule_id: str, language: str | None = None, example: str | None = None) -> bytes:
        """Return the Excel template of a rule, filled with an example where one is named."""
        params = {"language": language, "example": example}
        return self._wire.send("GET", f"/v1/rules/{rule_id}/template.xlsx", params=params).content

    def background(self, background: str | None = None) -> BackgroundOut:
        """Describe an imported background of the organisation, else the open one."""
        return self._wire.get(BackgroundOut, "/v1/background", background=background)

    def search(self, words: str, limit: int = 20, background: str | None = None) -> list[DatasetSummaryOut]:
        """Search datasets."""
        path = "/v1/background/datasets"
        return self._wire.get(DatasetsOut, path, q=words, limit=limit, background=background).items

    def dataset(
        self, dataset_id: str, amount: float = 1.0, run_id: str | None = None, background: str | None = None
    ) -> DatasetOut:
        """Read a dataset with the exchanges that add up to its figure."""
        path = f"/v1/background/datasets/{dataset_id}"
        return self._wire.get(DatasetOut, path, amount=amount, run_id=run_id, background=background)

    def zones(self) -> list[ZoneOut]:
        """List the electricity zones."""
        return self._wire.get(ZonesOut, "/v1/electricity").items

    def electricity(self, zone: str, year: int | None = None, *, hourly: bool = False) -> ElectricityOut:
        """Return the factors of a zone."""
        return self._wire.get(ElectricityOut, f"/v1/electricity/{zone}", year=year, hourly=hourly)

    def examples(self) -> list[ExampleOut]:
        """List the example products that come with the service."""
        return self._wire.get(ExamplesOut, "/v1/examples").items

    def example(self, name: str) -> dict[str, Any]:
        """Return the document of an example."""
        return self._document(f"/v1/examples/{name}")

    def _document(self, path: str) -> dict[str, Any]:
        found: dict[str, Any] = self._wire.send("GET", path).json()
        return found

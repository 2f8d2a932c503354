"""Electricity of a zone: official, modelled, CO2 only, by hour."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from api.cases import electricity
from api.routes.answers import Texts, problems
from api.routes.inputs import Bench, needs

router = APIRouter(prefix="/v1", dependencies=[needs(None)])


class ZoneOut(BaseModel):
    """A zone in the list."""

    zone: str = Field(examples=["CN-GD"])
    name: Texts
    method: str = Field(description="How its mix is made; gap where there is none.")
    hourly: bool = Field(description="Whether an hourly model is there.")


class ZonesOut(BaseModel):
    """All zones."""

    items: list[ZoneOut]


class ElectricityOut(BaseModel):
    """Factors of a zone; members as `footprint electricity ZONE --json` prints them."""

    model_config = ConfigDict(extra="allow")

    zone: str
    name: Texts
    year_asked: int
    year: int = Field(description="The newest year with official factors that is not later than the one asked for.")
    unit: str = Field(examples=["kg CO2e/kWh"])
    official: dict[str, Any] | None
    modelled: dict[str, Any] | None
    difference: float | None = Field(description="Modelled over official, minus one.")
    technologies: list[dict[str, Any]]
    co2_only: dict[str, Any] = Field(description="Kept apart: counts CO2 only and is never a footprint factor.")
    hourly: dict[str, Any] | None = None


@router.get("/electricity", summary="List electricity zones", tags=["background"])
def zones() -> ZonesOut:
    """List the zones for which electricity is known."""
    timed = set(electricity.with_hours())
    return ZonesOut(
        items=[
            ZoneOut(zone=z.code, name=z.name.to_dict(), method=z.method, hourly=z.code in timed)
            for z in electricity.zones()
        ]
    )


@router.get(
    "/electricity/{zone}", summary="Electricity of a zone", tags=["background"], responses=problems(404, 422)
)
def zone(
    bench: Bench,
    zone: Annotated[str, Path(max_length=40, examples=["CN-GD"])],
    year: Annotated[int, Query(ge=1990, le=2100)] = electricity.NEWEST,
    hourly: Annotated[
        bool, Query(description="Add factors by month and hour, where they can be modelled.")
    ] = False,
) -> ElectricityOut:
    """Return the factors of a zone with their sources, the shares behind them and the method."""
    return ElectricityOut(**electricity.document(electricity.report(bench, zone, year, want_hours=hourly)))

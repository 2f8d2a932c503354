"""The kinds of jobs: what each takes, needs and does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Any, Literal, Protocol
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.access import Caller
from api.cases import backgrounds, calculations, papers, products, variants, verify
from api.cases.exchange import outbox
from api.cases.workbench import Workbench
from api.db.tenancy import EVERYBODY
from api.errors import ConflictError, NotFoundError
from api.roles import Scope
from footprint.errors import BlockedError, InputError, Problem

MOST_PRODUCTS = 10_000


class Progress(Protocol):
    """Tells how far a job is; raises when the job is not this worker's any more."""

    def __call__(self, done: int, total: int) -> None:
        """Tell it."""


class Payload(BaseModel):
    """What a job takes in; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Draws(Payload):
    """Monte Carlo of a stored calculation."""

    run_id: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    draws: Annotated[int, Field(ge=10, le=100_000)] = 1_000
    seed: Annotated[int, Field(ge=0, lt=2**63)] = variants.DEFAULT_SEED


class Products(Payload):
    """Calculation of many products."""

    products: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_PRODUCTS)]


class Chain(Payload):
    """Verification of the whole log."""


class Import(Payload):
    """Import of a background that was brought to ``/v1/backgrounds``."""

    upload: UUID
    file: Annotated[str, Field(max_length=200)]
    format: Annotated[str, Field(max_length=40)]
    name: Annotated[str, Field(max_length=40)]
    version: Annotated[str, Field(max_length=40)]
    licence: Annotated[str, Field(max_length=300)]
    allocation: Literal["none", "physical", "economic"] = "none"


class Delivery(Payload):
    """An event to be sent to a partner."""

    message: UUID


class Papers(Payload):
    """The public papers of an entry of the register."""

    entry: Annotated[str, Field(pattern=r"^[0-9A-Z]{1,40}$")]


@dataclass(frozen=True)
class Kind:
    """A kind of job: the model of its payload, the scope who starts it needs, and what it does.

    ``run`` may be called again after a worker was lost, so it does the same thing twice without harm.
    """

    payload: type[Payload]
    scope: Scope
    run: Callable[[Workbench, Caller, Any, Progress], dict[str, Any]]


def uncertainty(bench: Workbench, caller: Caller, asked: Draws, progress: Progress) -> dict[str, Any]:
    """Vary a stored product and its background."""
    with caller.read() as session:
        record = calculations.get(session, asked.run_id).record
    _, found = variants.uncertain(bench, record["product"], asked.draws, asked.seed, progress)
    return {"run_id": asked.run_id, **found.to_dict()}


def calculate_products(bench: Workbench, caller: Caller, asked: Products, progress: Progress) -> dict[str, Any]:
    """Calculate and store products one by one; one that cannot be calculated does not keep the others."""
    made: dict[str, str] = {}
    failed: dict[str, str] = {}
    for done, product in enumerate(asked.products):
        progress(done, len(asked.products))
        try:
            with caller.write() as session:
                made[str(product)] = products.calculate(bench, session, caller, product).run_id
        except (InputError, BlockedError, NotFoundError, ConflictError) as error:
            failed[str(product)] = str(error)
    return {"calculated": made, "failed": failed}


def verify_chain(bench: Workbench, caller: Caller, asked: Chain, progress: Progress) -> dict[str, Any]:
    """Recompute the chain of events; of other organisations' events only the numbers are told."""
    del caller, asked
    with bench.database.read(EVERYBODY) as session:
        found = verify.events(session, progress)
    return {"seq": found.count, "head": found.head, "sound": found.sound,
            "faults": [{"seq": one.seq, "what": one.what} for one in found.faults]}  # fmt: skip


def import_background(bench: Workbench, caller: Caller, asked: Import, progress: Progress) -> dict[str, Any]:
    """Read, link and solve a background in a process of its own, then publish it at once."""
    wanted = backgrounds.Wanted(
        asked.upload, asked.file, asked.format, asked.name, asked.version, asked.licence, asked.allocation
    )
    return backgrounds.import_held(bench.settings.data_dir, caller, wanted, progress)


def message(bench: Workbench, caller: Caller, asked: Delivery, progress: Progress) -> dict[str, Any]:
    """Send an event to a partner; what went wrong stands in the message, which is tried again."""
    progress(0, 1)
    return outbox.deliver(bench, caller, asked.message)


def make_papers(bench: Workbench, caller: Caller, asked: Papers, progress: Progress) -> dict[str, Any]:
    """Make and sign the public statements of an entry that are missing."""
    del caller
    return {"entry": asked.entry, "statements": papers.make_all(bench, asked.entry, progress)}


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "uncertainty": Kind(Draws, "calculations.read", uncertainty),
        "message": Kind(Delivery, "footprints.write", message),
        "products": Kind(Products, "calculations.write", calculate_products),
        "chain": Kind(Chain, "events.read", verify_chain),
        papers.JOB: Kind(Papers, "declarations.decide", make_papers),
        "background": Kind(Import, "backgrounds.manage", import_background),
    }
)


def read(kind: str, payload: Any) -> Payload:
    """Read what a job is to take in.

    Raises
    ------
    InputError
        An unknown kind, or a payload that does not fit it.
    """
    if kind not in KINDS:
        raise InputError(Problem("kind", f"is {kind!r}: one of {', '.join(KINDS)} is due"))
    try:
        return KINDS[kind].payload.model_validate(payload)
    except ValidationError as error:
        raise InputError(
            *(Problem(".".join(map(str, ("payload", *e["loc"]))), e["msg"].lower()) for e in error.errors())
        ) from error

"""The recognition report of a label record: which agreements there are for it, and what the other side asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.errors import NotFoundError
from footprint.agreement import Agreement, Party
from footprint.errors import InputError, Problem
from footprint.label import check_label
from footprint.recognition import RecognitionReport, recognise
from rules import recognition
from rules.labels import load_scheme


def directions(scheme_id: str) -> tuple[tuple[Agreement, Party], ...]:
    """List the agreements a scheme takes part in, each with the other parties one by one."""
    return recognition.directions(scheme_id)


def all_agreements() -> tuple[Agreement, ...]:
    """List the agreements."""
    return tuple(map(recognition.load_agreement, recognition.agreements()))


def agreement(agreement_id: str) -> Agreement:
    """Return an agreement; raises a NotFoundError where there is none of that id."""
    if agreement_id not in recognition.agreements():
        raise NotFoundError(kind="agreement", name=agreement_id)
    return recognition.load_agreement(agreement_id)


def report(
    label: Mapping[str, Any],
    towards: str | None = None,
    agreement_id: str | None = None,
    on: date | None = None,
    withheld: Sequence[str] = (),
) -> RecognitionReport:
    """Hold a label record against what another party asks.

    Parameters
    ----------
    label : mapping
        A label record: a fresh one, or a published one as a register hands it out.
    towards : str, optional
        Scheme or id of the other party; without it the first other party of the agreement.
    agreement_id : str, optional
        Id of the agreement; without it the first one between the two.
    on : date, optional
        The day of the report.
    withheld : sequence of str, optional
        Paths that the holder keeps from the public: null there is no fault of the label, and no answer either.

    Raises
    ------
    RecordError
        The label breaks its schema.
    NotFoundError
        There is no such agreement.
    InputError
        None leads from the scheme of the label to what was asked.
    """
    if not withheld:  # a public document was checked against its own schema when it was signed
        check_label(label)
    own = str(label["scheme"]["id"])
    wanted = agreement(agreement_id).id if agreement_id else None
    found = [
        (one, party)
        for one, party in directions(own)
        if (wanted is None or one.id == wanted) and (towards is None or party.key == towards)
    ]
    if not found:
        raise InputError(_no_way(own, towards, wanted))
    one, party = found[0]
    return recognise(label, one, load_scheme(party.scheme) if party.scheme else party, on)


def _no_way(own: str, towards: str | None, wanted: str | None) -> Problem:
    """Say that nothing leads from a scheme to what was asked, and what does."""
    ways = ", ".join(f"{one.id} → {party.key}" for one, party in directions(own))
    if not ways:
        return Problem("scheme", f"no agreement of recognition names {own!r}")
    asked = " ".join(one for one in (wanted, f"→ {towards}" if towards else "") if one)
    return Problem("towards", f"{own!r} has no recognition {asked!r}: there is {ways}")

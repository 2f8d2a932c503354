"""Backgrounds that the organisation imported under its own licence."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from api.client.wire import BYTES, Wire
from api.routes.backgrounds import HeldListOut, HeldOut
from api.routes.jobs import JobOut


class Backgrounds:
    """What the organisation holds beside the open background; read it through :class:`Catalogue`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def held(self) -> list[HeldOut]:
        """List the backgrounds, the open one first."""
        return self._wire.get(HeldListOut, "/v1/backgrounds").items

    def bring(
        self,
        file: Path,
        form: str,
        *,
        name: str,
        version: str,
        licence: str,
        allocation: Literal["none", "physical", "economic"] = "none",
    ) -> JobOut:
        """Send a database file; the job that is returned imports it.

        Parameters
        ----------
        form : str
            As for ``footprint background import``.
        name, version : str
            What products shall call it.
        licence : str
            Terms the organisation may use it under.
        allocation : str
            Of processes that state no shares.
        """
        params = {
            "file": file.name, "format": form, "name": name, "version": version, "licence": licence,
            "allocation": allocation,
        }  # fmt: skip
        answer = self._wire.send("POST", "/v1/backgrounds", params=params, headers=BYTES, content=file)
        return JobOut.model_validate(answer.json())

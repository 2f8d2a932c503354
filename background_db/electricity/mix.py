"""The derived mix of a zone: shares of its supply, each with the published figure it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from background_db.electricity import model
from background_db.electricity.tables import Figure, Inputs, Technology, Zone


@dataclass(frozen=True)
class Share:
    """A part of the supply and the figure it comes from.

    Attributes
    ----------
    carrier : str
        Its technology dataset is that of ``technologies`` (``cn-2023``, ``cn-2024`` or ``glo``).
    value : float
        Share of the supply before losses [-].
    arithmetic : str
        From the published figure to the share.
    origin : str
        The zone it is imported from; empty for own generation.
    """

    carrier: str
    technologies: str
    value: float
    figure: Figure
    arithmetic: str
    flow: str
    note: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Mix:
    """The derived consumption mix of a zone.

    Attributes
    ----------
    year : int
        Of the technology factors in China, of the data abroad.
    gross : float
        Generated per delivered [kWh/kWh].
    losses : str
        How the rows state the losses.
    """

    zone: Zone
    year: int
    shares: tuple[Share, ...]
    gross: float
    losses: str
    grid: Technology | None = None

    @property
    def dataset(self) -> str:
        """Id of the dataset that holds the mix."""
        return f"electricity-mix-{self.zone.code.lower()}-{self.year}"

    def by_carrier(self) -> dict[str, float]:
        """Return the share of each carrier [-], largest first."""
        sums: dict[str, float] = {}
        for share in self.shares:
            sums[share.carrier] = sums.get(share.carrier, 0.0) + share.value
        return dict(sorted(sums.items(), key=lambda item: -item[1]))

    def factor(self, inputs: Inputs) -> float:
        """Return the life-cycle factor [kg CO2e/kWh delivered], from the technology factors of the inputs."""
        shares = {(s.technologies, s.carrier): 0.0 for s in self.shares}
        for share in self.shares:
            shares[share.technologies, share.carrier] += share.value
        factors = {key: inputs.technologies[key].figure.amount for key in shares}
        grid = self.grid.figure.amount if self.grid else 0.0
        return model.factor(
            {"/".join(k): v for k, v in shares.items()},
            {"/".join(k): v for k, v in factors.items()},
            self.gross,
            grid,
        )

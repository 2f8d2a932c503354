"""What draws said, read back from the plain values they were written to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from footprint.engine.draws import Grounds
from footprint.foreground import Varied
from footprint.uncertainty import Uncertainty


def read_uncertainty(document: Mapping[str, Any]) -> Uncertainty:
    """Read what :meth:`footprint.uncertainty.Uncertainty.to_dict` wrote."""
    varies, histogram = document["varies"], document["histogram"]
    ground = varies["background"]
    inputs = tuple(
        (
            Varied(v["path"], v["kind"], v["ground"], v["gsd"], v["minimum"], v["maximum"], v["source"]),
            float(v["share_of_variance"]),
        )
        for v in varies["product"]
    )
    return Uncertainty(
        draws=document["draws"],
        seed=document["seed"],
        value=document["value"],
        mean=document["mean"],
        deviation=document["standard_deviation"],
        percentiles={float(p): v for p, v in document["percentiles"].items()},
        variance=tuple((v["line"], v["share"]) for v in document["contribution_to_variance"]),
        convergence=tuple((c["draws"], c["mean"], c["low"], c["high"]) for c in document["convergence"]),
        mean_error=document["standard_error_of_mean"],
        inputs=inputs,
        background_alone=varies["background_alone"],
        histogram=(tuple(histogram["edges"]), tuple(histogram["counts"])),
        background=None if ground is None else Grounds(ground["stated"], ground["convention"]),
    )

"""Backgrounds of real data, for who holds a licence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy import sparse

from benchmarks import brightway
from benchmarks.shapes import COLUMNS, Shape


def read(name: str) -> Shape:
    """Read a Brightway datapackage where there is such a file or folder, else an imported background."""
    return brightway.read(name) if Path(name).exists() else imported(name)


def imported(name: str) -> Shape:
    """Read a background imported with ``footprint background import``, its slots filled with their defaults.

    The columns of this project come first; drawn ones fill up to 30.
    """
    from api.settings import Settings
    from background_db.importers.stored import load_imported
    from footprint.engine.system import background_alone

    background = load_imported(Settings().data_dir, name).background
    system = background_alone(background, next(iter(background.characterization)))
    n = len(system.nodes)
    inputs = sparse.csc_matrix((system.inputs.values, (system.inputs.rows, system.inputs.columns)), shape=(n, n))
    emitted = (system.emissions.values, (system.emissions.rows, system.emissions.columns))
    emissions = sparse.csc_matrix(emitted, shape=(len(system.flows), n))
    more = max(0, COLUMNS - system.characterization.shape[1])
    drawn = np.random.default_rng(1).lognormal(0.0, 1.0, (len(system.flows), more))
    return Shape(name, inputs, emissions, np.hstack([system.characterization, drawn]))

"""A seeded background of ecoinvent's shape: hubs that feed back, a mostly acyclic tail, and names to search."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from background_db.package import read_package
from footprint.background import Background
from footprint.texts import Text

CORE_SHARE = 0.23


def inputs(n: int = 23_500, seed: int = 20261120) -> sparse.csc_matrix:
    """Draw an input matrix: a strongly connected core, then datasets that buy from all before them."""
    random = np.random.default_rng(seed)
    core = int(n * CORE_SHARE)
    rows, columns = [np.arange(core)], [np.roll(np.arange(core), 1)]  # a ring keeps the core connected
    for j in range(n):
        wanted = int(random.integers(8, 40))
        reach = core if j < core else j
        hubs = np.unique(np.minimum((random.pareto(0.6, wanted) * 25).astype(int), reach - 1))
        hubs = hubs[hubs != j]
        rows.append(hubs)
        columns.append(np.full(hubs.size, j))
    i, j = np.concatenate(rows), np.concatenate(columns)
    matrix = sparse.csc_matrix((random.random(i.size), (i, j)), shape=(n, n))
    budget = np.asarray(matrix.sum(axis=0)).ravel()
    return (matrix @ sparse.diags(0.7 / np.where(budget > 0, budget, 1.0))).tocsc()


def many_names(n: int = 25_000) -> Background:
    """Repeat the open datasets under numbered names until there are n."""
    background = read_package()
    originals = list(background.datasets.values())
    datasets = {}
    for number in range(n):
        dataset = originals[number % len(originals)]
        turn = number // len(originals)
        if turn:
            en, hans, hant = (f"{text} {turn}" for text in dataset.name.to_dict().values())
            name = Text(en=en, zh_hans=hans, zh_hant=hant)
            dataset = replace(dataset, id=f"{dataset.id}-{turn}", name=name, synonyms=())
        datasets[dataset.id] = dataset
    return replace(background, datasets=datasets)

"""A seeded background of ecoinvent's shape: markets, regional makers sharing a recipe, electricity grids, hubs.

Every product has a market; the makers in different regions behind it share one recipe, each with its own amounts.
Recipes are drawn by Zipf popularity: few products are bought by almost everybody. The first products buy from each
other, so that they feed back (the strongly connected core); the later ones buy only from earlier ones (the tail).
Electricity: 240 regions with high, medium and low voltage, four plants each, and trade between regions. Ids are
permuted, so that no solver profits from the order in which the matrix was written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from background_db.package import read_package
from footprint.background import Background
from footprint.texts import Text

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

SEED = 20261120
REGIONS = 240
PLANTS = 4
PRODUCTS = 2_500
CORE_PRODUCTS = 420
FLOWS = 2_000
COLUMNS = 30
POPULARITY = 0.9  # exponent of Zipf's law


@dataclass(frozen=True)
class Shape:
    """A background as matrices.

    Attributes
    ----------
    inputs : sparse matrix, shape (n, n)
        What each activity (column) takes of each other (row) per unit.
    emissions : sparse matrix, shape (n_flows, n)
        Per unit of each activity [kg].
    characterization : ndarray, shape (n_flows, n_columns)
        [kg CO2e / kg].
    """

    name: str
    inputs: sparse.csc_matrix
    emissions: sparse.csc_matrix
    characterization: Array

    def direct(self) -> Array:
        """Return characterized direct emissions, shape (n, n_columns) [kg CO2e / unit]."""
        return np.asarray(self.emissions.T @ self.characterization, dtype=np.float64)


class _Links:
    """Inputs as they are drawn, and the number of the next activity."""

    def __init__(self) -> None:
        self.count = 0
        self._givers: list[Integers] = []
        self._takers: list[Integers] = []
        self._amounts: list[Array] = []

    def new(self, number: int) -> Integers:
        self.count += number
        return np.arange(self.count - number, self.count)

    def add(self, givers: Integers, taker: int, amounts: Array) -> None:
        self._givers.append(givers)
        self._takers.append(np.full(givers.size, taker))
        self._amounts.append(amounts)

    def matrix(self, order: Integers) -> sparse.csc_matrix:
        givers, takers = np.concatenate(self._givers), np.concatenate(self._takers)
        where = (order[givers], order[takers])
        return sparse.csc_matrix((np.concatenate(self._amounts), where), shape=(self.count, self.count))


def background(products: int = PRODUCTS, seed: int = SEED) -> Shape:
    """Draw a background of about nine activities for each product."""
    random = np.random.default_rng(seed)
    core = max(2, round(products * CORE_PRODUCTS / PRODUCTS))
    links = _Links()
    market = links.new(products)
    grid = _electricity(links, market[:core], random)
    weights: Array = np.arange(1, products + 1, dtype=np.float64) ** -POPULARITY
    for product in range(products):
        _product(product, core, links, market, grid, weights, random)
    inputs = links.matrix(random.permutation(links.count))
    return Shape("synthetic", inputs, _emissions(links.count, random), random.lognormal(0.0, 1.0, (FLOWS, COLUMNS)))


def _electricity(links: _Links, core: Integers, random: np.random.Generator) -> Integers:
    """Draw the grids; return medium and low voltage of every region, shape (2, n_regions)."""
    high, medium, low = (links.new(REGIONS) for _ in range(3))
    plants = links.new(REGIONS * PLANTS).reshape(REGIONS, PLANTS)
    for region in range(REGIONS):
        links.add(plants[region], high[region], random.dirichlet(np.ones(PLANTS)) * 0.95)
        partners = random.choice(REGIONS, 3, replace=False)
        partners = partners[partners != region]
        links.add(high[partners], high[region], random.random(partners.size) * 0.02)
        links.add(high[[region]], medium[region], np.array([1.02]))
        links.add(medium[[region]], low[region], np.array([1.04]))
        for plant in plants[region]:
            drawn = random.pareto(0.7, int(random.integers(6, 16))) * 8
            bought = np.unique(np.minimum(drawn, core.size - 1).astype(np.int64))
            links.add(core[bought], plant, random.random(bought.size) * 0.02)
    return np.stack([medium, low])


def _product(
    product: int,
    core: int,
    links: _Links,
    market: Integers,
    grid: Integers,
    weights: Array,
    random: np.random.Generator,
) -> None:
    reach = core if product < core else product
    likely = weights[:reach] / weights[:reach].sum()
    recipe = np.unique(random.choice(reach, int(random.integers(12, 46)), p=likely))
    recipe = recipe[recipe != product]
    base = random.dirichlet(np.full(recipe.size, 0.3)) * 0.75
    makers = links.new(int(random.integers(4, 12)))
    links.add(makers, market[product], random.dirichlet(np.ones(makers.size)) * 0.98)
    carriers = np.unique(random.choice(min(40, reach), 2))
    carriers = carriers[carriers != product]
    links.add(market[carriers], market[product], random.random(carriers.size) * 0.01)
    for maker in makers:
        links.add(market[recipe], int(maker), base * random.uniform(0.8, 1.2, recipe.size))
        supply = grid[random.integers(2), random.integers(REGIONS)]
        links.add(np.array([supply]), int(maker), np.array([0.05]))


def _emissions(count: int, random: np.random.Generator) -> sparse.csc_matrix:
    """Draw about nineteen flows for each activity, few of them common."""
    number = count * 20
    flow = np.minimum(random.pareto(0.6, number) * 10, FLOWS - 1).astype(np.int64)
    amount = random.lognormal(-4.0, 2.0, number)
    return sparse.csc_matrix((amount, (flow, np.repeat(np.arange(count), 20))), shape=(FLOWS, count))


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

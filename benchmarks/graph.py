"""The supply chain of one activity as a graph: the idea of :mod:`footprint.trace` on a bare matrix.

With the score of every activity known, what an input carries is its amount times its score; the largest node is
opened first, and nothing is solved.
"""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from benchmarks.measure import Figures, timed
from benchmarks.shapes import Shape

Array = NDArray[np.float64]


def expand(inputs: sparse.csc_matrix, scores: Array, activity: int, cut_off: float) -> list[tuple[int, int, float]]:
    """List the nodes that carry at least a share of the total.

    Parameters
    ----------
    inputs : sparse matrix, shape (n, n)
        What each activity (column) takes of each other (row) per unit.
    scores : ndarray, shape (n,)
        [kg CO2e / unit].
    cut_off : float
        Share of the total below which a path is not followed [1].

    Returns
    -------
    list of (parent, activity, value)
        ``parent`` is a position in this list, -1 for the first; largest values first among open nodes [kg CO2e].
    """
    least = abs(float(scores[activity])) * cut_off
    starts, givers, amounts = inputs.indptr, inputs.indices, inputs.data
    nodes: list[tuple[int, int, float]] = []
    heap = [(-abs(float(scores[activity])), 0, -1, activity, 1.0)]
    pushed = 0
    while heap:
        _, _, parent, here, amount = heapq.heappop(heap)
        number = len(nodes)
        nodes.append((parent, here, amount * float(scores[here])))
        taken = givers[starts[here] : starts[here + 1]]
        carried = amounts[starts[here] : starts[here + 1]] * amount
        values = carried * scores[taken]
        for i in np.flatnonzero(np.abs(values) >= least):
            pushed += 1
            heapq.heappush(heap, (-abs(float(values[i])), pushed, number, int(taken[i]), float(carried[i])))
    return nodes


def peer(shape: Shape, activity: int, cut_off: float, ours: float) -> Figures:
    """Do the same with bw_graph_tools where it is installed; it is no dependency of this project.

    Its flows are left out, as ours knows none; factorising and the score of the activity come before the clock.
    """
    try:
        from bw_graph_tools import GraphTraversalSettings, NewNodeEachVisitGraphTraversal
    except ImportError as error:
        return {"bw_graph_tools": f"skipped: {error.name} is not installed"}
    from benchmarks import brightway

    lca = brightway.factorised([brightway.background(shape)], {activity: 1.0})
    settings = GraphTraversalSettings(cutoff=cut_off, max_calc=100_000, separate_biosphere_flows=False)
    traversal = NewNodeEachVisitGraphTraversal(lca, settings)
    took, _ = timed(traversal.traverse)
    return {
        "bw_graph_tools_solver": brightway.solver(),
        "bw_graph_tools_seconds": took,
        "bw_graph_tools_nodes": len(traversal.nodes) - 1,  # one of them stands for the demand
        "speedup_over_bw_graph_tools": took / ours,
    }

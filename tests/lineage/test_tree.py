"""The arborescence against networkx."""

import networkx as nx
import numpy as np
import pytest

from lookalike.lineage.tree import arborescence


@pytest.mark.parametrize("seed", range(40))
def test_it_is_as_cheap_as_that_of_networkx(seed: int) -> None:
    random = np.random.default_rng(seed)
    count = int(random.integers(2, 14))
    cost = random.integers(0, 30, (count, count)).astype(float)
    root = int(random.integers(count))
    parents = arborescence(cost, root)
    graph = nx.DiGraph()
    for i in range(count):
        for j in range(count):
            if i != j and j != root:
                graph.add_edge(i, j, weight=cost[i, j])
    best = nx.minimum_spanning_arborescence(graph)
    assert sum(cost[parents[j], j] for j in range(count) if j != root) == best.size("weight")
    for start in range(count):
        node = start
        for _ in range(count):
            node = node if node == root else parents[node]
        assert node == root

"""The minimum spanning arborescence of a directed graph (Chu and Liu 1965, Edmonds 1967)."""

import numpy as np
from numpy.typing import NDArray


def arborescence(cost: NDArray[np.float64], root: int) -> list[int]:
    """Return the parent of each node in the cheapest tree from this root; -1 for the root.

    `cost[i, j]` is that of the edge from i to j; all are finite. Of equal costs the lower number
    wins.
    """
    edges = [
        (float(cost[i, j]), i, j)
        for j in range(len(cost))
        for i in range(len(cost))
        if i != j and j != root
    ]
    parent = [-1] * len(cost)
    for index in _solve([(w, i, j, k) for k, (w, i, j) in enumerate(edges)], len(cost), root):
        _, i, j = edges[index]
        parent[j] = i
    return parent


def _solve(edges: list[tuple[float, int, int, int]], count: int, root: int) -> list[int]:
    """Return the indices of the chosen edges, each given as (cost, from, to, index)."""
    best: list[tuple[float, int, int, int] | None] = [None] * count
    for edge in edges:
        known = best[edge[2]]
        if edge[1] != edge[2] and (known is None or edge[0] < known[0]):
            best[edge[2]] = edge
    group, seen, groups = [-1] * count, [-1] * count, 0
    cycles: set[int] = set()
    for start in range(count):
        node = start
        while node != root and seen[node] == -1 and group[node] == -1:
            seen[node] = start
            edge_ = best[node]
            assert edge_ is not None
            node = edge_[1]
        if node != root and group[node] == -1 and seen[node] == start:  # a cycle
            around = node
            while group[around] == -1:
                group[around] = groups
                edge_ = best[around]
                assert edge_ is not None
                around = edge_[1]
            cycles.add(groups)
            groups += 1
    if not groups:
        return [one[3] for one in best if one is not None and one[2] != root]
    for node in range(count):
        if group[node] == -1:
            group[node] = groups
            groups += 1
    smaller, enters = [], {}
    for weight, i, j, index in edges:
        if group[i] != group[j]:
            inside = best[j]
            less = inside[0] if group[j] in cycles and inside is not None else 0.0
            smaller.append((weight - less, group[i], group[j], index))
            enters[index] = j
    chosen = _solve(smaller, groups, group[root])
    broken = {enters[index] for index in chosen}
    kept = [
        stays[3]
        for node in range(count)
        if group[node] in cycles and node not in broken and (stays := best[node]) is not None
    ]
    return chosen + kept

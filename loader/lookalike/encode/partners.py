"""Chooses, for each picture, the pictures that share the most corners with it."""

import numpy as np
from numpy.typing import NDArray

LEAST_VOTES = 2  # corners that agree
_GROUPS = 10  # of pictures that share most of their corners, to which a picture may belong
_OF_A_GROUP = 3  # its pictures that are taken
_SAME = 0.4  # of the corners of a picture: with so many votes, two are of one group


def choose_partners(
    pairs: NDArray[np.int32], votes: NDArray[np.int32], most: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Say which pairs (m, 2) of pictures are worth a proof.

    `votes` (m) is how many corners agree, `most` (m) how many could. Copies that are nearly the
    same count as one, or the twenty copies of a picture would hide the page on which it lies. The
    order of the pictures decides only between equals; it must not come from the order of scanning.
    """
    groups = _group(pairs, votes >= np.maximum(_SAME * most, LEAST_VOTES + 1))
    picture, partner = (np.concatenate([pairs[:, one], pairs[:, 1 - one]]) for one in (0, 1))
    taken = _take(picture, partner, groups[partner], np.concatenate([votes, votes]))
    return (taken[: len(pairs)] | taken[len(pairs) :]) & (votes >= LEAST_VOTES)


def _group(pairs: NDArray[np.int32], is_same: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the group of each picture."""
    from scipy.sparse import coo_array  # half a second, which only this needs
    from scipy.sparse.csgraph import connected_components

    count = int(pairs.max(initial=-1)) + 1
    a, b = pairs[is_same].T
    links = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1], np.int64)


def _take(
    picture: NDArray[np.int32],
    partner: NDArray[np.int32],
    group: NDArray[np.int64],
    votes: NDArray[np.int32],
) -> NDArray[np.bool_]:
    """Take the pairs with the best partners of the best groups of each picture."""
    order = np.lexsort((partner, -votes, picture))
    picture, group = picture[order], group[order]
    # The place of each pair within its group, and of its group among those of the picture.
    keys = picture.astype(np.int64) * (int(group.max(initial=0)) + 1) + group
    _, first, which = np.unique(keys, return_index=True, return_inverse=True)
    begins = np.zeros(len(order), np.bool_)
    begins[first] = True
    groups_so_far = np.cumsum(begins)
    start = np.searchsorted(picture, picture)
    in_order: NDArray[np.int64] = groups_so_far[first] - groups_so_far[start[first]]
    place_of_group = in_order[which]
    by_group = np.argsort(which, kind="stable")
    place = np.empty(len(order), np.int64)
    place[by_group] = np.arange(len(order)) - np.searchsorted(which[by_group], which[by_group])
    taken = np.zeros(len(order), np.bool_)
    taken[order] = (place_of_group < _GROUPS) & (place < _OF_A_GROUP)
    return taken

"""Draws the two pictures of a pair in one frame, in a worker."""

import json
from dataclasses import dataclass

from lookalike.picture.problem import BadImage
from lookalike.prove.laid import Side, lay
from lookalike.serve.tiles import Problem

NAMES = ("a", "b", "difference", "facts")


@dataclass(frozen=True, slots=True)
class PairWanted:
    """Two pictures, the first of which is to be laid on the other."""

    a: Side
    b: Side


def draw_pair(wanted: PairWanted) -> dict[str, bytes] | Problem:
    """Draw a pair as JPEG files by the NAMES, and the facts of it as JSON.

    The pictures are empty where one cannot be laid on the other.
    """
    try:
        laid = lay(wanted.a, wanted.b)
    except BadImage as bad:
        return Problem(bad.problem, bad.message)
    if laid is None:
        facts: dict[str, object] = {"is_laid": False}
        return dict.fromkeys(NAMES, b"") | {"facts": _as_json(facts)}
    facts = {
        "is_laid": True,
        "regions": laid.regions,
        "map": laid.map,
        "frame": laid.frame,
    }
    return {"a": laid.a, "b": laid.b, "difference": laid.difference, "facts": _as_json(facts)}


def _as_json(facts: dict[str, object]) -> bytes:
    return json.dumps(facts).encode()

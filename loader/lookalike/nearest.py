"""What a person may have meant by a name that does not exist."""

import os
from collections.abc import Collection
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path

from lookalike.errors import LookalikeError

_NEARLY = 0.85  # as much like the given name as the best, for which alone people look


def did_you_mean(given: str, known: Collection[str], few: int = 5) -> str:
    """The beginning of a hint: the known names that are like it, or all of them if they are `few`.

    The database says the same of its names, in lookalike_internal.did_you_mean().
    """
    by_lower = {name.lower(): name for name in known}
    close = get_close_matches(given.lower(), by_lower, 3)
    if close:
        best = _likeness(given, close[0])
        close = [name for name in close if _likeness(given, name) >= _NEARLY * best]
        return f"Did you mean {_quoted([by_lower[name] for name in close], ' or ')}? "
    if 0 < len(known) <= few:
        return f"These exist: {_quoted(sorted(known), ', ')}. "
    return ""


def no_such_file(cannot: str, path: Path, hint: str) -> LookalikeError:
    """The error for a file or folder that is not there: where it was looked for, and what is.

    `cannot` names what cannot be done, such as "cannot scan".
    """
    place, wanted = path.absolute().parent, path.name
    while not place.is_dir() and place != place.parent:
        place, wanted = place.parent, place.name
    try:
        there = os.listdir(place)  # noqa: PTH208 -- names, not paths
    except OSError:
        there = []
    detail = f'It was looked for in "{place}".'
    if place != path.absolute().parent:
        detail = f'Folder "{place}" has no folder "{wanted}".'
    return LookalikeError(
        f'{cannot} "{path}": it does not exist',
        detail=detail,
        hint=did_you_mean(wanted, there, few=0) + hint,
    )


def _likeness(given: str, name: str) -> float:
    return SequenceMatcher(None, name, given.lower()).ratio()


def _quoted(names: list[str], between: str) -> str:
    return between.join(f'"{name}"' for name in names)

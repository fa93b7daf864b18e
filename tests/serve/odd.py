"""Requests that no page of ours sends: odd values of whatever the routes read."""

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

from starlette.routing import Route

import lookalike.serve

_PACKAGE = Path(str(lookalike.serve.__file__)).parent
_READ = re.compile(r'(?:\.get|read_number|is_number)\((?:form, )?"(\w+)"')
_FIELDS = re.compile(r"_FIELDS = \(([^)]*)\)")
_INPUT = re.compile(r'\bname="(\w+)"')

ODD = (
    "", " ", "-1", "0", "1.5", "1e999", "NaN", "9" * 19, "9" * 25, "9223372036854775807",
    "9223372036854775808", "2147483648", "\0", "a\0b", "x" * 5000, "'; DROP TABLE x; --",
    "<script>alert(1)</script>", "%s%s%n", "../../etc/passwd", "\ud7ff\uffff", "😀", "\uff12",
    "\r\nX: y",
    "{{7*7}}", "NULL", "2020-02-30", "99999-01-01", "[]", "\u202e",
)  # fmt: skip
# Words with which a route goes on to its next question.
_KNOWN = (
    "keep", "duplicate", "not a duplicate", "rights settled", "original", "same record",
    "keep all", "next", "previous", "leave", "images", "cluster", "folder", "entry", "file",
    "picture and versions", "release_hold", "confirm_release", "review_hold", "proposed", "date",
    "yes", "full", "square", "max", "default.jpg", "128",
)  # fmt: skip


def names() -> list[str]:
    """All names of fields and parameters that the pages read or send."""
    found: set[str] = set()
    for file in sorted(_PACKAGE.glob("*.py")):
        text = file.read_text("utf-8")
        found.update(_READ.findall(text))
        for fields in _FIELDS.findall(text):
            found.update(re.findall(r'"(\w+)"', fields))
    for template in sorted(_PACKAGE.glob("templates/*.j2")):
        found.update(_INPUT.findall(template.read_text("utf-8")))
    return sorted(found - {"csrf", "viewport", "robots"} | {"check"})


def odd_fields(chance: random.Random, numbers: Sequence[int]) -> list[tuple[str, str]]:
    """Fields that are left out, odd, known, numbers of the archive, or there twice."""
    fields = []
    for name in names():
        for _ in range(chance.choice((0, 1, 1, 1, 2))):
            fields.append((name, _value(chance, numbers)))
    return fields


def _value(chance: random.Random, numbers: Sequence[int]) -> str:
    kind = chance.random()
    if kind < 0.5:
        return chance.choice(ODD)
    return str(chance.choice(numbers)) if kind < 0.75 else chance.choice(_KNOWN)


def odd_paths(route: Route, chance: random.Random, numbers: Sequence[int]) -> Iterator[str]:
    """Addresses of a route without end, with odd values in their places."""
    while True:

        def put(place: re.Match[str]) -> str:
            if place[1].endswith(":number") and chance.random() < 0.8:
                return str(chance.choice((*numbers, 0, 2**63 - 1, 2**63)))
            return quote(_value(chance, numbers)[:900], safe="")

        path = re.sub(r"\{([^}]*)\}", put, route.path)
        query = urlencode(odd_fields(chance, numbers))[:6000] if chance.random() < 0.8 else ""
        yield f"{path}?{query}" if query else path

"""Cases of the queue: which page shows each, who has it in hand, and which one is next."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from psycopg import Connection
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from lookalike.database import one
from lookalike.queue_kinds import QUEUE_KINDS
from lookalike.serve.people import Person
from lookalike.serve.query import Row, may, rows

_OFFERED = 10  # reasons
_COUNTED = 1_000  # cases of a kind; to count more of them takes longer


@dataclass(frozen=True)
class Case:
    """What one decision is about: a pair (the lower number first), a cluster, or an image."""

    a: int | None = None
    b: int | None = None
    cluster: int | None = None

    @classmethod
    def of_row(cls, row: Row) -> "Case":
        """The case of a row of the queue or of a lease, by the rule of the database."""
        a, b, cluster = row["image_id_a"], row["image_id_b"], row["cluster_id"]
        if b is not None and a is not None:
            return cls(min(a, b), max(a, b))
        return cls(cluster=cluster) if cluster is not None else cls(a)

    @property
    def path(self) -> str:
        """Where the case is decided."""
        if self.b is not None:
            return f"/pair/{self.a}/{self.b}"
        return f"/cluster/{self.cluster}" if self.cluster is not None else f"/case/{self.a}"

    @property
    def numbers(self) -> tuple[int | None, int | None, int | None]:
        """As functions of the database take them: both images, and the cluster."""
        return self.a, self.b, self.cluster


@dataclass(frozen=True)
class Wanted:
    """Which part of the queue a person goes through."""

    kind: str | None = None
    collection: str | None = None

    @classmethod
    def of(cls, given: Any) -> "Wanted":
        """From the fields of a form, or from the query of an address."""
        return cls(*(str(given.get(name) or "") or None for name in ("kind", "collection")))

    def address(self, path: str, **more: object) -> str:
        """The address of a page, with what is wanted kept in it."""
        values = {"kind": self.kind, "collection": self.collection, **more}
        query = urlencode({name: value for name, value in values.items() if value is not None})
        return f"{path}?{query}" if query else path


def case_of(form: FormData) -> Case:
    """The case that a form is about."""
    return Case.of_row(
        {name: read_number(form, name) for name in ("image_id_a", "image_id_b")}
        | {"cluster_id": read_number(form, "cluster_id", bits=32)}
    )


def is_number(text: str, bits: int = 64) -> bool:
    """Whether a text is a whole number that the database holds in so many bits."""
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 2 ** (bits - 1)


def read_number(form: FormData, name: str, bits: int = 64) -> int | None:
    """A number of a form, or None where the field is empty or left out."""
    text = str(form.get(name) or "")
    if not text:
        return None
    if not is_number(text, bits):
        raise HTTPException(
            HTTPStatus.BAD_REQUEST, f"field {name} is not a number that can be; load the page again"
        )
    return int(text)


def describe(request: Request, person: Person, connection: Connection[Any], case: Case) -> Row:
    """What every page of a case shows: rights, who has the case, reasons.

    Opening the page takes the case in hand, if the person may decide and nobody else has it.
    """
    rights = may(connection, "record_decision", "declare_role", "confirm_rendition")
    decides = "record_decision" in rights
    lease = None
    if decides:
        (lease,) = rows(
            connection, "lease_case",
            by=person.name, a=case.a, b=case.b, cluster=case.cluster,
        )  # fmt: skip
    said = rows(connection, "reasons", by=person.name) if decides else []
    return {
        "case": case,
        "may": rights,
        "lease": lease,
        "wanted": Wanted.of(request.query_params),
        "last_reason": {row["decision"]: row["reason"] for row in reversed(said)},
        "reasons": list(dict.fromkeys(row["reason"] for row in said))[:_OFFERED],
    }


def count_open(connection: Connection[Any], collection: str | None = None) -> list[Row]:
    """How many cases of each kind are open, and whether there are more than were counted."""
    found = rows(
        connection, "open_cases",
        collection=collection, kinds=list(QUEUE_KINDS), limit=_COUNTED + 1,
    )  # fmt: skip
    return [
        row | {"cases": min(row["cases"], _COUNTED), "has_more": row["cases"] > _COUNTED}
        for row in found
    ]


def take(connection: Connection[Any], person: Person, wanted: Wanted) -> Case | None:
    """The most urgent case that nobody has, now in the hand of this person."""
    found = rows(
        connection, "take_case", by=person.name, kind=wanted.kind, collection=wanted.collection
    )
    return Case.of_row(found[0]) if found else None


def held(connection: Connection[Any], person: Person) -> list[Case]:
    """What this person has in hand, in the order of taking."""
    return [Case.of_row(row) for row in rows(connection, "my_leases", by=person.name)]


def after(connection: Connection[Any], person: Person, wanted: Wanted, case: Case) -> Case | None:
    """The case after this one: the next in hand, else a new one, else the first in hand."""
    mine = held(connection, person)
    later = mine[mine.index(case) + 1 :] if case in mine else []
    if later:
        return later[0]
    taken = take(connection, person, wanted)
    if taken == case:  # it was in nobody's hand any more
        taken = take(connection, person, wanted)
    others = [one for one in mine if one != case]
    return taken or (others[0] if others else None)


def release(connection: Connection[Any], person: Person, case: Case) -> None:
    """Give a case back to the queue."""
    one(connection, "SELECT lookalike.release_case(%s, %s, %s, %s)", person.name, *case.numbers)

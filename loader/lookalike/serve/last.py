"""What was decided last: a page shows it, and one key takes the whole of it back."""

from dataclasses import dataclass
from typing import Any

from psycopg import Connection
from starlette.requests import Request

from lookalike.database import one
from lookalike.serve.cases import Case, is_number
from lookalike.serve.people import Person
from lookalike.serve.query import Row, rows


@dataclass(frozen=True)
class Last:
    """One decision, or all from `first` to `last` that were recorded together about a cluster."""

    first: int
    last: int
    is_about_records: bool = False

    @classmethod
    def of(cls, given: Any) -> "Last | None":
        """From the query of an address, or from the fields of a form."""
        numbers = [str(given.get(name) or "") for name in ("decided", "until")]
        if not all(is_number(text) for text in filter(None, numbers)) or not numbers[0]:
            return None
        first, until = numbers
        return cls(int(first), int(until or first), bool(given.get("records")))

    @property
    def address(self) -> dict[str, int | None]:
        """What an address says of it."""
        return {
            "decided": self.first,
            "until": self.last if self.last != self.first else None,
            "records": 1 if self.is_about_records else None,
        }

    def describe(self, connection: Connection[Any], person: Person) -> Row | None:
        """The first of these decisions, and how many there are; None if it is taken back.

        None, too, if another person decided: an address may have been sent to this one.
        """
        name = "decision_about_records" if self.is_about_records else "decision"
        found = rows(connection, name, number=self.first, by=person.name)
        if not found:
            return None
        more = [] if self.last == self.first else self._together(connection, person)
        return found[0] | self.address | {"decisions": max(len(more), 1)}

    def case(self, connection: Connection[Any], person: Person) -> Case | None:
        """What it is about, where that is a pair or an image."""
        if self.is_about_records:
            return None
        found = rows(connection, "decision", number=self.first, by=person.name)
        return Case.of_row(found[0]) if found else None

    def take_back(self, connection: Connection[Any], person: Person, reason: str) -> None:
        """Take it back by new decisions, all or none."""
        if self.is_about_records:
            query = "SELECT lookalike.undo_record_decision(%s, %s, %s)"
            one(connection, query, self.first, person.name, reason)
        elif self.last == self.first:
            query = "SELECT lookalike.undo_decision(%s, %s, %s)"
            one(connection, query, self.first, person.name, reason)
        else:
            query = "SELECT lookalike.undo_decisions(%s::bigint[], %s, %s)"
            one(connection, query, self._together(connection, person), person.name, reason)

    def _together(self, connection: Connection[Any], person: Person) -> list[int]:
        found = rows(
            connection, "decisions_together", first=self.first, last=self.last, by=person.name
        )
        return [row["decision_id"] for row in found]


def recorded_together(connection: Connection[Any], decisions: int) -> Last:
    """The last so many decisions, which this transaction has recorded: others wait for it."""
    (row,) = rows(connection, "recorded_together", decisions=decisions)
    return Last(row["first"], row["last"])


def describe_last(request: Request, person: Person, connection: Connection[Any]) -> Row | None:
    """What the person decided last, as the address names it, unless it is taken back."""
    last = Last.of(request.query_params)
    return None if last is None else last.describe(connection, person)

"""The people who are signed in, each with connections of an own database role."""

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.conninfo import make_conninfo

from lookalike.database import connect
from lookalike.errors import LookalikeError

_IDLE_SECONDS = 12 * 3600  # after so long without a request, a person has to sign in again
_KEPT = 4  # open connections of a person between requests
_LINK_SECONDS = 600.0  # so long a one-time link lasts
_FAILURES = 5  # wrong passwords in the time below, and then nobody is asked any more
_FAILURE_SECONDS = 300.0

Clock = Callable[[], float]


@dataclass(eq=False)
class Person:
    """A person who is signed in. `name` stands in decisions, `role` is that of the database."""

    name: str
    url: str  # may hold a password
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    seen: float = 0.0
    role: str = ""
    _idle: deque[Connection[Any]] = field(default_factory=deque)
    _notes: deque[str] = field(default_factory=lambda: deque(maxlen=20))
    found: Any = None  # the last answer to a picture, for the page that shows it
    _is_out: bool = False

    @contextmanager
    def connection(self) -> Iterator[Connection[Any]]:
        """A connection as this person, in autocommit; it is kept for the next request."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = connect(self.url)
        try:
            yield connection
        finally:
            is_fit = not connection.closed and _is_idle(connection)
            if is_fit and len(self._idle) < _KEPT and not self._is_out:
                self._idle.append(connection)
            else:
                connection.close()

    def note(self, text: str) -> None:
        """Keep a remark for the next page."""
        self._notes.append(text)

    def take_notes(self) -> list[str]:
        """Return the remarks that no page has shown yet."""
        return [self._notes.popleft() for _ in range(len(self._notes))]

    def close(self) -> None:
        """Close the connections that are not in use; those in use are closed after it."""
        self._is_out = True
        while self._idle:
            self._idle.pop().close()


def _is_idle(connection: Connection[Any]) -> bool:
    return connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


class TooManyFailuresError(LookalikeError):
    """A name or an address has given too many wrong passwords."""

    def __init__(self) -> None:
        super().__init__(
            "too many wrong passwords",
            hint=f"Wait {round(_FAILURE_SECONDS / 60)} minutes, then try again.",
        )


class People:
    """Who is signed in, by the digest of the token in the cookie."""

    def __init__(self, url: str, clock: Clock = time.monotonic) -> None:
        self._url, self._clock = url, clock
        self._people: dict[bytes, Person] = {}
        self._links: dict[bytes, tuple[float, str]] = {}
        self._failures: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def make_link(self, name: str) -> str:
        """Return the key of a link that lets one person in, once, with the role of `url`."""
        key = secrets.token_urlsafe(32)
        with self._lock:
            self._links[_digest(key)] = (self._clock() + _LINK_SECONDS, name)
        return key

    def enter(self, key: str) -> str | None:
        """Sign in by a link; return the token for the cookie, or None where the link is used up."""
        with self._lock:
            link = self._links.pop(_digest(key), None)
        if link is None or link[0] < self._clock():
            return None
        return self._admit(Person(link[1], self._url))

    def sign_in(self, name: str, password: str, address: str) -> str:
        """Sign in with the name and password of a database role; return the token for the cookie.

        Raises LookalikeError where the database refuses, and TooManyFailuresError.
        """
        keys = (f"name {name}", f"address {address}")
        with self._lock:
            if any(self._count_failures(key) >= _FAILURES for key in keys):
                raise TooManyFailuresError
        person = Person(name, make_conninfo(self._url, user=name, password=password))
        try:
            token = self._admit(person)
        except LookalikeError:
            with self._lock:
                for key in keys:
                    self._failures.setdefault(key, deque()).append(self._clock())
            raise
        return token

    def _count_failures(self, key: str) -> int:
        failures = self._failures.get(key, deque())
        while failures and failures[0] < self._clock() - _FAILURE_SECONDS:
            failures.popleft()
        if not failures:
            self._failures.pop(key, None)
        return len(failures)

    def _admit(self, person: Person) -> str:
        with person.connection() as connection:
            row = connection.execute("SELECT current_user::text").fetchone()
            assert row is not None
            person.role = row[0]
        token = secrets.token_urlsafe(32)
        person.seen = self._clock()
        with self._lock:
            self._drop_idle()
            self._people[_digest(token)] = person
        return token

    def find(self, token: str | None) -> Person | None:
        """Return the person with this token."""
        if token is None:
            return None
        with self._lock:
            self._drop_idle()
            person = self._people.get(_digest(token))
            if person is not None:
                person.seen = self._clock()
            return person

    def sign_out(self, token: str | None) -> None:
        """Forget a person and close the connections."""
        with self._lock:
            person = None if token is None else self._people.pop(_digest(token), None)
        if person is not None:
            person.close()

    def _drop_idle(self) -> None:
        limit = self._clock() - _IDLE_SECONDS
        for digest in [digest for digest, one in self._people.items() if one.seen < limit]:
            self._people.pop(digest).close()

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for person in self._people.values():
                person.close()
            self._people.clear()


def _digest(token: str) -> bytes:
    """What is kept of a token: who reads our memory by accident learns no token."""
    return sha256(token.encode()).digest()

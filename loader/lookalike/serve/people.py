"""The people who are signed in, each with connections of an own database role."""

import asyncio
import os
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.conninfo import make_conninfo

from lookalike.database import connect
from lookalike.errors import LookalikeError
from lookalike.serve.limits import limit

_SESSION_SECONDS = 12 * 3600  # after so long a person has to sign in again
_SESSIONS = 3  # of one role at a time; the oldest ends
_REQUESTS = 4  # of one session at a time; others wait, and so take no thread
_KEPT = 2  # open connections of a session between requests
_FRESH_SECONDS = 300.0  # an older connection is not used again: the role may have lost its login
_LINK_SECONDS = 600.0  # so long a one-time link lasts
_LONGEST_NAME = 63  # bytes of the name of a role
# Wrong passwords in the time below, and then nobody is asked any more: of a name from an address,
# of an address, and of a name. Many people may share an address.
_FAILURES = (5, 30, 50)
_FAILURE_SECONDS = 300.0
_WRONG = ("authentication failed", "does not exist", "not permitted to log in")

# The password that a person types has to prove who it is, and nothing that this process has: no
# password file, no certificate, no trust of the server in this machine.
_PROOF = {
    "require_auth": "scram-sha-256,md5,password",
    "passfile": os.devnull,
    "gssencmode": "disable",
    "sslcertmode": "disable",
}

Clock = Callable[[], float]


@dataclass(eq=False)
class Person:
    """A person who is signed in. `name` stands in decisions, `role` is that of the database."""

    name: str
    url: str  # may hold a password
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    since: float = 0.0
    role: str = ""
    is_owner: bool = False  # of the archive, who writes down what other people decide
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_REQUESTS))
    _idle: deque[tuple[Connection[Any], float]] = field(default_factory=deque)
    _notes: deque[str] = field(default_factory=lambda: deque(maxlen=20))
    found: Any = None  # the last answer to a picture, for the page that shows it
    _is_out: bool = False

    @contextmanager
    def connection(self) -> Iterator[Connection[Any]]:
        """A connection as this person, in autocommit; it is kept for the next request."""
        connection, born = self._take()
        try:
            yield connection
        finally:
            is_fit = not connection.closed and _is_idle(connection)
            if is_fit and len(self._idle) < _KEPT and not self._is_out:
                self._idle.append((connection, born))
            else:
                connection.close()

    def _take(self) -> tuple[Connection[Any], float]:
        """A connection that is kept and fresh, or else a new one."""
        while True:
            try:
                connection, born = self._idle.pop()
            except IndexError:
                connection = connect(self.url)
                try:
                    limit(connection)
                except BaseException:
                    connection.close()
                    raise
                return connection, time.monotonic()
            if time.monotonic() - born < _FRESH_SECONDS:
                return connection, born
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
            self._idle.pop()[0].close()


def _is_idle(connection: Connection[Any]) -> bool:
    return connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE


class SignInError(LookalikeError):
    """A person is not let in, for a reason that strangers may know."""


class TooManyFailuresError(SignInError):
    """A name or an address has given too many wrong passwords."""

    def __init__(self) -> None:
        super().__init__(
            "too many wrong passwords",
            hint=f"Wait {round(_FAILURE_SECONDS / 60)} minutes, then try again.",
        )


class WrongPasswordError(SignInError):
    """A name or a password is wrong; which of them, strangers are not told."""

    def __init__(self) -> None:
        super().__init__("the name or the password is wrong")


class NoPasswordsError(SignInError):
    """The database lets this machine in without a password, so one proves nothing."""

    def __init__(self) -> None:
        super().__init__(
            "this database asks for no password here, so nobody can sign in with one",
            hint="Enter by the link that lookalike serve prints, or let the server ask for"
            " passwords (scram-sha-256 in its pg_hba.conf).",
        )


class DashboardError(SignInError):
    """A role may read what dashboards show, and nothing of single images."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f'role "{role}" is for dashboards: it may not read what these pages show',
            hint="Sign in with another role. An owner of the archive makes one: lookalike user add"
            " NAME --role analyst, reviewer or steward.",
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
        person = Person(link[1], self._url)
        token = self._admit(person)
        if not person.is_owner:
            person.name = person.role
        return token

    def sign_in(self, name: str, password: str, address: str) -> str:
        """Sign in with the name and password of a database role; return the token for the cookie.

        Raises LookalikeError where the database refuses, and TooManyFailuresError.
        """
        is_plain = 0 < len(name.encode()) <= _LONGEST_NAME and "\0" not in name + password
        if not (is_plain and password):
            raise WrongPasswordError
        keys = (f"{name} {address}", f"address {address}", f"name {name}")
        with self._lock:
            self._forget_failures()
            if any(
                len(self._failures.get(key, ())) >= most
                for key, most in zip(keys, _FAILURES, strict=True)
            ):
                raise TooManyFailuresError
            for key in keys:  # before the answer: many guesses may be on their way at once
                self._failures.setdefault(key, deque()).append(self._clock())
        person = Person(name, make_conninfo(self._url, user=name, password=password, **_PROOF))
        try:
            token = self._admit(person)
        except LookalikeError as error:
            if any(sign in (error.detail or "") for sign in _WRONG):
                raise WrongPasswordError from None
            self._take_back(keys)
            if "require_auth" in (error.detail or "") or "did not complete" in (error.detail or ""):
                raise NoPasswordsError from None
            raise
        self._take_back(keys)
        return token

    def _take_back(self, keys: Iterable[str]) -> None:
        with self._lock:
            for key in keys:
                if self._failures.get(key):
                    self._failures[key].pop()

    def _forget_failures(self) -> None:
        limit = self._clock() - _FAILURE_SECONDS
        for key, failures in list(self._failures.items()):
            while failures and failures[0] < limit:
                failures.popleft()
            if not failures:
                del self._failures[key]

    def _admit(self, person: Person) -> str:
        with person.connection() as connection:
            row = connection.execute(
                "SELECT current_user::text, EXISTS ("
                "SELECT FROM pg_namespace n WHERE n.nspname = 'lookalike'"
                " AND pg_has_role(current_user, n.nspowner, 'MEMBER')), EXISTS ("
                "SELECT FROM pg_namespace n WHERE n.nspname = 'lookalike_detail'"
                " AND has_schema_privilege(n.oid, 'USAGE'))"
            ).fetchone()
            assert row is not None
            person.role, person.is_owner, may_look = row
        if not may_look:
            person.close()
            raise DashboardError(person.role)
        token = secrets.token_urlsafe(32)
        person.since = self._clock()
        with self._lock:
            self._drop_old()
            own = [key for key, one in self._people.items() if one.role == person.role]
            for key in own[: max(len(own) - _SESSIONS + 1, 0)]:
                self._people.pop(key).close()
            self._people[_digest(token)] = person
        return token

    def find(self, token: str | None) -> Person | None:
        """Return the person with this token."""
        if token is None:
            return None
        with self._lock:
            self._drop_old()
            return self._people.get(_digest(token))

    def sign_out(self, token: str | None) -> None:
        """Forget a person and close the connections."""
        with self._lock:
            person = None if token is None else self._people.pop(_digest(token), None)
        if person is not None:
            person.close()

    def _drop_old(self) -> None:
        limit = self._clock() - _SESSION_SECONDS
        for digest in [digest for digest, one in self._people.items() if one.since < limit]:
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

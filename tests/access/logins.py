"""Login roles for a test."""

import os
from itertools import count
from types import TracebackType
from typing import Any, Self

import psycopg
from psycopg import Connection
from psycopg.conninfo import make_conninfo

from lookalike.database import connect
from servers import wait_for_the_dead

ROLES = (
    "lookalike_analyst",
    "lookalike_dashboard",
    "lookalike_loader",
    "lookalike_restricted",
    "lookalike_reviewer",
    "lookalike_steward",
)
_NUMBERS = count()


class Logins:
    """Makes login roles for an archive, as its owner can, and drops them at the end."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._made: list[str] = []

    def add(self, *roles: str, name: str | None = None) -> str:
        """Make a login that is a member of `roles` alone; return its URL."""
        name = name or f"login_{os.getpid()}_{next(_NUMBERS)}"
        with connect(self.url) as owner:
            owner.execute(f'CREATE ROLE "{name}" LOGIN'.encode())
            self._made.append(name)
            for role in roles:
                owner.execute(f'GRANT {role} TO "{name}"'.encode())
        return make_conninfo(self.url, user=name)

    def connect(self, *roles: str, name: str | None = None) -> Connection[Any]:
        """Connect as a new login that is a member of `roles` alone."""
        return connect(self.add(*roles, name=name))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with psycopg.connect(self.url, autocommit=True) as owner:
            wait_for_the_dead(owner, self._made)
            for name in self._made:
                owner.execute(f'DROP ROLE "{name}"'.encode())

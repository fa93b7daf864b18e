"""How long the database may work for a page. A page that waits for ever keeps a place from others.

Long work, such as forming clusters, is let off on purpose.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection, errors
from psycopg.pq import TransactionStatus

from lookalike.database.pooled import PooledConnection

STATEMENT_SECONDS = 30.0
LOCK_SECONDS = 10.0
_IDLE_SECONDS = 60  # of a transaction in which this program does nothing

_SOUND = (TransactionStatus.IDLE, TransactionStatus.INTRANS)
STOPPED = (errors.QueryCanceled, errors.LockNotAvailable, errors.IdleInTransactionSessionTimeout)


def limit(connection: Connection[Any]) -> None:
    """Let the database end what takes longer than a page may."""
    # Through a pooler, a session is one long transaction (see lookalike.database.pooled).
    idle = 0 if isinstance(connection, PooledConnection) else _IDLE_SECONDS
    _set(connection, STATEMENT_SECONDS, LOCK_SECONDS, idle)


@contextmanager
def without_limits(connection: Connection[Any]) -> Iterator[None]:
    """For work that takes as long as it takes, and that people start on purpose.

    It waits for no lock without end: somebody may have left a transaction open.
    """
    _set(connection, 0, LOCK_SECONDS, 0)
    try:
        yield
    finally:
        # A transaction that failed takes back what was set in it.
        if connection.info.transaction_status in _SOUND:
            limit(connection)


def explain(error: Exception, what: str) -> tuple[str, str, str]:
    """What was stopped, why, and what to do, in words; `what` is the page or the form."""
    if isinstance(error, errors.LockNotAvailable):
        return (
            f"{what} waited {LOCK_SECONDS:g} seconds for other work on the archive",
            "Somebody changes the same rows. Nothing was changed here.",
            "Try again in a minute. lookalike status says which stage is at work.",
        )
    if isinstance(error, errors.IdleInTransactionSessionTimeout):
        return (
            f"{what} did not go on for {_IDLE_SECONDS} seconds",
            "The machine of the pages may have too much to do. Nothing was changed here.",
            "Try again in a minute.",
        )
    return (
        f"{what} took the database longer than {STATEMENT_SECONDS:g} seconds",
        "It was stopped, so that others can work. Nothing was changed here.",
        "Ask for less, such as one kind or one collection. The same as a command has no such"
        " limit.",
    )


def _set(connection: Connection[Any], statement: float, lock: float, idle: float) -> None:
    connection.execute(
        "SELECT pg_catalog.set_config('statement_timeout', %s, false),"
        " pg_catalog.set_config('lock_timeout', %s, false),"
        " pg_catalog.set_config('idle_in_transaction_session_timeout', %s, false)",
        (f"{statement}s", f"{lock}s", f"{idle}s"),
    )

"""A connection through a pooler that changes the session after each transaction (PgBouncer).

Temporary tables, locks of a session and settings would get lost, or stay behind in a session that
somebody else gets next. Such a pooler keeps the session as long as a transaction is open. So this
connection always has one open: it commits and begins the next one in a single message. The open
transaction has read and written nothing, so it keeps no row from VACUUM. When the connection
closes, or its process is killed, the pooler ends the session, with its locks and tables.
"""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

import psycopg
from psycopg import pq
from psycopg.abc import Params, PQGen
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.waiting import Ready, Wait

_BEGIN = b"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
_COMMIT = b"SET CONSTRAINTS ALL IMMEDIATE; COMMIT; " + _BEGIN  # a refused COMMIT ends the session
_ROLLBACK = b"ROLLBACK; " + _BEGIN
# These end a transaction or refuse to run in one.
_ALONE = re.compile(
    r"\s*(CALL|VACUUM|REINDEX)\b|\s*(CREATE|DROP)\s.*\b(CONCURRENTLY|DATABASE)\b", re.I
)
_STALE_SECONDS = 1.0  # now() is the time at which the open transaction began


class PooledConnection(psycopg.Connection[Any]):
    """A connection that keeps its session; call `keep_session` first."""

    _depth = 0
    _begun = 0.0

    def keep_session(self) -> None:
        """Begin the open transaction; from here on the session is ours."""
        self.cursor_factory = _PooledCursor
        self._run(_BEGIN)

    @contextmanager
    def transaction(
        self, savepoint_name: str | None = None, force_rollback: bool = False
    ) -> Iterator[psycopg.Transaction]:
        """As psycopg's; the outermost one is the transaction that is open already."""
        if self._depth:
            with super().transaction(savepoint_name, force_rollback) as nested:
                yield nested
            return
        self.refresh()
        self._depth += 1
        try:
            yield psycopg.Transaction(self, savepoint_name, force_rollback)
        except BaseException as error:
            self._depth -= 1
            self.settle(is_kept=False)
            if not isinstance(error, psycopg.Rollback):
                raise
        else:
            self._depth -= 1
            self.settle(is_kept=not force_rollback)

    @property
    def is_between(self) -> bool:
        """Whether a statement is a transaction of its own."""
        return self.autocommit and not self._depth

    def commit(self) -> None:
        """Commit, and keep the session."""
        self.settle(is_kept=True)

    def rollback(self) -> None:
        """Roll back, and keep the session."""
        self.settle(is_kept=False)

    def refresh(self) -> None:
        """Let now() be the time of now."""
        if time.monotonic() - self._begun > _STALE_SECONDS:
            self._run(_ROLLBACK)

    def settle(self, is_kept: bool) -> None:
        """End the transaction, and begin the next one."""
        if self.closed or self.pgconn.transaction_status == TransactionStatus.UNKNOWN:
            return
        if self.pgconn.transaction_status == TransactionStatus.INERROR:
            is_kept = False
        try:
            self._run(_COMMIT if is_kept else _ROLLBACK)
        except psycopg.Error:
            if self.pgconn.transaction_status == TransactionStatus.INERROR:
                self._run(_ROLLBACK)
            raise

    def run_alone(self, statement: str) -> None:
        """Run a statement that may not run in a transaction, without giving the session away.

        The pooler waits for the answer to all that was sent, also where the statement fails.
        """
        with self.lock:
            failed = self.wait(_run_alone(self.pgconn, statement.encode()))
        self._begun = time.monotonic()
        if failed is not None:
            raise error_from_result(failed, encoding="utf-8")

    def _run(self, statements: bytes) -> None:
        with self.lock:
            results = self.wait(_run(self.pgconn, statements))
        self._begun = time.monotonic()
        for result in results:
            if result.status == ExecStatus.FATAL_ERROR:
                raise error_from_result(result, encoding="utf-8")


class _PooledCursor(psycopg.Cursor[Any]):
    """A cursor of a PooledConnection: outside a block, each statement is a transaction."""

    def execute(
        self,
        query: Any,
        params: Params | None = None,
        *,
        prepare: bool | None = None,
        binary: bool | None = None,
    ) -> Self:
        pooled = self.connection
        assert isinstance(pooled, PooledConnection)
        if not pooled.is_between:
            return super().execute(query, params, prepare=prepare, binary=binary)
        pooled.refresh()
        if _ALONE.match(_text(query)):
            pooled.run_alone(psycopg.ClientCursor(pooled).mogrify(query, params))
            return self
        with _settled(pooled):
            return super().execute(query, params, prepare=prepare, binary=binary)

    def executemany(self, query: Any, params_seq: Any, *, returning: bool = False) -> None:
        pooled = self.connection
        assert isinstance(pooled, PooledConnection)
        if not pooled.is_between:
            super().executemany(query, params_seq, returning=returning)
            return
        pooled.refresh()
        with _settled(pooled):
            super().executemany(query, params_seq, returning=returning)

    @contextmanager
    def copy(
        self, statement: Any, params: Params | None = None, *, writer: Any = None
    ) -> Iterator[psycopg.Copy]:
        pooled = self.connection
        assert isinstance(pooled, PooledConnection)
        if not pooled.is_between:
            with super().copy(statement, params, writer=writer) as copy:
                yield copy
            return
        pooled.refresh()
        with _settled(pooled), super().copy(statement, params, writer=writer) as copy:
            yield copy


def _text(query: Any) -> str:
    if isinstance(query, bytes):
        return query.decode()
    return query if isinstance(query, str) else str(query.as_string())


@contextmanager
def _settled(connection: PooledConnection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.settle(is_kept=False)
        raise
    connection.settle(is_kept=True)


def _send(pgconn: pq.abc.PGconn) -> PQGen[None]:
    while pgconn.flush():
        ready = yield Wait.RW
        if ready & Ready.R:
            pgconn.consume_input()


def _next(pgconn: pq.abc.PGconn) -> PQGen[pq.abc.PGresult | None]:
    while pgconn.is_busy():
        if (yield Wait.R):
            pgconn.consume_input()
    return pgconn.get_result()


def _run(pgconn: pq.abc.PGconn, statements: bytes) -> PQGen[Sequence[pq.abc.PGresult]]:
    pgconn.send_query(statements)
    yield from _send(pgconn)
    results = []
    while (result := (yield from _next(pgconn))) is not None:
        results.append(result)
    return results


def _run_alone(pgconn: pq.abc.PGconn, statement: bytes) -> PQGen[pq.abc.PGresult | None]:
    """Commit, run and begin in one go; return the result of the first that failed."""
    pgconn.enter_pipeline_mode()
    for part in (b"COMMIT", statement, None, _BEGIN, None):
        if part is None:
            pgconn.pipeline_sync()
        else:
            pgconn.send_query_params(part, None)
    yield from _send(pgconn)
    failed, ends = None, 2
    while ends:
        result = yield from _next(pgconn)
        if result is None:
            continue
        if result.status == ExecStatus.PIPELINE_SYNC:
            ends -= 1
        elif result.status == ExecStatus.FATAL_ERROR:
            failed = failed or result
    pgconn.exit_pipeline_mode()
    return failed

"""Commands through PgBouncer in transaction mode, while others use the same pool."""

import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from command import run_command
from lifecycle.command_line import MAIN
from lifecycle.inspect_database import ask
from lookalike.database import connect, install
from lookalike.database.pooled import PooledConnection
from lookalike.doctor import Finding, examine, lock_findings
from lookalike.errors import LookalikeError
from pictures import fill
from pooler import pooler
from servers import Servers, Way

ADVISORY = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
HELD = (
    "SELECT count(*) FROM lookalike_internal.stage_lock l WHERE lookalike_internal.is_lock_held(l)"
)
TEMPORARY = "SELECT count(*) FROM pg_class WHERE relpersistence = 't'"


@pytest.fixture(
    params=[Way(18, "extension"), pytest.param(Way(16, "loose"), marks=pytest.mark.long)], ids=str
)
def url(request: pytest.FixtureRequest, servers: Servers) -> Iterator[str]:
    """The database itself, past the pooler."""
    with servers.database(request.param, "archive") as url:
        yield url


@pytest.fixture
def pooled(url: str) -> Iterator[str]:
    """The same database behind a pool of three, which others keep busy."""
    with pooler(url) as pooled, others(pooled):
        yield pooled


@contextmanager
def others(pooled: str, clients: int = 3) -> Iterator[None]:
    """Clients with short transactions: without a pinned session, each statement gets another."""
    is_over = threading.Event()

    def query() -> None:
        with psycopg.connect(pooled, prepare_threshold=None) as connection:
            while not is_over.wait(random.random() / 100):
                with connection.transaction():
                    connection.execute("SELECT count(*) FROM lookalike_internal.image")

    threads = [threading.Thread(target=query) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def test_a_whole_audit_leaves_nothing_behind(url: str, pooled: str, tmp_path: Path) -> None:
    folder = fill(tmp_path / "archive", 4)
    shown = run_command(pooled, "audit", folder, "--report", tmp_path / "report", "--workers", 1)
    assert "6 images" in shown
    assert "classify: " in shown
    assert "000 copy.png" in run_command(pooled, "find", folder / "box 0" / "000.png")
    assert [ask(url, query) for query in (ADVISORY, HELD, TEMPORARY)] == [0, 0, 0]
    settings = [ask(pooled, "SHOW statement_timeout") for _ in range(6)]
    assert set(settings) == {"0"}


def test_a_session_is_kept_and_then_ended(url: str, pooled: str) -> None:
    with connect(pooled) as connection:
        assert isinstance(connection, PooledConnection)
        connection.execute("CREATE TEMP TABLE mine (a integer)")
        connection.execute("SET work_mem = '123MB'")
        for number in range(20):
            connection.execute("INSERT INTO mine VALUES (%s)", (number,))
        with pytest.raises(psycopg.errors.DivisionByZero):
            connection.execute("SELECT 1 / 0")
        with pytest.raises(psycopg.errors.DivisionByZero), connection.transaction():
            connection.execute("DELETE FROM mine")
            with connection.transaction(force_rollback=True):
                connection.execute("SELECT 1 / 0")
        with connection.transaction(force_rollback=True):
            connection.execute("DELETE FROM mine")
        with connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            assert connection.execute("SELECT count(*) FROM mine").fetchone() == (20,)
        connection.execute("UPDATE mine SET a = a")  # the next transaction may write again
        with connection.cursor() as cursor, cursor.copy("COPY mine FROM STDIN") as copy:
            copy.write_row((20,))
        connection.execute("CALL lookalike.find_matches()")  # it commits in itself
        with pytest.raises(psycopg.errors.InvalidParameterValue):
            connection.execute("CALL lookalike.find_matches(radius => %s)", (99,))
        connection.execute("VACUUM mine")
        assert connection.execute("SELECT count(*) FROM mine").fetchone() == (21,)
        (begun,) = connection.execute("SELECT clock_timestamp() - now() < '5 s'").fetchone() or ()
        assert begun
    with connect(url) as direct:
        wait_until(direct, TEMPORARY)
        assert ask(pooled, "SHOW work_mem") != "123MB"


def locks(url: str) -> list[Finding]:
    """What doctor says of locks, past the pooler."""
    with connect(url) as connection:
        return list(lock_findings(connection))


def wait_until(connection: psycopg.Connection[object], query: str) -> None:
    """Until nothing is counted any more."""
    end = time.monotonic() + 20
    while connection.execute(query.encode()).fetchone() != (0,):
        assert time.monotonic() < end, query


def test_a_killed_command_holds_no_lock(url: str, pooled: str) -> None:
    hold = f"""
import signal
from lookalike.database import connect
with connect({pooled!r}) as connection:
    connection.execute("SELECT lookalike_internal.lock_stage('match', 'session')")
    print("held", flush=True)
    signal.pause()
"""
    holder = subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with connect(url) as direct:
        assert ask(url, HELD) == 1
        (said,) = locks(url)
        assert "application 'lookalike'" in said.message
        assert said.remedy is not None
        assert "pg_terminate_backend(" in said.remedy
        hint = str(ask(url, "SELECT lookalike_internal.free_stage_lock('match')"))
        assert "or end its session: SELECT pg_terminate_backend(" in hint
        holder.kill()
        holder.wait()
        wait_until(direct, HELD)
        direct.execute("SELECT lookalike_internal.lock_stage('match')")


def test_a_lock_that_was_left_behind_is_explained_and_cleared(url: str, pooled: str) -> None:
    """By SQL of somebody's own, which does not keep its session."""
    with psycopg.connect(pooled, prepare_threshold=None, autocommit=True) as client:
        client.execute("SELECT lookalike_internal.lock_stage('match', 'session')")
    (said,) = locks(url)
    assert "; the session is " in said.message
    assert said.remedy is not None
    with connect(url) as direct:
        direct.execute(said.remedy.partition(": ")[2].encode())
        wait_until(direct, HELD)


def test_an_install_and_psql(servers: Servers) -> None:
    with servers.database(Way(18, "loose"), "vector") as url, pooler(url) as pooled:
        assert install(pooled).changed
        assert not install(pooled).changed
        assert any("a pooler stands before" in found.message for found in examine(pooled, None))
        psql = [sys.executable, "-c", MAIN, "psql", "--database", pooled, "-At", "-c"]
        query = "SELECT count(*) FROM lookalike.scan_problem"
        done = subprocess.run([*psql, query], capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr
        assert "search_path" in done.stderr


def test_a_pooler_without_transactions_is_refused(url: str) -> None:
    with pooler(url, "statement") as pooled:
        with pytest.raises(LookalikeError, match="allows no transactions") as refused:
            connect(pooled)
        assert "pool_mode" in str(refused.value.hint)

"""Locks of stages: only roles that run stages take them, and nobody else keeps a stage waiting."""

import os
import signal
import subprocess
import sys
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from access.logins import Logins
from lookalike.database import connect, install, one

# What earlier versions locked, by advisory locks that everybody could take.
KEYS = ["scan", "policy", "sample", "quarantine"]
STAGES = [
    "match",
    "prove",
    "cluster",
    "lineage",
    "classify",
    "encode",
    "embed",
    "link entries",
    "catalogue",
]
TAKE = "SELECT lookalike_internal.take_stage_lock('prove', patience => %s)"
HAS = "SELECT lookalike_internal.has_stage_lock('prove')"
RELEASE = "SELECT lookalike_internal.release_stage_lock('prove')"
TRY_TOKEN = "SELECT pg_try_advisory_lock(1819242347, %s)"
TOKEN = "SELECT token FROM lookalike_internal.stage_lock WHERE name = 'prove'"


def test_an_analyst_keeps_no_stage_waiting(any_logins: Logins) -> None:
    with connect(any_logins.url) as owner, any_logins.connect("lookalike_analyst") as analyst:
        for key in KEYS:
            for number in range(3):
                analyst.execute(
                    "SELECT pg_advisory_lock(hashtext(%s), %s)", (f"lookalike.{key}", number)
                )
        for stage in STAGES:
            analyst.execute(
                "SELECT pg_advisory_lock(hashtext('lookalike.stage'), hashtext(%s))", (stage,)
            )
        analyst.execute("SELECT pg_advisory_lock(%s)", (0x6C6F6F6B,))
        # A stage that has to wait gives up at once, and does not hang the test.
        owner.execute("SET lock_timeout = '100ms'")
        owner.execute(
            "SELECT lookalike_internal.start_scan('photos', '/photos', '{}', 'a', '{}', '{}')"
        )
        for stage in STAGES:
            owner.execute("SELECT lookalike_internal.lock_stage(%s)", (stage,))
        policy = one(
            owner,
            "SELECT lookalike.add_policy('test', '', lookalike.rules_of(policy_id), 'ann')"
            " FROM lookalike_detail.policy_version WHERE rules > 0 LIMIT 1",
        )
        owner.execute("SELECT lookalike.apply_policy(%s, 'ann')", (policy,))
        owner.execute("SELECT lookalike.draw_sample(1)")
        assert install(any_logins.url, force=True, patience=0.1).changed


def test_the_key_of_a_holder_is_of_no_use_to_others(owner: Connection[Any], logins: Logins) -> None:
    """Everybody sees it, and may have it when it is free; the lock does not rest on that."""
    with (
        logins.connect("lookalike_loader") as loader,
        logins.connect("lookalike_analyst") as analyst,
    ):
        assert one(loader, TAKE, "0s")
        token = one(analyst, TOKEN)
        assert not one(analyst, TRY_TOKEN, token)
        loader.execute("SELECT pg_advisory_unlock_all()")  # as at the end of its session
        assert one(analyst, TRY_TOKEN, token)
        assert one(owner, TAKE, "0s")
        assert one(owner, HAS)
        assert not one(loader, HAS)


@pytest.mark.parametrize("role", ["lookalike_analyst", "lookalike_reviewer", "lookalike_steward"])
def test_other_roles_take_no_lock_of_a_stage(logins: Logins, role: str) -> None:
    with logins.connect(role) as other:
        for attempt in (
            "SELECT lookalike_internal.take_stage_lock('prove')",
            RELEASE,
            "SELECT FROM lookalike_internal.stage_lock FOR KEY SHARE",
            "DO $$ BEGIN LOCK TABLE lookalike_internal.stage_lock IN SHARE MODE; END $$",
            "UPDATE lookalike_internal.stage_lock SET pid = 1",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                other.execute(attempt.encode())


def test_a_loader_keeps_no_plan_waiting(owner: Connection[Any], logins: Logins) -> None:
    """With the lock of a plan it could keep files from coming back."""
    take_plan = "SELECT lookalike_internal.take_stage_lock('quarantine', 1)"
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege, match="the lock of a plan")
    with logins.connect("lookalike_loader") as loader, refused:
        loader.execute(take_plan)
    assert one(owner, take_plan)


def test_a_lock_is_held_by_one_session_until_it_gives_it_back(
    owner: Connection[Any], logins: Logins
) -> None:
    with logins.connect("lookalike_loader") as loader:
        assert one(loader, TAKE, "0s")
        assert one(loader, TAKE, "0s"), "a session keeps what it has"
        assert not one(owner, TAKE, "0s")
        owner.execute(RELEASE)  # not its own
        assert not one(owner, TAKE, "0s")
        with pytest.raises(psycopg.errors.ObjectInUse) as caught:
            owner.execute("SELECT lookalike_internal.lock_stage('prove')")
        assert f"Process {loader.info.backend_pid} of the server, role " in str(
            caught.value.diag.message_detail
        )
        loader.execute(RELEASE)
        assert one(owner, TAKE, "0s")


def test_a_lock_of_a_transaction_ends_with_it(owner: Connection[Any], archive_url: str) -> None:
    for end in ("COMMIT", "ROLLBACK"):
        with connect(archive_url, autocommit=False) as other:
            other.execute("SELECT lookalike_internal.lock_stage('prove')")
            assert not one(owner, TAKE, "0s")
            other.execute(end.encode())
            assert one(owner, TAKE, "0s")
            owner.execute(RELEASE)


def test_a_lock_that_was_taken_in_vain_is_given_back(
    owner: Connection[Any], archive_url: str
) -> None:
    with connect(archive_url, autocommit=False) as other:
        assert one(other, TAKE, "0s")
        other.rollback()
        assert one(owner, TAKE, "0s")
        assert not one(other, TAKE, "0s")


def test_a_killed_session_gives_its_locks_back(archive_url: str, owner: Connection[Any]) -> None:
    program = (
        "import sys, time\nfrom lookalike.database import connect\n"
        f"c = connect(sys.argv[1]); c.execute({TAKE!r}, ('0s',)); print(flush=True); time.sleep(99)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, archive_url], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert not one(owner, TAKE, "0s")
        os.kill(holder.pid, signal.SIGKILL)
        assert one(owner, TAKE, "60s")

"""Killed with SIGKILL at any point and started again, a run ends as if nothing had happened."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from lookalike import stages
from lookalike.database import connect
from lookalike.scan.run import scan_folder
from pictures import fill
from servers import WAYS, Servers, wait_for_the_dead

POINTS = [
    ("index", "before select_files_to_read", 1),
    ("index", "after select_files_to_read", 3),
    ("index", "before store", 2),
    ("index", "after _image_row", 9),
    ("index", "after store", 2),
    ("index", "after store", 4),
    ("index", "before finish", 1),
    ("index", "after finish", 1),
    ("index", "before __call__", 1),
    ("index", "after __call__", 3),
    ("passes", "before _store", 1),
    ("passes", "after _store", 1),
    ("passes", "before _store_crowds", 1),
    ("passes", "after _store_crowds", 1),
]

STATE = (
    "SELECT c.name, i.path, i.sha256, i.pixel_digest, i.modified_at, i.missing_since,"
    " f.phash::text, f.phash_256::text, r.is_crowded FROM lookalike_internal.image i"
    " JOIN lookalike_internal.collection c USING (collection_id)"
    " JOIN lookalike_internal.fingerprint f USING (image_id)"
    " LEFT JOIN lookalike_internal.representative r USING (image_id) ORDER BY c.name, i.path",
    "SELECT path, problem, message, is_scanned FROM lookalike.scan_problem ORDER BY path, problem",
    "SELECT path_a, path_b, relation, accepted, evidence, cluster_id"
    " FROM lookalike_detail.duplicate_pair"
    " ORDER BY path_a, path_b",
    "SELECT cluster_id, images, master_path FROM lookalike_detail.duplicate_cluster"
    " ORDER BY cluster_id",
    "SELECT path, class, reason FROM lookalike_detail.retention_classification ORDER BY path",
    "SELECT stage, state FROM lookalike_internal.run ORDER BY run_id",
    "SELECT to_jsonb(s) - 'refreshed_at' FROM lookalike.duplication_summary s"
    " ORDER BY dimension, value",
)


def finish(connection: Connection[Any], folder: Path) -> list[list[Any]]:
    """Run every stage, and say in what state the archive is."""
    scan_folder(connection, folder, workers=1)
    stages.match(connection)
    stages.cluster(connection)
    stages.classify(connection)
    return [connection.execute(query).fetchall() for query in STATE]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fill(tmp_path_factory.mktemp("kill") / "photographs")


@pytest.fixture(scope="module")
def undisturbed(servers: Servers, folder: Path) -> list[list[Any]]:
    with servers.database(WAYS[0], "archive") as url, connect(url) as connection:
        return finish(connection, folder)


@pytest.mark.parametrize(("way", "point", "count"), POINTS)
def test_a_killed_run_ends_as_an_undisturbed_one(
    archive: Connection[Any],
    archive_url: str,
    folder: Path,
    undisturbed: list[list[Any]],
    way: str,
    point: str,
    count: int,
) -> None:
    script = Path(__file__).with_name("killed_run.py")
    killed = subprocess.run(
        [sys.executable, script, archive_url, folder, way, point, str(count)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    wait_for_the_dead(archive)
    state = finish(archive, folder)
    # A kill after a stage had finished means one more run of it, which finds nothing to do.
    runs = STATE.index("SELECT stage, state FROM lookalike_internal.run ORDER BY run_id")
    assert {stage for stage, _ in state[runs]} == {"scan", "match", "cluster", "classify"}
    assert {run_state for _, run_state in state[runs]} == {"finished"}
    del state[runs]
    assert state == [rows for n, rows in enumerate(undisturbed) if n != runs]

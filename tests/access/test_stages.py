"""The stages, run by a login that is a member of lookalike_loader and of nothing else."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from access.logins import Logins
from core.sealing import is_chain, read
from lookalike import stages
from lookalike.database import connect, install
from lookalike.scan.run import scan_folder
from pictures import fill, picture
from servers import WAYS, Servers

PROVE = ["cluster", "cluster", "cluster", "prove"]
STAGES = ["scan", "encode", "match", *PROVE, "embed", *PROVE, "cluster", "lineage", "classify"]


def run(connection: Connection[Any], folder: Path) -> dict[str, int]:
    """Every stage; return the counts of classes."""
    scan_folder(connection, folder, workers=1)
    stages.encode(connection, workers=1)
    stages.match(connection)
    stages.prove_and_embed(connection, workers=1)
    stages.cluster(connection)
    stages.lineage(connection, workers=1)
    return stages.classify(connection)


def found(url: str) -> list[tuple[Any, ...]]:
    """The classes of all images, with their reasons."""
    with connect(url) as connection:
        return connection.execute(
            "SELECT path, class, reason FROM lookalike_detail.retention_classification"
            " ORDER BY path"
        ).fetchall()


def test_all_stages_and_a_delta(any_logins: Logins, tmp_path: Path) -> None:
    folder = fill(tmp_path / "photographs", 12)
    url = any_logins.add("lookalike_loader")
    assert not install(url).changed  # as every command does first
    with connect(url) as loader:
        warnings: list[str] = []
        loader.add_notice_handler(
            lambda notice: (
                warnings.append(str(notice.message_primary))
                if notice.severity_nonlocalized == "WARNING"
                else None
            )
        )
        run(loader, folder)
        first = found(any_logins.url)
        assert len(first) == 17
        assert run(loader, folder)  # nothing to do
        assert found(any_logins.url) == first

        (folder / "box 0" / "000.png").rename(folder / "moved.png")
        (folder / "box 1" / "001.png").unlink()
        picture(99).save(folder / "box 2" / "002.png")
        run(loader, folder)
        assert {path for path, _, _ in found(any_logins.url)} == (
            {path for path, _, _ in first} - {"box 0/000.png", "box 1/001.png"}
        ) | {"moved.png"}
        assert warnings == []
        user = loader.info.user
    with connect(any_logins.url) as owner:
        events = read(owner)
        assert is_chain(events)
        assert {event.action for event in events} == {*STAGES, "use model"}
        assert {(event.done_by, event.database_role) for event in events} == {(user, user)}


def test_a_table_that_grew_is_analyzed(any_logins: Logins) -> None:
    """What the planner needs to know is found out, though the tables are not the loader's."""
    with connect(any_logins.add("lookalike_loader")) as loader:
        loader.execute(
            "INSERT INTO lookalike_internal.finished_pass SELECT 'a plan', n FROM"
            " generate_series(1, 5000) AS n"
        )
        loader.execute(
            "SELECT lookalike_internal.analyze_if_grown('lookalike_internal.finished_pass')"
        )
        rows = loader.execute(
            "SELECT reltuples FROM pg_class WHERE oid ="
            " 'lookalike_internal.finished_pass'::regclass"
        )
        assert rows.fetchone() == (5000,)


def test_the_owner_comes_to_the_same(logins: Logins, servers: Servers, tmp_path: Path) -> None:
    folder = fill(tmp_path / "photographs", 6)
    with connect(logins.add("lookalike_loader")) as loader:
        run(loader, folder)
    with servers.database(WAYS[0], "archive") as other:
        with connect(other) as owner:
            run(owner, folder)
        assert found(other) == found(logins.url)


@pytest.mark.parametrize("way", ["index", "passes"])
def test_other_settings_and_ways(
    logins: Logins, owner: Connection[Any], tmp_path: Path, way: str
) -> None:
    """What a change of settings takes away and queues anew is the loader's too."""
    with connect(logins.add("lookalike_loader")) as loader:
        scan_folder(loader, fill(tmp_path / "photographs", 12), workers=1)
        for radius, threshold, crowd in ((8, 64, 500), (10, 40, 1), (6, 64, 2), (8, 64, 500)):
            loader.execute(
                "CALL lookalike.find_matches("
                "radius => %s, threshold => %s, crowd_limit => %s, method => %s)",
                (radius, threshold, crowd, way),
            )
            loader.execute("CALL lookalike.form_clusters(true)")
        owner.execute("SELECT lookalike.set_setting('low_quality', '0.4')")
        loader.execute("CALL lookalike.find_matches()")


def test_another_model(logins: Logins, tmp_path: Path) -> None:
    """Embeddings are dropped and made anew, and their index with them."""
    index = "SELECT to_regclass('lookalike_internal.embedding_embedding_idx') IS NOT NULL"
    with connect(logins.add("lookalike_loader")) as loader:
        scan_folder(loader, fill(tmp_path / "photographs", 3), workers=1)
        stages.embed(loader, workers=1)
        loader.execute(
            "SELECT lookalike_internal.add_model("
            "'other', NULL, sha256('m'), 32, '{0,0,0}', '{1,1,1}', 'x', NULL, 'test')"
        )
        loader.execute("SELECT lookalike.use_model('other')")
        assert loader.execute("SELECT count(*) FROM lookalike_internal.embedding").fetchone() == (
            0,
        )
        loader.execute("SELECT lookalike_internal.drop_embedding_index()")
        assert loader.execute(index).fetchone() == (False,)
        loader.execute("SELECT lookalike_internal.index_embeddings()")
        assert loader.execute(index).fetchone() == (True,)


@pytest.mark.parametrize("role", ["lookalike_analyst", "lookalike_reviewer", "lookalike_steward"])
def test_others_run_no_stage(logins: Logins, tmp_path: Path, role: str) -> None:
    folder = fill(tmp_path / "photographs", 1)
    with connect(logins.add(role)) as person:
        for stage in (
            lambda: scan_folder(person, folder, workers=1),
            lambda: person.execute("CALL lookalike.find_matches()"),
            lambda: person.execute("CALL lookalike.form_clusters()"),
            lambda: person.execute("CALL lookalike.classify_images()"),
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                stage()

"""A dry run changes nothing, and says what the run then does: both are one path of code."""

import os
import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from psycopg import Connection, sql
from typer.testing import CliRunner

from command import run_command
from lookalike.cli import app, ask
from lookalike.errors import LookalikeError
from lookalike.quarantine.run import Outcome, apply_plan, restore_plan
from quarantine.shelf import Shelf

# Locks are rows that come and go, also for those who only look.
LOCKS = {"stage_lock", "guard_lock"}
DRY = "Dry run. This is what the command would do and say:"
NOTHING = "Nothing was changed. To do it, leave out --dry-run."
WHY = ("--by", "Paul", "--reason", "no use")


def everything(connection: Connection[Any]) -> dict[str, list[str]]:
    """All rows of all tables of the archive."""
    tables = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'lookalike_internal'::regnamespace"
        " AND relkind = 'r'"
    ).fetchall()
    return {
        table: sorted(
            text
            for (text,) in connection.execute(
                sql.SQL("SELECT t::text FROM lookalike_internal.{} t").format(sql.Identifier(table))
            )
        )
        for (table,) in tables
        if table not in LOCKS
    }


class World:
    """The files and the tables."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._rows, self._files = self._look()

    def is_unchanged(self) -> bool:
        rows, files = self._look()
        return rows == self._rows and files == self._files

    def _look(self) -> tuple[dict[str, list[str]], dict[str, tuple[int, int]]]:
        files = {}
        for top in (self._shelf.folder, self._shelf.away):
            for folder, folders, names in os.walk(os.fsencode(top)):
                for name in (*folders, *names):
                    status = os.lstat(os.path.join(folder, name))  # noqa: PTH118
                    files[repr((folder, name))] = (status.st_ino, status.st_mtime_ns)
        return everything(self._shelf.connection), files


def facts(outcome: Outcome) -> tuple[object, ...]:
    """All but the state of the plan, which a dry run leaves as it is."""
    return (
        outcome.done,
        outcome.byte_size,
        outcome.problems,
        outcome.withheld,
        outcome.never_approved,
    )


def rewrite(shelf: Shelf, file: Path, image: int) -> None:
    file.write_bytes(b"rewritten")


def remove(shelf: Shelf, file: Path, image: int) -> None:
    file.unlink()


def link(shelf: Shelf, file: Path, image: int) -> None:
    file.unlink()
    file.symlink_to("master.tif")


def keep(shelf: Shelf, file: Path, image: int) -> None:
    shelf.decide("keep", image)


def occupy(shelf: Shelf, file: Path, image: int) -> None:
    other = Path(
        shelf.one(
            "SELECT destination FROM lookalike_internal.quarantine_item WHERE image_id = %s", image
        )
    )
    other.parent.mkdir(parents=True, exist_ok=True)
    other.write_bytes(b"of somebody else")


def add_companion(shelf: Shelf, file: Path, image: int) -> None:
    file.with_suffix(".xmp").write_bytes(b"new")


def lose_master(shelf: Shelf, file: Path, image: int) -> None:
    (shelf.folder / "master.tif").write_bytes(b"another picture")


TROUBLES = [rewrite, remove, link, keep, occupy, add_companion]


@pytest.mark.parametrize("seed", range(4))
def test_a_dry_run_says_what_the_run_does(
    shelf: Shelf, archive: Connection[Any], seed: int
) -> None:
    rng = random.Random(seed)
    master = shelf.shelve("master.tif", "x", "archival master")
    copies = [shelf.shelve(f"{n}.tif", "x", "identical copy", master) for n in range(8)]
    plan = shelf.plan(*copies)
    for image in rng.sample(copies, 4):
        rng.choice(TROUBLES)(shelf, shelf.folder / f"{copies.index(image)}.tif", image)
    if seed == 3:
        lose_master(shelf, shelf.folder / "master.tif", master)

    world = World(shelf)
    foretold = apply_plan(archive, plan, dry_run=True)
    assert world.is_unchanged()
    done = apply_plan(archive, plan)
    assert facts(done) == facts(foretold)
    assert done.problems or done.withheld
    if seed != 3:
        assert 0 < done.done < len(copies)

    # On the way back something is in the way, and something has changed.
    for file in rng.sample(
        [file for file in shelf.away.rglob("*.tif") if file.is_file()], 2 * (seed != 3)
    ):
        rng.choice([rewrite, remove])(shelf, file, 0)
    world = World(shelf)
    foretold = restore_plan(archive, plan, dry_run=True)
    assert world.is_unchanged()
    assert facts(restore_plan(archive, plan)) == facts(foretold)


def test_it_stops_where_the_run_stops(shelf: Shelf, archive: Connection[Any]) -> None:
    """Nothing can be made in a folder that is a file."""
    master = shelf.shelve("master.tif", "x", "archival master")
    plan = shelf.plan(shelf.shelve("a.tif", "x", "identical copy", master))
    shelf.away.write_bytes(b"a file")
    for dry_run in (True, False):
        with pytest.raises(LookalikeError, match="the folder of the plan cannot be used"):
            apply_plan(archive, plan, dry_run=dry_run)


@pytest.fixture
def typed(shelf: Shelf, archive_url: str) -> Any:
    """Runs a command twice, dry and for good; returns what both say, without the frame of the dry
    run and without the end of the other."""

    def run(*words: object, first: tuple[object, ...] = ()) -> tuple[list[str], list[str]]:
        world = World(shelf)
        dry = run_command(archive_url, *words, "--dry-run").splitlines()
        assert world.is_unchanged()
        assert (dry[0], dry[-1]) == (DRY, NOTHING)
        done = run_command(archive_url, *words, *first).splitlines()
        return dry[1:-1], done

    return run


def test_the_commands(shelf: Shelf, archive_url: str, typed: Any) -> None:
    master = shelf.shelve("master.tif", "x", "archival master")
    for name in ("a.tif", "b.tif"):
        shelf.shelve(name, "x", "identical copy", master)
    (shelf.folder / "a.xmp").write_bytes(b"about a")
    images = ("--image", "a.tif", "--image", "b.tif")

    dry, done = typed("quarantine", "propose", "spring", "--to", shelf.away, *images, *WHY)
    assert dry == [
        f"Plan spring: 2 images, 32 bytes, to {shelf.away}.",
        "   test:a.tif",
        "   test:b.tif",
        "1 companion found: sidecar files, films of live photos.",
    ]
    number = shelf.one("SELECT max(plan_id) FROM lookalike_internal.quarantine_plan")
    assert done[:4] == [dry[0].replace("spring", str(number)), *dry[1:]]
    assert done[-1] == (
        f"Another person can approve it: lookalike quarantine approve {number} --by NAME"
    )
    run_command(archive_url, "quarantine", "approve", "spring", "--by", "Rita")

    dry, done = typed("quarantine", "apply", "spring", first=("--yes",))
    top = f"{shelf.away}/lookalike-"
    assert dry[0] == "Files to move: 2 (32 bytes)."
    assert dry[1] == "  from test:a.tif" and dry[2].startswith(f"    to {top}")
    assert dry[-1] == f"Plan {number} would move 2 files (32 bytes), 0 not moved."
    assert done[: len(dry) - 1] == dry[:-1]
    assert done[len(dry) - 1] == (
        f"Plan {number} is applied: 2 files moved (32 bytes), 0 not moved."
    )
    assert (
        done[-1] == f"Its files are moved. To put them back: lookalike quarantine restore {number}"
    )

    dry, done = typed("quarantine", "restore", "spring")
    assert dry[0] == "Files to put back: 2 (32 bytes)."
    assert dry[1].startswith(f"  from {top}") and dry[2] == "    to test:a.tif"
    assert dry[-1] == f"Plan {number} would put back 2 files (32 bytes), 0 not put back."
    assert done[: len(dry) - 1] == dry[:-1]
    assert "2 files put back (32 bytes), 0 not put back." in done[len(dry) - 1]

    authority = ("--authority", "Schedule 7", *WHY, "--image", "b.tif")
    dry, done = typed("quarantine", "transfer", "series 12", "--to", "Archives", *authority)
    assert dry == ["Plan series 12: 1 image, 16 bytes, for Archives.", "   test:b.tif"]
    assert done[1:2] == dry[1:]
    run_command(archive_url, "quarantine", "withdraw", "series 12", *WHY)

    (shelf.folder / "b.tif").unlink()
    shelf.connection.execute(
        "UPDATE lookalike_internal.image SET missing_since = now() WHERE path = 'b.tif'"
    )
    shredded = ("--method", "shredded", "--certificate", "C-9", "--witness", "W", "--date")
    dry, done = typed("quarantine", "disposal", "gone", *authority, *shredded, "2026-01-01")
    assert dry == ["Plan gone: the disposal of 1 image.", "   test:b.tif"]
    assert done[1:2] == dry[1:]

    dry, done = typed("collection", "set", "test", "--holds", "masters", "--jurisdiction", "HK")
    assert dry == [
        "What collection test holds is now masters. It was unknown.",
        "The jurisdiction of collection test is now HK. It was unknown.",
    ]
    assert done[:2] == dry
    elsewhere = shelf.folder.with_name("elsewhere")
    shelf.folder.rename(elsewhere)
    dry, done = typed("collection", "move", "test", elsewhere)
    assert dry == [f"The folder of collection test is now {elsewhere}. It was {shelf.folder}."]
    assert done[:1] == dry and f"To see what changed there: lookalike scan {elsewhere}" in done
    dry, done = typed("collection", "forget", "test", first=("--yes",))
    assert dry == [
        f"Collection test: 3 images (53 bytes) in {elsewhere}",
        "3 images of collection test would be forgotten. No file is touched.",
    ]
    assert done[1] == "3 images of collection test are forgotten. No file is touched."
    assert (elsewhere / "a.tif").exists()


class Terminal:
    """A person at a terminal who answers."""

    def __init__(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self._url = url
        stdin = SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True))
        monkeypatch.setattr(ask, "sys", stdin)

    def answer(self, answer: str, *words: object) -> tuple[int, str]:
        done = CliRunner().invoke(
            app, [*map(str, words), "--database", self._url], input=f"{answer}\n"
        )
        return done.exit_code, done.output


def test_apply_asks(shelf: Shelf, archive_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    master = shelf.shelve("master.tif", "x", "archival master")
    plan = shelf.plan(shelf.shelve("a.tif", "x", "identical copy", master))
    world = World(shelf)
    with pytest.raises(LookalikeError, match="asks before it goes on, and there is no") as refused:
        run_command(archive_url, "quarantine", "apply", plan)
    assert refused.value.detail == "The question is: Move 1 file now?"
    assert refused.value.hint == (
        f"Give --yes to answer yes. To look first: lookalike quarantine apply {plan} --dry-run"
    )
    assert world.is_unchanged()
    terminal = Terminal(archive_url, monkeypatch)
    for no in ("n", ""):
        code, said = terminal.answer(no, "quarantine", "apply", plan)
        assert code == 1 and "Move 1 file now? [y/N]" in said and "from test:a.tif" in said
        assert world.is_unchanged()
    code, said = terminal.answer("y", "quarantine", "apply", plan)
    assert code == 0 and "1 file moved" in said
    # There is nothing to ask about.
    assert terminal.answer("n", "quarantine", "apply", plan)[0] == 0


def test_what_a_plan_leaves_out_is_named(shelf: Shelf, archive_url: str) -> None:
    master = shelf.shelve("master.tif", "x", "archival master")
    shelf.classify(shelf.shelve("a.tif", "x"), "identical copy", master, "quarantine")
    lone = [f"lone {number}.tif" for number in range(7)]
    for name in lone:
        shelf.classify(shelf.shelve(name), "unique", disposition="quarantine")
    said = run_command(
        archive_url, "quarantine", "propose", "spring", "--to", shelf.away, *WHY, "--dry-run"
    ).splitlines()
    named = ", ".join(f'"{name}"' for name in lone[:5])
    assert said[1:4] == [
        f"note: left out 7 of 8 proposed images, because of guards: {named} and 2 more",
        "HINT: SELECT path, guard, reason FROM lookalike_detail.guarded_image shows why.",
        f"Plan spring: 1 image, 16 bytes, to {shelf.away}.",
    ]

"""Plans applied to real files, and undone."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from lookalike.errors import LookalikeError
from lookalike.quarantine import name, run
from lookalike.quarantine.run import apply_plan, restore_plan
from quarantine.shelf import Shelf


@pytest.fixture
def master(shelf: Shelf) -> int:
    return shelf.shelve("masters/a.tif", "x", "archival master")


@pytest.fixture
def copies(shelf: Shelf, master: int) -> list[int]:
    """Identical copies, some with names that are trouble, and one that is the same bytes."""
    names: list[str | bytes] = [
        "b.tif", "sub/deep/c.tif", b"odd \xff\xfe.tif", "line\nbreak.tif", r"back\x5Cslash.tif",
        "Príloha č. 3.tif", "'quoted' \"twice\".tif", "-rf *.tif",
    ]  # fmt: skip
    found = [shelf.shelve(name, "x", "identical copy", master) for name in names]
    content = b"content of masters/a.tif"
    return [*found, shelf.shelve("same.tif", "x", "identical copy", master, content)]


def test_a_plan_is_applied_and_undone(
    shelf: Shelf, archive: Connection[Any], master: int, copies: list[int]
) -> None:
    before = shelf.files()
    plan = shelf.plan(*copies)
    outcome = apply_plan(archive, plan)
    assert (outcome.state, outcome.done, outcome.problems) == ("applied", len(copies), [])
    assert set(shelf.states(plan).values()) == {"moved"}
    here = [path for path in shelf.files() if path.startswith(str(shelf.folder))]
    assert here == [str(shelf.folder / "masters" / "a.tif")]
    assert shelf.contents() == {
        content: 1 + (content == b"content of masters/a.tif") for content, *_ in before.values()
    }
    at_destination = {
        os.fsdecode(run.unescape_path(path))
        for (path,) in archive.execute("SELECT destination FROM lookalike_internal.quarantine_item")
    }
    assert at_destination == {path for path in shelf.files() if path.startswith(str(shelf.away))}

    assert apply_plan(archive, plan).done == 0  # there is nothing left to do
    outcome = restore_plan(archive, plan)
    assert (outcome.state, outcome.done, outcome.problems) == ("restored", len(copies), [])
    assert shelf.files() == before
    assert not list(shelf.away.iterdir())
    assert (
        shelf.one("SELECT count(*) FROM lookalike_internal.image WHERE missing_since IS NOT NULL")
        == 0
    )
    intact = "SELECT is_intact FROM lookalike.verify_log()"
    assert shelf.one(intact) is True


def _rewrite(shelf: Shelf, archive: Connection[Any], image: int) -> None:
    (shelf.folder / "c.tif").write_bytes(b"rewritten")


def _remove(shelf: Shelf, archive: Connection[Any], image: int) -> None:
    (shelf.folder / "c.tif").unlink()


def _make_link(shelf: Shelf, archive: Connection[Any], image: int) -> None:
    (shelf.folder / "c.tif").unlink()
    (shelf.folder / "c.tif").symlink_to("b.tif")


def _occupy(shelf: Shelf, archive: Connection[Any], image: int) -> None:
    path = shelf.one(
        "SELECT destination FROM lookalike_internal.quarantine_item WHERE image_id = %s", image
    )
    Path(path).parent.mkdir(parents=True)
    Path(path).write_bytes(b"somebody else's")


def _keep(shelf: Shelf, archive: Connection[Any], image: int) -> None:
    shelf.decide("keep", image)


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (_rewrite, "has changed: its SHA-256 is"),
        (_remove, "is neither at"),
        (_make_link, "is a symbolic link"),
        (_occupy, "is another file; nothing is overwritten"),
        (_keep, "human decision"),
    ],
)
def test_what_cannot_be_moved_stays_and_the_others_go_on(
    shelf: Shelf,
    archive: Connection[Any],
    master: int,
    trouble: Callable[[Shelf, Connection[Any], int], None],
    said: str,
) -> None:
    b, c, d = (
        shelf.shelve(name, "x", "identical copy", master) for name in ("b.tif", "c.tif", "d.tif")
    )
    plan = shelf.plan(b, c, d)
    trouble(shelf, archive, c)
    before = shelf.files()
    outcome = apply_plan(archive, plan)
    assert (outcome.state, outcome.done) == ("applied", 2)
    if trouble is not _keep:  # that was withheld before
        ((path, problem),) = outcome.problems
        assert path == "c.tif" and said in problem
    assert said in shelf.problem(plan, c)
    assert shelf.states(plan) == {b: "moved", c: "withheld", d: "moved"}
    restore_plan(archive, plan)
    assert shelf.files() == before


def _lose_master(shelf: Shelf) -> None:
    (shelf.folder / "masters" / "a.tif").unlink()


def _spoil_master(shelf: Shelf) -> None:
    (shelf.folder / "masters" / "a.tif").write_bytes(b"bit rot")


def _link_master(shelf: Shelf) -> None:
    """The master is the very file that is to leave, under another name."""
    file = shelf.folder / "masters" / "a.tif"
    file.unlink()
    file.hardlink_to(shelf.folder / "b.tif")


def _point_master(shelf: Shelf) -> None:
    file = shelf.folder / "masters" / "a.tif"
    file.unlink()
    file.symlink_to(shelf.folder / "b.tif")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_lose_master, "is not there"),
        (_spoil_master, "has changed"),
        (_link_master, "is another name of the same file"),
        (_point_master, "is a symbolic link"),
    ],
)
def test_nothing_leaves_unless_a_copy_is_really_there(
    shelf: Shelf, archive: Connection[Any], master: int, harm: Callable[[Shelf], None], said: str
) -> None:
    """Whatever the database says of it."""
    content = b"content of masters/a.tif"
    b = shelf.shelve("b.tif", "x", "identical copy", master, content)
    plan = shelf.plan(b)
    harm(shelf)
    before = shelf.files()
    ((_, problem),) = apply_plan(archive, plan).problems
    assert "No archival copy of it is there as it should be" in problem and said in problem
    assert shelf.states(plan) == {b: "withheld"}
    assert shelf.files() == before


def test_a_hold_that_comes_in_the_middle_brings_the_file_back(
    shelf: Shelf,
    archive: Connection[Any],
    master: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    b = shelf.shelve("b.tif", "x", "identical copy", master)
    plan = shelf.plan(b)
    before = shelf.files()
    rename = name.rename_noreplace

    def place(*arguments: Any) -> None:
        rename(*arguments)
        if not shelf.one("SELECT count(*) FROM lookalike_internal.legal_hold"):
            shelf.hold(image_id=b)

    monkeypatch.setattr(name, "rename_noreplace", place)
    outcome = apply_plan(archive, plan)
    assert outcome.problems == [("b.tif", "It became guarded, and was brought back.")]
    assert shelf.states(plan) == {b: "restored"}
    assert shelf.files() == before
    assert (
        shelf.one("SELECT missing_since FROM lookalike_internal.image WHERE image_id = %s", b)
        is None
    )


def test_undone_before_the_end(shelf: Shelf, archive: Connection[Any], master: int) -> None:
    b, c = (shelf.shelve(name, "x", "identical copy", master) for name in ("b.tif", "c.tif"))
    plan = shelf.plan(b, c)
    before = shelf.files()
    shelf.open(plan)
    shelf.one("SELECT lookalike_internal.begin_move(%s, %s)", plan, b)
    outcome = restore_plan(archive, plan)
    assert (outcome.state, outcome.problems) == ("restored", [])
    assert shelf.states(plan) == {b: "restored", c: "withheld"}
    assert shelf.files() == before


def test_a_collection_that_is_not_there_for_a_while(
    shelf: Shelf, archive: Connection[Any], master: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a kill in the middle of a move; nobody can tell then where the file is."""
    b = shelf.shelve("b.tif", "x", "identical copy", master)
    plan = shelf.plan(b)
    before = shelf.files()

    def die(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(run.ArchivalCopies, "check_again", die)
        with pytest.raises(KeyboardInterrupt):
            apply_plan(archive, plan)
    elsewhere = shelf.folder.with_name("elsewhere")
    shelf.folder.rename(elsewhere)
    for step, state in ((apply_plan, "moving"), (restore_plan, "restoring")):
        ((path, problem),) = step(archive, plan).problems
        assert path == "b.tif" and "cannot be opened: No such file or directory" in problem
        assert shelf.states(plan) == {b: state}
    elsewhere.rename(shelf.folder)
    assert restore_plan(archive, plan).problems == []
    assert shelf.files() == before


def test_files_that_an_earlier_version_moved_are_restored(
    shelf: Shelf, archive: Connection[Any], master: int
) -> None:
    """They have other destinations, and no row in the journal."""
    b = shelf.shelve("sub/b.tif", "x", "identical copy", master)
    archive.execute(
        "CREATE OR REPLACE FUNCTION lookalike_internal.compose_destination(destination text,"
        " plan_id integer, image_id bigint, path text) RETURNS text LANGUAGE sql STABLE"
        " RETURN format('%s/plan-%s/collection-1/%s', destination, plan_id, path)"
    )
    before = shelf.files()
    plan = shelf.plan(b)
    shelf.move(plan, b)
    away = shelf.away / f"plan-{plan}" / "collection-1" / "sub" / "b.tif"
    away.parent.mkdir(parents=True)
    (shelf.folder / "sub" / "b.tif").rename(away)
    assert restore_plan(archive, plan).problems == []
    assert shelf.states(plan) == {b: "restored"}
    assert shelf.files() == before
    assert not list(shelf.away.iterdir())


def test_what_has_come_in_its_place_is_not_overwritten(
    shelf: Shelf, archive: Connection[Any], master: int
) -> None:
    b = shelf.shelve("b.tif", "x", "identical copy", master)
    plan = shelf.plan(b)
    before = shelf.files()
    apply_plan(archive, plan)
    new = shelf.folder / "b.tif"
    new.write_bytes(b"new")
    ((path, problem),) = restore_plan(archive, plan).problems
    assert path == "b.tif" and "is another file; nothing is overwritten" in problem
    assert shelf.states(plan) == {b: "restoring"}
    assert problem == shelf.problem(plan, b)
    new.unlink()
    assert restore_plan(archive, plan).problems == []
    assert shelf.files() == before


def test_a_file_that_is_lost_in_quarantine_is_named(
    shelf: Shelf, archive: Connection[Any], master: int
) -> None:
    b, c = (shelf.shelve(name, "x", "identical copy", master) for name in ("b.tif", "c.tif"))
    plan = shelf.plan(b, c)
    apply_plan(archive, plan)
    next(shelf.away.rglob("b.tif")).unlink()
    outcome = restore_plan(archive, plan)
    assert [path for path, _ in outcome.problems] == ["b.tif"]
    assert (outcome.state, shelf.states(plan)) == ("applied", {b: "restoring", c: "restored"})


def test_a_destination_that_leads_into_a_collection(
    shelf: Shelf, archive: Connection[Any], master: int, tmp_path: Path
) -> None:
    """By a link that was put there after the plan was made."""
    b = shelf.shelve("b.tif", "x", "identical copy", master)
    plan = shelf.plan(b)
    shelf.away.symlink_to(shelf.folder)
    before = shelf.files()
    with pytest.raises(LookalikeError, match="is reached through a symbolic link"):
        apply_plan(archive, plan)
    assert shelf.states(plan) == {b: "approved"}
    assert shelf.files() == before
    # The plan is not left locked.
    shelf.away.unlink()
    assert apply_plan(archive, plan).done == 1


def test_only_what_is_approved_is_applied(
    shelf: Shelf, archive: Connection[Any], master: int
) -> None:
    b = shelf.shelve("b.tif", "x", "identical copy", master)
    plan = shelf.propose(b, destination=str(shelf.away))
    for call in (apply_plan, restore_plan):
        with pytest.raises(psycopg.Error, match="is proposed"):
            call(archive, plan)
    assert (shelf.folder / "b.tif").exists()


def test_files_are_moved_by_the_command_alone() -> None:
    """No other part of the loader reaches for what moves image files."""
    package = Path(run.__file__).parents[1]
    users = {
        module.relative_to(package).as_posix()
        for module in package.rglob("*.py")
        if re.search(r"(?:from|import) lookalike\.quarantine", module.read_text())
    }
    outside = {user for user in users if not user.startswith("quarantine/")}
    # A plan that is proposed names companions, and a bag is made of copies: both move nothing.
    harmless = {
        "cli/plan.py": {"propose"}, "cli/plan_papers.py": {"bag"}, "serve/plans.py": {"propose"},
    }  # fmt: skip
    assert outside == {"cli/quarantine.py", *harmless}
    for module, used in harmless.items():
        text = (package / module).read_text()
        assert set(re.findall(r"from lookalike\.quarantine\.(\w+)", text)) == used


def test_the_command_line(
    shelf: Shelf, archive: Connection[Any], archive_url: str, master: int, tmp_path: Path
) -> None:
    shelf.shelve("b.tif", "x", "identical copy", master)
    c = shelf.shelve("c.tif", "x", "identical copy", master)
    before = shelf.files()

    def lookalike(*arguments: str | Path, code: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "-c", "from lookalike.cli import main; main()", *map(str, arguments)],
            capture_output=True,
            text=True,
            env=os.environ | {"LOOKALIKE_DATABASE": archive_url},
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    said = lookalike(
        "quarantine", "propose", "spring", "--to", shelf.away, "--by", "Paul", "--reason",
        "no use", "--image", "b.tif", "--image", "test:c.tif",
    )  # fmt: skip
    assert "Plan 1: 2 images, 32 bytes" in said
    assert "another reviewer" in lookalike(
        "quarantine", "approve", "spring", "--by", "Paul", code=1
    )
    assert "2 images, 0 withheld" in lookalike("quarantine", "approve", "spring", "--by", "Rita")
    held = lookalike(
        "hold", "place", "Case 1", "--by", "Stella", "--reason", "evidence", "--image", "c.tif"
    )
    assert "Hold 1 for Case 1, on image test:c.tif and its versions: 3 images held." in held
    assert "Case 1: image" in lookalike("hold", "list")
    shown = lookalike("quarantine", "show", "1")
    assert "withheld: test:c.tif" in shown
    lookalike("hold", "close", "Case 1", "--by", "Stella", "--reason", "settled")
    assert "Stella asked to release it on" in lookalike("hold", "list")
    lookalike("hold", "confirm", "--matter", "Case 1", "--by", "Sam")
    assert "Nothing is held." in lookalike("hold", "list")
    # All were held, being copies of each other.
    said = lookalike(
        "quarantine", "propose", "summer", "--to", shelf.away, "--by", "Paul", "--reason",
        "no use", "--image", "b.tif", "--image", "c.tif",
    )  # fmt: skip
    lookalike("quarantine", "approve", "2", "--by", "Rita")
    (shelf.folder / "c.tif").write_bytes(b"rewritten")
    said = lookalike("quarantine", "apply", "summer", "--yes", code=1)
    assert "1 file moved" in said and '"c.tif": ' in said and "has changed" in said
    lookalike("quarantine", "export", "summer", tmp_path / "manifest.csv")
    lines = (tmp_path / "manifest.csv").read_text().splitlines()
    assert lines[0].startswith(
        "plan_id,plan,plan_state,image_id,collection,path,source,destination"
    )
    assert len(lines) == 3
    assert "cannot write" in lookalike(
        "quarantine", "export", "summer", tmp_path / "manifest.csv", code=1
    )
    assert "summer" in lookalike("quarantine", "list")
    assert "1 file put back" in lookalike("quarantine", "restore", "summer")
    assert 'plan "winter" does not exist' in lookalike("quarantine", "show", "winter", code=1)
    (shelf.folder / "c.tif").write_bytes(b"content of c.tif")
    assert {path: content for path, (content, *_) in shelf.files().items()} == {
        path: content for path, (content, *_) in before.items()
    }
    assert c

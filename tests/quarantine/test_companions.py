"""Sidecar files and the films of live photos go with their image, and come back with it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.types.json import Jsonb

from lookalike.beneath import open_root
from lookalike.quarantine.companions import Folders
from lookalike.quarantine.propose import name_companions
from lookalike.quarantine.run import apply_plan, restore_plan
from quarantine.shelf import Shelf

LIVE = b"....moov....mdta" + b"com.apple.quicktime.content.identifier" + b"...."


@pytest.mark.parametrize(
    ("image", "beside", "companions", "shared_with"),
    [
        ("a.jpg", ["a.xmp", "a.jpg.xmp", "a.AAE", "b.xmp", "a.txt", "a.jpg.txt"],
         ["a.AAE", "a.jpg.xmp", "a.xmp"], ["a.txt", "a.jpg.txt"]),
        ("IMG_1.HEIC", ["IMG_1.MOV", "IMG_1.XMP"], ["IMG_1.MOV", "IMG_1.XMP"], []),
        ("a.jpg", ["a.cr2", "a.xmp", "a.jpg.xmp"], ["a.jpg.xmp", "a.xmp"], ["a.cr2"]),
        ("a.jpg.png", ["a.jpg", "a.jpg.xmp"], ["a.jpg.xmp"], ["a.jpg"]),
        ("a.jpg", ["a.jpg.tif", "a.jpg.xmp"], ["a.jpg.xmp"], ["a.jpg.tif"]),
        ("noname", ["noname.xmp"], ["noname.xmp"], []),
        (".hidden", [".hidden.xmp", ".xmp"], [".hidden.xmp"], []),
    ],
)  # fmt: skip
def test_what_belongs_to_an_image(
    tmp_path: Path, image: str, beside: list[str], companions: list[str], shared_with: list[str]
) -> None:
    folder = tmp_path / "sub"
    folder.mkdir()
    for name in [image, *beside]:
        (folder / name).write_bytes(LIVE)
    folders = Folders(open_root(bytes(tmp_path)))
    found = folders.find(b"sub/" + image.encode())
    folders.close()
    assert [companion.path.decode() for companion in found] == [f"sub/{x}" for x in companions]
    sharers = {path.decode() for companion in found for path in companion.shared_with}
    assert sharers == {f"sub/{name}" for name in shared_with}


def test_what_is_no_companion(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"")
    (tmp_path / "a.mov").write_bytes(b"a film of its own")
    with (tmp_path / "a.mp4").open("wb") as film:
        film.write(LIVE)
        film.truncate(65 * 2**20)
    (tmp_path / "a.xmp").symlink_to("elsewhere")
    (tmp_path / "a.jpg.xmp").mkdir()
    folders = Folders(open_root(bytes(tmp_path)))
    assert folders.find(b"a.jpg") == []
    folders.close()


@pytest.fixture
def master(shelf: Shelf) -> int:
    return shelf.shelve("masters/a.tif", "x", "archival master")


def lay(shelf: Shelf, name: str, content: bytes = b"sidecar") -> Path:
    file = shelf.folder / name
    file.write_bytes(content)
    return file


def plan_of(shelf: Shelf, *images: int) -> int:
    """Propose as the command does, and approve."""
    plan = shelf.propose(*images, destination=str(shelf.away))
    _, troubles = name_companions(shelf.connection, plan)
    assert troubles == []
    shelf.approve(plan)
    return plan


def companions(shelf: Shelf, plan: int) -> list[tuple[str, str, str | None]]:
    rows = shelf.connection.execute(
        "SELECT path, state, obstacle FROM lookalike_detail.quarantine_companion WHERE plan_id = %s"
        " ORDER BY path",
        (plan,),
    )
    return rows.fetchall()


def test_companions_go_and_return(shelf: Shelf, archive: Connection[Any], master: int) -> None:
    b = shelf.shelve("dup/b.jpg", "x", "identical copy", master)
    names = ["dup/b.AAE", "dup/b.jpg.xmp", "dup/b.mov", "dup/b.xmp"]
    for name in names:
        lay(shelf, name, LIVE)
    before = shelf.files()
    plan = plan_of(shelf, b)
    manifest = "SELECT companions FROM lookalike_detail.quarantine_manifest"
    assert shelf.one(manifest).split("\n") == names
    assert apply_plan(archive, plan).problems == []
    assert companions(shelf, plan) == [(name, "moved", None) for name in names]
    assert list((shelf.folder / "dup").iterdir()) == []
    away = {file.name for file in shelf.away.rglob("*") if file.is_file()}
    assert away == {"b.jpg", *(Path(name).name for name in names)}
    logged = (
        "SELECT detail->'companions'->1->>'path' FROM lookalike_internal.event"
        " WHERE action = 'move' AND outcome = 'success'"
    )
    assert shelf.one(logged) == "dup/b.jpg.xmp"
    assert restore_plan(archive, plan).problems == []
    assert shelf.files() == before
    assert companions(shelf, plan) == [(name, "restored", None) for name in names]


def test_a_companion_that_another_file_may_have_stays(
    shelf: Shelf, archive: Connection[Any], master: int
) -> None:
    b = shelf.shelve("dup/b.jpg", "x", "identical copy", master)
    for name in ("dup/b.xmp", "dup/b.jpg.xmp", "dup/b.cr2"):
        lay(shelf, name)
    before = shelf.files()
    plan = plan_of(shelf, b)
    expected = [
        ("dup/b.jpg.xmp", "moved", None),
        ("dup/b.xmp", "stays", '"dup/b.cr2" may have it too, and stays.'),
    ]
    assert apply_plan(archive, plan).problems == []
    assert companions(shelf, plan) == expected
    assert {file.name for file in (shelf.folder / "dup").iterdir()} == {"b.xmp", "b.cr2"}
    assert restore_plan(archive, plan).problems == []
    assert shelf.files() == before


@pytest.mark.parametrize("held", [False, True])
def test_images_that_share_a_companion(
    shelf: Shelf, archive: Connection[Any], master: int, held: bool
) -> None:
    """It goes with the last of them; if one is withheld after all, it stays with that one."""
    other_master = shelf.shelve("masters/b.tif", "y", "archival master")
    b = shelf.shelve("dup/b.jpg", "x", "identical copy", master)
    c = shelf.shelve("dup/b.tif", "y", "identical copy", other_master)
    lay(shelf, "dup/b.xmp")
    before = shelf.files()
    plan = plan_of(shelf, b, c)
    if held:
        shelf.decide("keep", c)
    apply_plan(archive, plan)
    left = {file.name for file in (shelf.folder / "dup").iterdir()}
    assert left == ({"b.tif", "b.xmp"} if held else set())
    assert restore_plan(archive, plan).problems == []
    assert shelf.files() == before


def _change(file: Path) -> None:
    file.write_bytes(b"changed")


def _lose(file: Path) -> None:
    file.unlink()


def _add(file: Path) -> None:
    file.with_name("b.jpg.xmp").write_bytes(b"new")


@pytest.mark.parametrize(
    ("harm", "said"),
    [(_change, "has changed"), (_lose, "is neither at"), (_add, "is not in the plan")],
)
def test_an_image_stays_if_its_companions_are_not_as_they_were(
    shelf: Shelf, archive: Connection[Any], master: int, harm: Any, said: str
) -> None:
    b = shelf.shelve("dup/b.jpg", "x", "identical copy", master)
    file = lay(shelf, "dup/b.xmp")
    plan = plan_of(shelf, b)
    harm(file)
    before = shelf.files()
    ((path, problem),) = apply_plan(archive, plan).problems
    assert path == "dup/b.jpg" and said in problem
    assert shelf.states(plan) == {b: "withheld"}
    assert shelf.files() == before


@pytest.mark.parametrize(
    "path",
    ["masters/a.xmp", "dup/other.xmp", "dup/b.tif", "dup/b.txt", "dup/b.jpg", "../b.xmp"],
)
def test_only_companions_are_taken_for_companions(shelf: Shelf, master: int, path: str) -> None:
    b = shelf.shelve("dup/b.jpg", "x", "identical copy", master)
    shelf.shelve("dup/b.tif", "y", "unique")
    plan = shelf.propose(b, destination=str(shelf.away))
    named = [{"image_id": b, "path": path, "byte_size": 1, "sha256": "00" * 32, "shared_with": []}]
    add = "SELECT lookalike_internal.add_companions(%s, %s)"
    with pytest.raises(psycopg.Error, match="cannot be a companion"):
        shelf.one(add, plan, Jsonb(named))
    named[0]["path"] = "dup/b.xmp"
    assert shelf.one(add, plan, Jsonb(named)) == 1
    shelf.approve(plan)
    with pytest.raises(psycopg.Error, match="is approved"):
        shelf.one(add, plan, Jsonb(named))


def test_the_command_names_companions(
    shelf: Shelf, archive_url: str, master: int, tmp_path: Path
) -> None:
    shelf.shelve("dup/b.jpg", "x", "identical copy", master)
    lay(shelf, "dup/b.xmp")
    lay(shelf, "dup/b.jpg.xmp")
    lay(shelf, "dup/b.cr2")

    def lookalike(*arguments: str | Path) -> str:
        done = subprocess.run(
            [sys.executable, "-c", "from lookalike.cli import main; main()", *map(str, arguments)],
            capture_output=True,
            text=True,
            env=os.environ | {"LOOKALIKE_DATABASE": archive_url},
            check=True,
        )
        return done.stdout

    said = lookalike(
        "quarantine", "propose", "p", "--to", shelf.away, "--by", "Paul", "--reason", "no use",
        "--image", "dup/b.jpg",
    )  # fmt: skip
    assert "2 companions found" in said
    said = lookalike("quarantine", "show", "p")
    assert "   with it: dup/b.jpg.xmp\n" in said
    assert '   without: dup/b.xmp ("dup/b.cr2" may have it too, and stays.)\n' in said

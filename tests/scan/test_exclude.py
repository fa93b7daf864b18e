"""What patterns leave out, and what a scan says about it."""

import os
import shutil
import string
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg import Connection

from lookalike.errors import LookalikeError
from lookalike.scan.exclude import DISCARDED, LOCK_FILES, NOTHING, Excludes
from lookalike.scan.record import ScanProblem, WalkedFile
from lookalike.scan.run import ScanResult, scan_folder
from lookalike.scan.walk import walk
from pictures import fill, picture


def is_left_out(pattern: str, path: str | bytes, is_folder: bool = False) -> bool:
    raw = os.fsencode(path)
    found = Excludes([pattern], defaults=False).find(raw, raw.rpartition(b"/")[2], is_folder)
    return found is not None


@pytest.mark.parametrize(
    ("pattern", "left_out", "kept"),
    [
        ("proxies", ["proxies", "a/b/proxies"], ["proxies2", "proxies/a", "Proxies"]),
        ("*.tmp", ["a.tmp", ".tmp", "a/b.tmp", "two\nlines.tmp"], ["a.tmp2", "tmp", "a.tmp/b"]),
        ("scan_?.tif", ["scan_1.tif", "scan_ä.tif"], ["scan_.tif", "scan_12.tif"]),
        ("[a-c]x", ["ax", "cx"], ["dx", "x", "aax"]),
        ("[!a-c]x", ["dx", "!x"], ["ax", "x"]),
        ("[]x]", ["]", "x"], ["[", "[]x]"]),
        ("[[]a]", ["[a]"], ["a"]),
        ("2019/proxies", ["2019/proxies"], ["proxies", "a/2019/proxies", "2019/proxies/a"]),
        ("2019/*", ["2019/a"], ["2019", "2019/a/b", "b/2019/a"]),
        ("./proxies", ["proxies"], ["a/proxies"]),
        ("**/a/b", ["a/b", "x/a/b", "x/y/a/b"], ["b", "xa/b"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["ab", "a/xb"]),
        ("a?b", ["axb"], ["a/b"]),
        ("a[!x]b", ["ayb"], ["a/b"]),
        ("a.b+c$", ["a.b+c$"], ["aXb+c$", "a.bbc$"]),
        ("{a,b}", ["{a,b}"], ["a", "b"]),
    ],
)
def test_patterns(pattern: str, left_out: list[str], kept: list[str]) -> None:
    assert [path for path in left_out if not is_left_out(pattern, path)] == []
    assert [path for path in kept if is_left_out(pattern, path)] == []


def test_a_slash_at_the_end_means_folders_only() -> None:
    assert is_left_out("proxies/", "a/proxies", is_folder=True)
    assert not is_left_out("proxies/", "a/proxies")
    assert is_left_out("2019/proxies/", "2019/proxies", is_folder=True)
    assert is_left_out("proxies", "a/proxies", is_folder=True)


def test_names_are_bytes() -> None:
    name = b"caf\xe9.jpg"
    assert is_left_out("caf?.jpg", name)
    assert is_left_out(r"caf\xE9.jpg", name)  # as the archive writes the name
    assert is_left_out(os.fsdecode(name), name)  # as a shell passes it on
    assert not is_left_out("café.jpg", name)
    assert Excludes([os.fsdecode(name)], defaults=False).patterns == [r"caf\xE9.jpg"]


@given(st.text(string.printable.replace("/", "") + "é\udcff", min_size=1, max_size=8))
def test_a_name_in_brackets_is_left_out_and_no_other(name: str) -> None:
    """Every character can be told as itself."""
    if name in (".", "..") or "\0" in name or r"\x" in name:
        return
    pattern = "".join(f"[{c}]" if c in "*?[" else c for c in name)
    assert is_left_out(pattern, name)
    assert not is_left_out(pattern, name + "x")
    assert not is_left_out(pattern, "x" + name)


@pytest.mark.parametrize(
    ("pattern", "detail"),
    [
        ("", None),
        ("/mnt/bin", "absolute"),
        ("a//b", "empty"),
        ("../a", "empty"),
        ("a/./b", "empty"),
        ("./", "empty"),
        ("a[b", "no"),
        ("[z-a]", "range"),
        (r"a\x00", "NUL"),
    ],
)
def test_a_bad_pattern_is_explained(pattern: str, detail: str | None) -> None:
    with pytest.raises(LookalikeError, match="exclude pattern") as caught:
        Excludes([pattern])
    assert detail is None or detail in (caught.value.detail or "")
    assert "2019/proxies" in (caught.value.hint or "")


PLACES = [
    "$RECYCLE.BIN", "$Recycle.Bin", "RECYCLER", "#recycle", "@Recycle", ".recycle", ".Trash",
    ".Trash-1000", ".Trashes", ".local/share/Trash", "files_trashbin", "Network Trash Folder",
    ".snapshot", ".snapshots", "~snapshot", "#snapshot", "@Recently-Snapshot", "@GMT-2024.01.31-22",
    ".snap", ".zfs", "System Volume Information", ".DocumentRevisions-V100", ".stversions",
    "files_versions", ".thumbnails", ".cache/thumbnails", "@eaDir", ".@__thumb", "lost+found",
    "found.000",
]  # fmt: skip
LIVE = [
    "recycle", "Trash", "trash", "snapshot", "snapshots", "My.Trash", ".Trasher", "x.zfs",
    "thumbnails", "share/Trash", "found.00", "found.0000", "lostfound", "found", ".snapshots2",
    "bin", "the #recycle",
]  # fmt: skip


def list_files(folder: Path, excludes: Excludes) -> list[WalkedFile]:
    return [item for item in walk(folder, excludes=excludes) if isinstance(item, WalkedFile)]


@pytest.mark.parametrize("place", PLACES)
def test_default_places_are_left_out_at_every_depth(tmp_path: Path, place: str) -> None:
    for above in ("", "box 1/a"):
        folder = tmp_path / above / place / "inner"
        folder.mkdir(parents=True)
        (folder / "a.jpg").touch()
    found = list(walk(tmp_path, excludes=Excludes()))
    assert {(item.path, item.problem) for item in found if isinstance(item, ScanProblem)} == {
        (place, "excluded"), (f"box 1/a/{place}", "excluded"),
    }  # fmt: skip
    assert not any(isinstance(item, WalkedFile) for item in found)
    assert len(list_files(tmp_path, NOTHING)) == 2


@pytest.mark.parametrize("place", LIVE)
def test_other_places_are_scanned(tmp_path: Path, place: str) -> None:
    (tmp_path / place).mkdir(parents=True)
    (tmp_path / place / "a.jpg").touch()
    assert len(list_files(tmp_path, Excludes())) == 1


def test_lock_files_are_left_out_and_other_names_are_not() -> None:
    defaults = Excludes()
    for name in (b"~$report.jpg", b".~lock.map.tif#", b".trashed-1690000000-a.jpg"):
        assert defaults.find(b"a/" + name, name, False), name
    for name in (b"$report.jpg", b"lock.tif#", b".hidden.jpg", b"#recycle", b".Trash-1000"):
        assert not defaults.find(b"a/" + name, name, False), name


def test_the_database_knows_the_same_places(any_archive: Connection[Any]) -> None:
    """is_discarded() is true where the default patterns, but for lock files, leave a file out."""
    names = PLACES + LIVE + [".trashed-1-a", "~$a", "a", "new\nline", r"\xFF", ".\u017fnapshot"]
    paths = ["a.jpg", "#recycle", ".trashed-1-a.jpg", "~$a.jpg"]
    paths += [f"{above}{name}/{below}" for name in names for above in ("", "x/", "x/y/")
              for below in ("a.jpg", "b/a.jpg")]  # fmt: skip
    paths += [f"x/{name.upper()}/a" for name in names] + [f"x/{name}" for name in names]

    def is_left_out(path: str) -> bool:
        parts = path.encode().split(b"/")
        found = (
            places.find(b"/".join(parts[:n]), parts[n - 1], n < len(parts))
            for n in range(1, len(parts) + 1)
        )
        return any(found)

    places = Excludes()
    lock_files = {pattern for patterns in LOCK_FILES.values() for pattern in patterns}
    assert lock_files < set(places.patterns)
    wanted = {path for path in paths if is_left_out(path) and "~$" not in path}
    found = any_archive.execute(
        "SELECT path FROM unnest(%s::text[]) AS p (path)"
        " WHERE lookalike_internal.is_discarded(path)",
        (paths,),
    )
    assert {path for (path,) in found} == wanted
    assert len(wanted) > 200
    # Every pattern of the list has an example among the places.
    for pattern in (pattern for patterns in DISCARDED.values() for pattern in patterns):
        this = Excludes([pattern], defaults=False)
        assert any(
            this.find(path.encode(), path.rpartition("/")[2].encode(), True)
            for path in [*PLACES, ".trashed-1-a"]
        ), pattern


def scan(
    connection: Connection[Any], folder: Path, *patterns: str, defaults: bool = True
) -> ScanResult:
    return scan_folder(
        connection, folder, workers=1, excludes=Excludes(patterns, defaults=defaults)
    )


def present(connection: Connection[Any]) -> set[str]:
    rows = connection.execute("SELECT path FROM lookalike_detail.image WHERE missing_since IS NULL")
    return {path for (path,) in rows}


def left_out(connection: Connection[Any]) -> dict[str, int | None]:
    rows = connection.execute(
        "SELECT path, byte_size FROM lookalike.scan_problem WHERE problem = 'excluded'"
    )
    return dict(rows.fetchall())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three live pictures; copies of two of them in a bin and a snapshot, and a broken file."""
    folder = tmp_path / "photographs"
    for n in range(3):
        (folder / "2019").mkdir(parents=True, exist_ok=True)
        picture(n).save(folder / "2019" / f"{n}.png")
    for place in ("#recycle/2019", ".snapshots/7/snapshot/2019"):
        (folder / place).mkdir(parents=True)
        shutil.copy(folder / "2019" / "0.png", folder / place / "0.png")
    (folder / "#recycle" / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    shutil.copy(folder / "2019" / "1.png", folder / "2019" / "1 proxy.png")
    return folder


LIVE_FILES = {"2019/0.png", "2019/1.png", "2019/1 proxy.png", "2019/2.png"}
BIN_FILES = {"#recycle/2019/0.png", ".snapshots/7/snapshot/2019/0.png"}


def test_what_is_left_out_is_counted_and_no_problem(archive: Connection[Any], folder: Path) -> None:
    found = scan(archive, folder, "*proxy*")
    assert present(archive) == LIVE_FILES - {"2019/1 proxy.png"}
    size = (folder / "2019" / "1 proxy.png").stat().st_size
    assert left_out(archive) == {"#recycle": None, ".snapshots": None, "2019/1 proxy.png": size}
    assert (found.counts["files"], found.counts["images"], found.counts["problems"]) == (3, 3, 0)
    assert (found.counts["folders_left_out"], found.counts["files_left_out"]) == (2, 1)
    assert found.left_out == {
        ('left out by the default pattern "#recycle/" (recycle bin)', True): 1,
        ('left out by the default pattern ".snapshots/" (snapshot or earlier version)', True): 1,
        ('left out by the pattern "*proxy*"', False): 1,
    }
    archive.execute("CALL lookalike.refresh_facts()")
    summary = archive.execute("SELECT DISTINCT problems FROM lookalike.duplication_summary")
    assert set(summary) == {(0,), (None,)}
    # The run has the patterns, and a second scan changes nothing.
    patterns = archive.execute(
        "SELECT (settings::jsonb #> '{limits,exclude}') @> '[\"*proxy*\", \"#recycle/\"]'"
        " FROM lookalike_detail.run"
    ).fetchall()
    assert patterns == [(True,)]
    again = scan(archive, folder, "*proxy*")
    assert again.counts == found.counts | {"new": 0}
    assert not again.has_other_patterns


def test_images_that_are_left_out_later_are_not_missing_and_come_back(
    archive: Connection[Any], folder: Path
) -> None:
    everything = scan(archive, folder, defaults=False)
    assert present(archive) == LIVE_FILES | BIN_FILES
    assert everything.counts["problems"] == 1
    numbers = "SELECT path, image_id FROM lookalike_detail.image ORDER BY path"
    before = archive.execute(numbers).fetchall()

    # A file with the bytes of one that is left out is a new image: the other may be there still.
    shutil.copy(folder / "2019" / "0.png", folder / "2019" / "0 again.png")
    fewer = scan(archive, folder)
    assert fewer.has_other_patterns
    assert present(archive) == LIVE_FILES | {"2019/0 again.png"}
    counts = fewer.counts
    assert (counts["missing"], counts["moved"], counts["new"]) == (0, 0, 1)
    assert (counts["images_left_out"], counts["problems"]) == (2, 0)
    assert "images_left_out" not in scan(archive, folder).counts

    (folder / "2019" / "0 again.png").unlink()
    again = scan(archive, folder, defaults=False)
    assert present(archive) == LIVE_FILES | BIN_FILES
    after = archive.execute(numbers).fetchall()
    assert [row for row in after if row[0] != "2019/0 again.png"] == before
    assert (again.counts["new"], again.counts["changed"], again.counts["problems"]) == (0, 0, 1)
    assert left_out(archive) == {}


def test_a_file_that_moves_into_a_bin_is_missing(archive: Connection[Any], folder: Path) -> None:
    scan(archive, folder)
    shutil.move(folder / "2019" / "2.png", folder / "#recycle" / "2.png")
    counts = scan(archive, folder).counts
    assert (counts["missing"], counts["moved"]) == (1, 0)
    assert "images_left_out" not in counts


def test_a_single_file_is_left_out_and_taken_in_again(
    archive: Connection[Any], folder: Path
) -> None:
    """Its size and time are known, and all the same it has to be read."""
    scan(archive, folder, "2019/2.png")
    assert "2019/2.png" in left_out(archive)
    scan(archive, folder)
    assert present(archive) == LIVE_FILES
    counts = scan(archive, folder, "2019/2.png").counts
    assert (counts["images_left_out"], counts["missing"]) == (1, 0)
    assert present(archive) == LIVE_FILES - {"2019/2.png"}


def test_other_patterns_do_not_read_what_failed_again(
    archive: Connection[Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(archive, folder, defaults=False)
    monkeypatch.setattr("lookalike.scan.run.fingerprint_file", os.abort)
    counts = scan(archive, folder, "*proxy*", defaults=False).counts
    assert (counts["images_left_out"], counts["problems"]) == (1, 1)


def test_leaving_out_everything_is_refused_where_there_were_images(
    archive: Connection[Any], folder: Path
) -> None:
    scan(archive, folder)
    with pytest.raises(psycopg.errors.NoDataFound, match="is left out") as caught:
        scan(archive, folder, "*")
    assert "patterns" in (caught.value.diag.message_detail or "")
    assert "other patterns" in (caught.value.diag.message_hint or "")
    assert present(archive) == LIVE_FILES


def test_hostile_names_are_left_out_by_patterns(tmp_path: Path) -> None:
    top = os.fsencode(fill(tmp_path / "odd", 1))
    for name in (b"caf\xe9.tmp", b"two\nlines.tmp", b"-rf.tmp"):
        Path(os.fsdecode(top + b"/" + name)).touch()
    (tmp_path / "odd" / "link.tmp").symlink_to("nothing")
    found = list(walk(tmp_path / "odd", excludes=Excludes(["*.tmp"])))
    problems = {item.path: item.problem for item in found if isinstance(item, ScanProblem)}
    assert problems == dict.fromkeys(
        [r"caf\xE9.tmp", "two\nlines.tmp", "-rf.tmp", "link.tmp"], "excluded"
    )

"""`lookalike audit` as a user runs it, on both versions of PostgreSQL and in both modes."""

import csv
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from command import run_command
from lookalike.cli import app
from lookalike.errors import LookalikeError
from pictures import fill, picture
from servers import WAYS


@pytest.mark.parametrize(
    "any_way", [WAYS[0], pytest.param(WAYS[3], marks=pytest.mark.long)], ids=str, indirect=True
)
def test_audit_of_a_folder(any_archive_url: str, tmp_path: Path) -> None:
    folder, report = fill(tmp_path / "photographs"), tmp_path / "report"
    arguments = ["audit", str(folder), "--database", any_archive_url, "--report", str(report)]
    first = CliRunner().invoke(app, [*arguments, "--workers", "1", "--storage-cost", "1000"])
    assert first.exit_code == 0, first.output
    for line in (
        "34 images among 37 files; 34 new",
        "10 of 34 images (29.4%) are duplicates",
        "2 files could not be audited",
        "This audit only read files. Lookalike has moved, changed or deleted no file.",
    ):
        assert line in first.output

    # Of every fourth picture there is a web copy, of every sixth one a copy byte for byte.
    expected = {(f"box {n % 3}/{n:03} web.jpg", f"box {n % 3}/{n:03}.png") for n in range(0, 24, 4)}
    with (report / "duplicate_pairs.csv").open(newline="", encoding="utf-8") as file:
        pairs = [row for row in csv.DictReader(file) if row["accepted"] == "t"]
    copies = {
        (row["path_a"], row["path_b"]) for row in pairs if row["relation"] == "identical file"
    }
    assert copies == {
        (f"box {n % 3}/{n:03} copy.png", f"box {n % 3}/{n:03}.png") for n in range(0, 24, 6)
    }
    with psycopg.connect(any_archive_url) as connection:
        cluster_of = dict(
            connection.execute("SELECT path, cluster_id FROM lookalike_detail.duplicate_image")
        )
        assert all(cluster_of[a] == cluster_of[b] for a, b in expected | copies)
        assert len(set(cluster_of.values())) == 8
        classes = dict(
            connection.execute(
                "SELECT class, count(*) FROM lookalike_detail.retention_classification"
                " GROUP BY class"
            )
        )
        # To the model these made-up pictures are all of a kind.
        assert classes == {
            "archival master": 8, "identical copy": 4, "derivative": 6, "possible duplicate": 16,
        }  # fmt: skip
        proofs = connection.execute(
            "SELECT DISTINCT proof FROM lookalike_detail.duplicate_pair"
            " WHERE accepted AND relation NOT LIKE 'identical%'"
        ).fetchall()
        assert proofs == [("proven",)]
        masters = connection.execute(
            "SELECT DISTINCT format FROM lookalike_detail.duplicate_image WHERE is_master"
        ).fetchall()
        assert masters == [("PNG",)]

    html = (report / "report.html").read_bytes()
    second = CliRunner().invoke(app, [*arguments, "--workers", "1"])
    assert second.exit_code == 0, second.output
    assert "0 new, 0 changed, 0 moved, 0 missing" in second.output
    # The second report differs in nothing but the time of the last scan.
    again = (report / "report.html").read_bytes()
    assert len(again.splitlines()) == len(html.splitlines())
    different = [
        line
        for line, other in zip(html.splitlines(), again.splitlines(), strict=True)
        if line != other
    ]
    assert all(b"ast scanned" in line for line in different)


def test_where_no_original_is_certain_people_decide(archive_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "photographs"
    folder.mkdir()
    picture(1, 400, 300).save(folder / "a.png")
    picture(1, 400, 300).resize((200, 150)).save(folder / "b.png")
    arguments = ["--database", archive_url, "--report", str(tmp_path / "report"), "--quick"]
    done = CliRunner().invoke(app, ["audit", str(folder), *arguments, "--workers", "1"])
    assert done.exit_code == 0, done.output
    assert "2 images. People decide which of them is the original." in " ".join(done.output.split())
    assert "None" not in done.output


def test_a_quick_audit_compares_hashes_only(archive_url: str, tmp_path: Path) -> None:
    folder, report = fill(tmp_path / "photographs"), tmp_path / "report"
    arguments = ["audit", str(folder), "--database", archive_url, "--report", str(report)]
    done = CliRunner().invoke(app, [*arguments, "--workers", "1", "--quick"])
    assert done.exit_code == 0, done.output
    # They are duplicates all the same; their originals are undetermined, as only pixels tell.
    assert "10 of 34 images (29.4%) are duplicates" in done.output
    assert "embed" not in done.output
    assert "prove" not in done.output
    with psycopg.connect(archive_url) as connection:
        classes = dict(
            connection.execute(
                "SELECT class, count(*) FROM lookalike_detail.retention_classification"
                " GROUP BY class"
            )
        )
        assert classes == {
            "archival master": 2, "identical copy": 4, "original undetermined": 12, "unique": 16,
        }  # fmt: skip
        assert connection.execute(
            "SELECT count(*) FROM lookalike_internal.embedding"
        ).fetchone() == (0,)
        assert connection.execute(
            "SELECT count(proof) FROM lookalike_internal.match"
        ).fetchone() == (0,)
    # What was left out can be made up for.
    full = CliRunner().invoke(app, [*arguments, "--workers", "1"])
    assert full.exit_code == 0, full.output
    assert "0 new, 0 changed" in full.output
    with psycopg.connect(archive_url) as connection:
        assert connection.execute(
            "SELECT DISTINCT proof FROM lookalike_detail.duplicate_pair"
            " WHERE accepted AND relation NOT LIKE 'identical%'"
        ).fetchall() == [("proven",)]


def test_an_audit_of_nothing(archive_url: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = CliRunner().invoke(
        app,
        [
            "audit",
            str(tmp_path / "empty"),
            "--database",
            archive_url,
            "--report",
            str(tmp_path / "report"),
            "--workers",
            "1",
        ],
    )
    assert result.exit_code == 0, result.output
    assert "0 images among 0 files" in result.output
    assert "No images were found." in result.output
    assert (tmp_path / "report" / "report.html").is_file()


def test_nothing_is_written_into_the_folder(archive_url: str, tmp_path: Path) -> None:
    folder = fill(tmp_path / "photographs", 1)
    before = sorted(folder.rglob("*"))
    for report in (folder, folder / "report"):
        arguments = ["audit", str(folder), "--database", archive_url, "--report", str(report)]
        result = CliRunner().invoke(app, arguments)
        assert isinstance(result.exception, LookalikeError)
        assert "is inside the image folder" in str(result.exception)
        assert "--report" in (result.exception.hint or "")
    assert sorted(folder.rglob("*")) == before


def test_no_folder_at_all(archive_url: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["audit", "", "--database", archive_url])
    assert result.exit_code == 2
    assert "the path is empty" in result.output
    good = fill(tmp_path / "photographs", 1)
    result = CliRunner().invoke(
        app, ["scan", str(good), str(tmp_path / "nowhere"), "--database", archive_url]
    )
    assert isinstance(result.exception, LookalikeError)
    with psycopg.connect(archive_url) as connection:  # nothing was begun
        assert connection.execute("SELECT count(*) FROM lookalike_internal.run").fetchone() == (0,)


def test_bins_are_left_out_counted_and_taken_in_on_request(
    archive_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "photographs"
    for place in ("#recycle/2019", "2019", "2019/proxies"):
        (folder / place).mkdir(parents=True)
        picture(1).save(folder / place / "bridge.png")

    def audit(*options: str) -> list[str]:
        arguments = ["audit", folder, "--quick", "--workers", 1, "--report", tmp_path / "report"]
        return run_command(archive_url, *arguments, *options).splitlines()

    lines = audit("--exclude", "proxies/")
    scan = next(number for number, line in enumerate(lines) if line.startswith("scan: "))
    assert lines[scan + 1 : scan + 3] == [
        '  left out by the default pattern "#recycle/" (recycle bin): 1 folder',
        '  left out by the pattern "proxies/": 1 folder',
    ]
    assert (
        "Left out by patterns: 2 folders. They have the problem excluded in view scan_problem."
        in lines
    )
    assert not any("could not be audited" in line for line in lines)
    assert "Left out by a pattern" in (tmp_path / "report" / "report.html").read_text()

    lines = audit("--no-default-excludes", "--exclude", "2019/proxies")
    assert lines[scan].startswith(f"scan: {folder}: 2 images among 2 files; 1 new")
    assert "  the last scan of this folder had other exclude patterns" in lines
    with psycopg.connect(archive_url) as connection:
        classes = connection.execute(
            "SELECT path, class FROM lookalike_detail.retention_classification ORDER BY path"
        ).fetchall()
    assert classes == [
        ("#recycle/2019/bridge.png", "identical copy"),
        ("2019/bridge.png", "archival master"),
    ]

    lines = audit()
    assert "  1 image of earlier scans is left out now, and no longer in the audit" in lines
    assert " 0 missing;" in lines[scan]


def test_a_bad_pattern_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    arguments = ["audit", str(tmp_path), "--exclude", "/bin", "--data-dir", str(tmp_path / "data")]
    done = CliRunner().invoke(app, arguments)
    assert isinstance(done.exception, LookalikeError)
    assert "absolute path" in str(done.exception)
    assert not (tmp_path / "data").exists()

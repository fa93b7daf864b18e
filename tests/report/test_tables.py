"""The CSV files are the views: row for row, byte for byte."""

import csv
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection, sql

from builder import FakeImage, put
from lookalike.errors import LookalikeError
from lookalike.output import replaced
from lookalike.report import write_report
from report.conftest import Audit, finish

VIEWS = {
    "pairs_csv": "lookalike_detail.duplicate_pair",
    "images_csv": "lookalike_detail.duplicate_image",
    "problems_csv": "lookalike.scan_problem",
}


def columns(connection: Connection[Any], view: str) -> list[str]:
    cursor = connection.execute(f"SELECT * FROM {view} LIMIT 0")
    assert cursor.description is not None
    return [column.name for column in cursor.description]


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("name", VIEWS)
def test_csv_equals_the_view(sample_audit: Audit, name: str) -> None:
    connection, view = sample_audit.connection, VIEWS[name]
    header, *rows = read(getattr(sample_audit.files, name))
    assert header == columns(connection, view)
    texts = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(c)) for c in header)
    with connection.transaction():
        connection.execute("SET LOCAL TimeZone = 'UTC'")
        expected = connection.execute(
            sql.SQL("SELECT {} FROM {}").format(texts, sql.SQL(view))
        ).fetchall()
    # COPY writes t and f where a cast to text gives true and false, and nothing for null.
    words = {None: "", "true": "t", "false": "f"}
    assert sorted(rows) == sorted([words.get(v, v) for v in row] for row in expected)
    assert len(rows) > 1


def test_rows_are_in_order(sample_audit: Audit) -> None:
    header, *rows = read(sample_audit.files.pairs_csv)
    assert header[:2] == ["path_a", "path_b"]
    pairs = [(row[0].encode(), row[1].encode()) for row in rows]
    assert pairs == sorted(pairs)
    _, *images = read(sample_audit.files.images_csv)
    clusters = [int(row[1]) for row in images]
    assert clusters == sorted(clusters)
    _, *problems = read(sample_audit.files.problems_csv)
    assert [(row[3], row[0]) for row in problems] == sorted((row[3], row[0]) for row in problems)


def test_page_says_how_many_rows(sample_audit: Audit) -> None:
    listed = {li.one("a").text: li.text for li in sample_audit.page.one("ul", "files").all("li")}
    for name in VIEWS:
        path = getattr(sample_audit.files, name)
        assert f"({len(read(path)) - 1:,} row" in listed[path.name]


def test_odd_names_come_back_as_they_were(archive: Connection[Any], tmp_path: Path) -> None:
    names = ["=1+1.jpg", "+a.jpg", "-b.jpg", "@c.jpg", 'quo"te.jpg', "com,ma.jpg", "new\nline.jpg",
             "car\rriage.jpg", "\\x41.jpg", " space.jpg", "ümlaut.jpg", "\\.",
             "tab\t.jpg"]  # fmt: skip
    put(archive, [FakeImage(name, content="x") for name in names])
    finish(archive)
    files = write_report(archive, tmp_path, raw_values=True)
    _, *rows = read(files.images_csv)
    assert {row[0] for row in rows} == set(names)
    assert not files.images_csv.read_bytes().startswith(b"\xef\xbb\xbf")


def test_no_name_is_a_formula(archive: Connection[Any], tmp_path: Path) -> None:
    names = [
        "=1+1.jpg",
        "+a.jpg",
        "-b.jpg",
        "@c.jpg",
        "\uff1dd.jpg",
        "\te.jpg",
        "\r=f.jpg",
        "g;=h.jpg",
    ]
    put(archive, [FakeImage(name, content="x") for name in names])
    finish(archive)
    folder = tmp_path / "report"
    files = write_report(archive, folder)
    _, *rows = read(files.images_csv)
    assert {row[0] for row in rows} == {
        *("'=1+1.jpg", "'+a.jpg", "'-b.jpg", "'@c.jpg", "'\uff1dd.jpg"),
        *("'\te.jpg", "'\r'=f.jpg", "g;'=h.jpg"),
    }
    # The reader of the page is told which files these are.
    assert "--raw-values" in files.html.read_text("utf-8")
    exact = write_report(archive, folder, raw_values=True)
    assert "--raw-values" not in exact.html.read_text("utf-8")


def test_no_planted_link_is_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    folder = tmp_path / "report"
    folder.mkdir()
    # The name that a draft once had, which everybody could foresee.
    (folder / ".a.csv.part").symlink_to(victim)
    with replaced(folder / "a.csv") as file:
        file.write(b"after")
    (folder / "b.csv").symlink_to(victim)
    with (
        pytest.raises(LookalikeError, match="cannot write") as raised,
        replaced(folder / "b.csv") as file,
    ):
        file.write(b"after")
    assert "symbolic link" in str(raised.value)
    assert victim.read_bytes() == b"precious"
    assert sorted(p.name for p in folder.iterdir()) == [".a.csv.part", "a.csv", "b.csv"]


def test_earlier_file_stays_where_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"before")
    with pytest.raises(ZeroDivisionError), replaced(path) as file:
        file.write(b"half")
        raise ZeroDivisionError
    assert path.read_bytes() == b"before"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
    with pytest.raises(LookalikeError, match="cannot write"), replaced(path) as file:
        raise OSError(28, "No space left on device")
    assert path.read_bytes() == b"before"
    with replaced(path) as file:
        file.write(b"after")
    assert path.read_bytes() == b"after"

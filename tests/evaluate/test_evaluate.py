"""An evaluation from end to end, and what it leaves of itself: nothing."""

import csv
import functools
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest
import skimage
import typer
from PIL import Image
from psycopg.conninfo import conninfo_to_dict
from typer.testing import CliRunner, Result

from lookalike.cli.evaluate import evaluate
from lookalike.database import Target, connect
from lookalike.errors import LookalikeError
from lookalike.evaluate import run
from lookalike.evaluate.copies import ALL_EDITS
from lookalike.evaluate.forms import make as forms
from lookalike.evaluate.scratch import scratch_archive
from lookalike.scan.run import scan_folder
from report.reader import Node, read_page
from servers import Servers

NAMES = ("JPEG quality 30", "resize to 50 %", "crop 10 %", "resize, caption")
EDITS_MADE = tuple(edit for edit in ALL_EDITS if edit.name in NAMES)
SUMS = ["All single edits", "All copies of copies", "All edits"]
PHOTOGRAPHS = (
    *("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg", "camera.png", "grass.png"),
)
OLD = "lookalike_evaluate_20200102030405_0123abcd"

app = typer.Typer()
app.command()(evaluate)


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    folder = tmp_path / "six photographs"
    folder.mkdir()
    for name in PHOTOGRAPHS:
        shutil.copy(Path(skimage.__file__).parent / "data" / name, folder)
    return folder


@pytest.fixture
def few_edits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three edits and a chain, and documents of one kind."""
    monkeypatch.setattr(run, "evaluate", functools.partial(run.evaluate, edits=EDITS_MADE))
    monkeypatch.setattr(forms, "KINDS", {"index card": forms.KINDS["index card"]})


@pytest.fixture
def admin_url(servers: Servers, archive_url: str) -> str:
    """`archive_url` as a role that may create databases and extensions."""
    return servers.server(18).url(str(conninfo_to_dict(archive_url)["dbname"]), "postgres")


@pytest.fixture
def no_scratch(servers: Servers) -> Iterator[None]:
    """Check that no scratch database is left."""
    yield
    assert not scratch_databases(servers.server(18).url("postgres", "postgres"))


def scratch_databases(url: str) -> set[str]:
    query = "SELECT datname FROM pg_database WHERE datname LIKE 'lookalike_evaluate%'"
    with psycopg.connect(url) as connection:
        return {row[0] for row in connection.execute(query)}


def everything(url: str) -> dict[str, tuple[Any, ...] | None]:
    """Every table of the archive, by its rows and who wrote them."""
    with connect(url) as connection:
        tables = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname IN ('lookalike', 'public') ORDER BY 1"
        ).fetchall()
        return {
            table: connection.execute(
                "SELECT count(*), md5(string_agg(t::text || t.xmin::text, ';' ORDER BY t.ctid))"
                f" FROM {table} t".encode()
            ).fetchone()
            for (table,) in tables
        }


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def table(page: Node, caption: str) -> list[list[str]]:
    (found,) = (t for t in page.all("table") if t.one("caption").text == caption)
    rows = found.one("tbody").all("tr")
    return [[c.text for c in row.walk() if c.tag in ("th", "td")] for row in rows]


@pytest.mark.long
@pytest.mark.usefixtures("few_edits", "no_scratch")
def test_archive_in_use(admin_url: str, photographs: Path, tmp_path: Path) -> None:
    # A copy that the sample holds already; a file that is gone is no reason to fail.
    with Image.open(photographs / "coffee.png") as coffee:
        coffee.resize((450, 300)).save(photographs / "coffee small.jpg", quality=90)
    (photographs / "lost.png").write_bytes((photographs / "chelsea.png").read_bytes())
    with Image.open(photographs / "lost.png") as lost:
        lost.rotate(40).save(photographs / "lost.png")
    with connect(admin_url) as connection:
        scan_folder(connection, photographs, workers=1)
        connection.execute("SELECT lookalike.set_setting('match_threshold', '60')")
    (photographs / "lost.png").unlink()
    before = everything(admin_url)
    files = {path: path.stat().st_mtime_ns for path in photographs.iterdir()}
    output = tmp_path / "out"
    result = call("--database", admin_url, "--output", output, "--documents", 2)
    assert result.exit_code == 0, result.output
    assert everything(admin_url) == before
    assert {path: path.stat().st_mtime_ns for path in photographs.iterdir()} == files

    lines = result.output.splitlines()
    rows = {line[:16].strip(): line[16:].split() for line in lines}
    for name in NAMES:
        assert rows[name[:16]][0] == "7" and rows[name][1] == "100.0%", result.output
    # The big figure comes first, and the other one says by which way.
    first = next(n for n, line in enumerate(lines) if "each is the only copy" in line)
    assert re.match(r"2[78] of 28 copies of 7 photographs are found when each", lines[first])
    assert lines[first + 1].startswith(
        "Beside the other copies that were made, 28 are in one cluster with their original"
    )
    assert "only by way of other copies, up to 4 of each photograph" in lines[first + 1]
    assert "coffee small.jpg (" in result.output and "coffee.png (" in result.output
    assert "Files that could not be used: 1 not readable." in result.output
    assert f"Evaluation: {output / 'evaluation.html'}" in result.output

    with (output / "evaluation.csv").open(encoding="utf-8", newline="") as file:
        by_edit = {row["edit"]: row for row in csv.DictReader(file)}
    assert tuple(by_edit) == NAMES
    alone = sum(int(row["found_alone"]) for row in by_edit.values())
    assert lines[first].startswith(f"{alone} of 28")
    assert by_edit["crop 10 %"]["in_cluster"] == by_edit["crop 10 %"]["copies"] == "7"
    assert by_edit["crop 10 %"]["in_cluster_share"] == "1.0000"
    assert by_edit["crop 10 %"]["relation_expected"] == "cropped"
    assert by_edit["crop 10 %"]["direction_shown"] == "true"
    with (output / "false_pairs.csv").open(encoding="utf-8", newline="") as file:
        false = list(csv.DictReader(file))
    false = [row for row in false if not row["photograph_b"].startswith("made-up")]
    assert false and {row["originals_in_one_cluster"] for row in false} == {"true"}
    for row in false:
        labels = {row["photograph_a"], row["photograph_b"]}
        assert labels == {"six photographs/coffee.png", "six photographs/coffee small.jpg"}
    with (output / "documents.csv").open(encoding="utf-8", newline="") as file:
        (cards,) = csv.DictReader(file)
    assert cards["kind"] == "index card"
    assert [cards[name] for name in ("documents", "rescans")] == ["2", "4"]
    assert cards["pairs_of_different_documents"] == "9"
    with (output / "composites.csv").open(encoding="utf-8", newline="") as file:
        composites = {row["kind"]: row["parts"] for row in csv.DictReader(file)}
    assert composites == {"album page": "4", "web-page screenshot": "3"}
    with (output / "lineage.csv").open(encoding="utf-8", newline="") as file:
        parents = {row["edit"]: row for row in csv.DictReader(file)}
    assert tuple(parents) == NAMES
    assert all(row["copies_in_cluster"] == "7" for row in parents.values())
    assert {path.name for path in output.iterdir()} == {
        *("evaluation.html", "evaluation.csv", "documents.csv", "composites.csv"),
        *("lineage.csv", "false_pairs.csv"),
    }

    page = read_page((output / "evaluation.html").read_text("utf-8"))
    check_page(page, output)
    big = page.one("dl", "headline").all("dd")
    assert big[0].text.startswith(f"{100 * alone / 28:.1f}".removesuffix(".0") + " %")
    assert "the only copy beside its original" in big[0].text
    assert "28 are in one cluster with their original beside all other copies" in big[1].text
    assert [row[0] for row in table(page, "Found by edit")] == list(NAMES)
    assert table(page, "Found by edit")[0][1].startswith("100 %7 of 7;")
    assert ["match_threshold", "60"] in [row[:2] for row in table(page, "Settings")]
    assert "Look at the false pairs." in page.text
    assert f"For {len(false)} of the {len(false)} pairs, the two originals" in page.text
    assert "Some other files could not be used: 1 not readable." in page.text
    assert [row[0] for row in table(page, "Documents by kind")] == ["index card"]
    assert [row[0] for row in table(page, "Composites by kind")] == list(composites)
    sums = next(t for t in page.all("table") if t.one("caption").text == "Found by edit")
    assert [row.one("th").text for row in sums.one("tfoot").all("tr")] == SUMS
    assert [row[0] for row in table(page, "Time by stage")] == [
        *("scan", "encode", "match", "prove", "cluster", "lineage", "classify")
    ]
    assert [row[0] for row in table(page, "Parents by edit")] == list(NAMES)
    assert len(table(page, "Originals")) == 5
    again = "lookalike evaluate --sample 100 --documents 2 --database URL"
    assert page.one("pre").text == again
    assert admin_url not in page.text


def check_page(page: Node, folder: Path) -> None:
    """It opens offline, and a reader can find the way by headings, captions and links."""
    ids = [node.attributes["id"] for node in page.walk() if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for node in page.walk():
        assert node.tag not in ("script", "link", "iframe", "img", "form")
        target = node.attributes.get("href")
        if target is not None:
            assert target[1:] in ids if target.startswith("#") else (folder / target).is_file()
        label = node.attributes.get("aria-labelledby")
        assert label is None or label in ids
    for found in page.all("table"):
        assert all(th.attributes.get("scope") in ("col", "row") for th in found.all("th"))
        columns = len(found.one("thead").all("th"))
        for row in found.one("tbody").all("tr"):
            assert len(row.all("th")) == 1 and len(row.all("th") + row.all("td")) == columns
    headings = [int(n.tag[1]) for n in page.walk() if re.fullmatch("h[1-6]", n.tag)]
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    css = page.one("style").raw_text
    assert "url(" not in css and "@import" not in css and "@media print" in css


@pytest.mark.usefixtures("few_edits", "no_scratch")
def test_folders_on_the_embedded_server(
    servers: Servers, photographs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its role may create no database; no archive need be there, and none is made."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    server = servers.server(18)
    output, options = tmp_path / "out", ("--data-dir", server.data_dir)
    counts = ("--sample", 2, "--documents", 0)
    result = call(photographs, *counts, "--output", output, "--keep", *options)
    assert result.exit_code == 0, result.output
    (kept,) = (tmp_path / "temporary").iterdir()
    assert f"the edited copies are kept in {kept}" in result.output
    assert len([path for path in kept.rglob("*") if path.is_file()]) == 2 * 5
    page = read_page((output / "evaluation.html").read_text("utf-8"))
    check_page(page, output)
    assert "2 photographs of the folders named" in page.text
    assert "sampled from 6 images; 10 files with all that was made" in page.text
    assert "Documents by kind" not in page.text and "Composites by kind" not in page.text
    assert f"{photographs.name}' --sample 2 --documents 0 --data-dir" in page.one("pre").text
    with connect(server.url()) as connection:
        row = connection.execute("SELECT to_regnamespace('lookalike')").fetchone()
        assert row == (None,)
    assert not list(tmp_path.glob("**/lookalike-report"))


@pytest.mark.usefixtures("no_scratch")
def test_role_that_may_not_create_a_database(archive_url: str, photographs: Path) -> None:
    output = photographs.parent / "out"
    result = call(photographs, "--database", archive_url, "--output", output)
    assert isinstance(result.exception, LookalikeError)
    assert result.exception.message == 'role "lookalike" may not create a database'
    assert "embedded server" in str(result.exception.hint)


@pytest.mark.usefixtures("no_scratch")
def test_role_that_may_not_create_pgvector(
    servers: Servers, archive_url: str, photographs: Path
) -> None:
    with psycopg.connect(servers.server(18).url("postgres", "postgres")) as connection:
        connection.execute("ALTER ROLE lookalike CREATEDB")
    try:
        target = Target(archive_url, embedded=False, data_dir=None)
        with (
            pytest.raises(LookalikeError, match="may not create extension vector") as refused,
            scratch_archive(target),
        ):
            pass
        assert "template1" in str(refused.value.hint)
    finally:
        with psycopg.connect(servers.server(18).url("postgres", "postgres")) as connection:
            connection.execute("ALTER ROLE lookalike NOCREATEDB")


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit, LookalikeError("failed")])
@pytest.mark.usefixtures("no_scratch")
def test_ended_in_between(servers: Servers, end: BaseException | type[BaseException]) -> None:
    server = servers.server(18)
    target = Target(server.url(), embedded=True, data_dir=server.data_dir)
    kind = end if isinstance(end, type) else type(end)
    with pytest.raises(kind), scratch_archive(target) as connection:
        name = connection.info.dbname
        assert re.fullmatch(r"lookalike_evaluate_\d{14}_[0-9a-f]{8}", name)
        assert scratch_databases(server.url("postgres", "postgres")) == {name}
        row = connection.execute("SELECT count(*) FROM lookalike_internal.image").fetchone()
        assert row == (0,)
        raise end


@pytest.mark.usefixtures("no_scratch")
def test_leftovers(servers: Servers) -> None:
    """Those of killed runs go; one that is in use, new or only named alike stays."""
    server = servers.server(18)
    target = Target(server.url(), embedded=True, data_dir=server.data_dir)
    used = "lookalike_evaluate_20200102030406_0123abcd"
    alike = "lookalike_evaluate_of_mine"
    admin_url = server.url("postgres", "postgres")
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for name in (OLD, used, alike):
            admin.execute(f"CREATE DATABASE {name}")
        try:
            with (
                psycopg.connect(server.url(used, "postgres")),
                scratch_archive(target) as first,
                scratch_archive(target) as second,
            ):
                new = {first.info.dbname, second.info.dbname}
                assert scratch_databases(admin_url) == {used, alike, *new} and len(new) == 2
        finally:
            for name in (OLD, used, alike):
                admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_no_archive_to_sample(servers: Servers, tmp_path: Path) -> None:
    result = call("--data-dir", servers.server(18).data_dir, "--output", tmp_path / "out")
    assert isinstance(result.exception, LookalikeError)
    assert result.exception.message == "there is no archive to take a sample of"


def test_output_inside_a_folder_of_images(photographs: Path, admin_url: str) -> None:
    inside = photographs / "out"
    for paths in ([photographs], []):
        with connect(admin_url) as connection:
            scan_folder(connection, photographs, workers=1)
        result = call(*paths, "--database", admin_url, "--output", inside)
        assert isinstance(result.exception, LookalikeError)
        assert "Lookalike writes nothing into a folder of images." in str(result.exception.detail)
        assert not inside.exists()


def test_bad_arguments(tmp_path: Path) -> None:
    for arguments in (["--sample", 1], ["--sample", 5001], ["--documents", 101], [""]):
        assert call(*arguments).exit_code == 2
    result = call(tmp_path / "not there")
    assert isinstance(result.exception, LookalikeError)
    assert "cannot scan" in result.exception.message

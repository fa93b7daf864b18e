"""`export facts`: the files hold what the views say, value for value, whoever exports."""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest
from psycopg import Connection

import builder
from access.logins import Logins
from command import run_command
from export.conftest import COLLECTIONS, Filled
from lookalike import stages
from lookalike.database import connect
from lookalike.errors import LookalikeError
from lookalike.export import facts, parquet, stream
from lookalike.export.facts import export_facts
from lookalike.export.manifest import check_export
from lookalike.export.relations import RELATIONS, Relation

NAMES = [relation.name for relation in RELATIONS]


def read_table(folder: Path, name: str) -> pyarrow.Table:
    files = sorted((folder / name).rglob("*.parquet"))
    return pyarrow.concat_tables([pyarrow.parquet.ParquetFile(file).read() for file in files])


def exported_rows(folder: Path, name: str) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row.values()) for row in read_table(folder, name).to_pylist())


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def odd(monkeypatch: pytest.MonkeyPatch, name: str = "odd") -> None:
    """Export a view of the test alone."""
    monkeypatch.setattr(facts, "RELATIONS", (Relation(name),))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_has_the_rows_of_its_view(filled: Filled, name: str) -> None:
    assert exported_rows(filled.folder, name) == Counter(
        filled.rows(f"SELECT * FROM lookalike.{name}")
    )


def test_all_views_are_there_and_most_have_rows(filled: Filled) -> None:
    assert [table["name"] for table in filled.exported.tables] == NAMES
    assert filled.exported.manifest["notes"] == []
    empty = {table["name"] for table in filled.exported.tables if not table["rows"]}
    assert empty <= {"part_of", "scan_problem", "review_decision"}


def test_each_collection_has_files_of_its_own(filled: Filled) -> None:
    (table,) = (one for one in filled.exported.tables if one["name"] == "image_fact")
    numbers = dict(filled.rows("SELECT collection_id, name FROM collection"))
    seen = set()
    for file in table["files"]:
        _, _, number = Path(file["path"]).parts[1].partition("=")
        found = pyarrow.parquet.ParquetFile(filled.folder / file["path"]).read()
        assert set(found["collection"].to_pylist()) == {numbers[int(number)]}
        assert file["collection"] == numbers[int(number)]
        seen.add(file["collection"])
    assert seen == set(COLLECTIONS)


def test_columns_have_the_types_and_comments_of_the_view(filled: Filled) -> None:
    kinds = {
        "bigint": "int64", "integer": "int32", "text": "string", "boolean": "bool",
        "numeric": "decimal128(38, 18)", "date": "date32[day]", "smallint": "int16",
        "timestamp with time zone": "timestamp[us, tz=UTC]",
    }  # fmt: skip
    for name in NAMES:
        schema = read_table(filled.folder, name).schema
        columns = filled.rows(
            "SELECT attname::text, format_type(atttypid, NULL), col_description(attrelid, attnum)"
            f" FROM pg_attribute WHERE attrelid = 'lookalike.{name}'::regclass AND attnum > 0"
            " ORDER BY attnum"
        )
        assert [
            (field.name, str(field.type), field.metadata[b"comment"].decode()) for field in schema
        ] == [(column, kinds[kind], comment) for column, kind, comment in columns]
        assert schema.metadata[b"comment"].decode()


def test_the_manifest_says_what_is_there(filled: Filled) -> None:
    text = (filled.folder / "manifest.json").read_bytes()
    manifest = json.loads(text)
    assert manifest == filled.exported.manifest
    assert hashlib.sha256(text).hexdigest() == filled.exported.sha256
    ((archive_id,),) = filled.rows("SELECT archive_id::text FROM lookalike_internal.installation")
    assert manifest["archive_id"] == archive_id
    ((as_of,),) = filled.rows("SELECT max(refreshed_at) FROM image_fact")
    assert manifest["facts_as_of"] == as_of.isoformat()
    for table in manifest["tables"]:
        assert table["rows"] == sum(file["rows"] for file in table["files"])
        for file in table["files"]:
            content = (filled.folder / file["path"]).read_bytes()
            assert (len(content), hashlib.sha256(content).hexdigest()) == (
                file["bytes"],
                file["sha256"],
            )


@pytest.fixture
def is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """Column refreshed_at says when facts were last brought up to date, changed or not."""
    monkeypatch.setattr(stages, "refresh", lambda _: None)


@pytest.mark.usefixtures("is_up_to_date")
def test_the_same_facts_give_the_same_files(filled: Filled, tmp_path: Path) -> None:
    export_facts(filled.connection, tmp_path / "again")
    assert bytes_of(tmp_path / "again") == bytes_of(filled.folder)


@pytest.mark.usefixtures("is_up_to_date")
def test_parts_of_any_size_hold_the_same_rows(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory is bounded by the parts: they are small, and files are cut between them."""
    monkeypatch.setattr(stream, "_ROWS", 3)
    monkeypatch.setattr(parquet, "_ROWS", 4)
    export_facts(filled.connection, tmp_path / "parts")
    for name in ("image_fact", "pair_fact", "catalogue_record"):
        assert exported_rows(tmp_path / "parts", name) == exported_rows(filled.folder, name)
    for file in (tmp_path / "parts" / "pair_fact").iterdir():
        read = pyarrow.parquet.ParquetFile(file)
        assert read.metadata.num_rows <= 4
        assert all(read.metadata.row_group(n).num_rows <= 3 for n in range(read.num_row_groups))
    check_export(tmp_path / "parts")


def test_facts_are_brought_up_to_date_first(archive: Connection[Any], tmp_path: Path) -> None:
    builder.put(archive, [builder.FakeImage("new.jpg")])
    export_facts(archive, tmp_path / "out")
    assert read_table(tmp_path / "out", "image_fact")["path"].to_pylist() == ["new.jpg"]


def test_values_of_each_type_stay_as_they_are(
    archive: Connection[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd(monkeypatch)
    archive.execute(
        r"""
        CREATE VIEW lookalike.odd AS
        SELECT * FROM (VALUES
            (1::smallint, true, 0.1::real, 0.1::float8, 1e-20::numeric, DATE '0001-01-01',
             TIMESTAMPTZ '1582-10-04 23:59:59.999999+02', '{1,NULL}'::int[], B'0101', ''),
            (NULL, false, 'NaN', 'Infinity', 123.4500, DATE '9999-12-31', NULL, '{}', NULL, E'"\n'),
            (-32768, NULL, NULL, -1e-300, -99999999999999999, NULL, 'epoch', NULL, B'1', '\.'),
            (0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL))
        v (small, truth, single, double, exact, day, moment, numbers, bits, words)
        """
    )
    export_facts(archive, tmp_path / "out")
    said = archive.execute(
        "SELECT small, truth, single, double, exact, day, moment, numbers::text, bits::text, words"
        " FROM lookalike.odd"
    ).fetchall()
    assert sorted(map(str, exported_rows(tmp_path / "out", "odd"))) == sorted(
        str(tuple(row)) for row in _as_exported(said)
    )


def _as_exported(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """With decimals and single precision as Parquet has them."""
    single, exact = pyarrow.float32(), pyarrow.decimal128(38, 20)
    return [
        (
            *row[:2],
            pyarrow.scalar(row[2], single).as_py(),
            row[3],
            pyarrow.scalar(row[4], exact).as_py(),
            row[5],
            pyarrow.scalar(row[6], pyarrow.timestamp("us", "UTC")).as_py(),
            *row[7:],
        )
        for row in rows
    ]


def test_a_number_too_long_for_decimals_is_text_and_said(
    archive: Connection[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd(monkeypatch)
    archive.execute(
        "CREATE VIEW lookalike.odd AS SELECT 1e30::numeric + 1e-20 AS long, 1e30::numeric AS large"
    )
    exported = export_facts(archive, tmp_path / "out")
    assert "Column long of odd is text, as a number of it has too many digits." in list(
        exported.notes()
    )
    (row,) = read_table(tmp_path / "out", "odd").to_pylist()
    assert row["long"] == "1" + "0" * 30 + "." + "0" * 19 + "1"
    assert row["large"] == 10**30


def test_a_value_that_parquet_cannot_hold_is_named(
    archive: Connection[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd(monkeypatch)
    archive.execute("CREATE VIEW lookalike.odd AS SELECT 'infinity'::date AS day")
    with pytest.raises(LookalikeError, match='view "odd"') as caught:
        export_facts(archive, tmp_path / "out")
    assert "infinity" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_export_is_replaced_and_nothing_else(filled: Filled, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    export_facts(filled.connection, folder)
    (folder / "stale").symlink_to("manifest.json")
    with pytest.raises(LookalikeError, match="cannot write") as caught:
        export_facts(filled.connection, folder)
    assert "something else" in str(caught.value)
    (folder / "stale").unlink()
    export_facts(filled.connection, folder)
    check_export(folder)
    assert list(tmp_path.iterdir()) == [folder]
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"archive_id": "another"}))
    with pytest.raises(LookalikeError, match="cannot write"):
        export_facts(filled.connection, folder)


def test_other_places_are_refused(filled: Filled, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "note").write_text("mine")
    (tmp_path / "link").symlink_to("mine")
    for name in ("file", "mine", "link"):
        with pytest.raises(LookalikeError, match="cannot write"):
            export_facts(filled.connection, tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "link", "mine"]
    assert (tmp_path / "mine" / "note").read_text() == "mine"


def test_an_export_that_ends_early_leaves_the_earlier_one(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    export_facts(filled.connection, folder)
    before = bytes_of(folder)
    monkeypatch.setattr(facts, "write_script", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export_facts(filled.connection, folder)
    assert bytes_of(folder) == before
    assert list(tmp_path.iterdir()) == [folder]


def test_restricted_rows_are_as_the_reader_sees_them(filled: Filled, tmp_path: Path) -> None:
    ((image_id,),) = filled.rows("SELECT min(image_id) FROM lookalike_detail.image")
    with connect(filled.url) as owner, Logins(filled.url) as logins:
        number = owner.execute(
            "SELECT lookalike.restrict_access('donor', 'deed of gift', 'Ann', 'a case',"
            " image_id => %s)", (image_id,)
        ).fetchone()  # fmt: skip
        assert number is not None
        try:
            seen = {}
            for role in ("lookalike_dashboard", "lookalike_restricted"):
                with logins.connect(role) as reader:
                    exported = export_facts(reader, tmp_path / role)
                found = read_table(tmp_path / role, "image_fact")["image_id"].to_pylist()
                seen[role] = (image_id in found, exported)
        finally:
            owner.execute("SELECT lookalike.lift_restriction(%s, 'Ann', 'over')", number)
    is_there, exported = seen["lookalike_dashboard"]
    assert not is_there
    assert any("hidden from role" in note for note in exported.notes())
    is_there, exported = seen["lookalike_restricted"]
    assert is_there
    assert not any("hidden from role" in note for note in exported.notes())


def test_a_view_that_the_role_may_not_read_is_left_out_and_said(
    filled: Filled, tmp_path: Path
) -> None:
    with Logins(filled.url) as logins:
        url = logins.add("lookalike_dashboard")
        with connect(filled.url) as owner:
            owner.execute("REVOKE SELECT ON lookalike.image_change FROM lookalike_dashboard")
        try:
            with connect(url) as reader:
                exported = export_facts(reader, tmp_path / "out")
        finally:
            with connect(filled.url) as owner:
                owner.execute("GRANT SELECT ON lookalike.image_change TO lookalike_dashboard")
    left_out = {table["name"] for table in exported.tables} ^ set(NAMES)
    assert left_out == {"image_change"}
    assert any("View image_change is left out" in note for note in exported.notes())


def test_the_commands_say_what_they_wrote_and_checked(filled: Filled, tmp_path: Path) -> None:
    said = run_command(filled.url, "export", "facts", tmp_path / "out")
    images = len(filled.rows("SELECT FROM image_fact"))
    assert f"image_fact: {images} rows" in said
    digest = hashlib.sha256((tmp_path / "out" / "manifest.json").read_bytes()).hexdigest()
    assert digest in said

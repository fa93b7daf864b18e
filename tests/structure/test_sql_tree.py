"""The SQL tree is what sql/README.md says it is."""

import re
from collections import Counter
from pathlib import Path

from psycopg import Connection

from lookalike.resources import MIGRATIONS, SQL
from structure.sql_tree import ARCHIVE, archive_files, code, definitions, references

TABLES = {name: path for path, name in definitions("TABLE")}


def test_no_file_refers_to_a_later_folder() -> None:
    home = {
        name: path.parent.name
        for path, name in definitions("TABLE", "VIEW", "FUNCTION", "PROCEDURE")
    }
    later = [
        f"{path.relative_to(ARCHIVE)} refers to {name} of {home[name]}"
        for path in archive_files()
        for name in sorted(references(path))
        if home.get(name, "") > path.parent.name
    ]
    assert len(home) > 300
    assert later == []


def test_every_object_is_defined_once() -> None:
    everything = Counter(name for _, name in definitions("TABLE", "VIEW"))
    assert [name for name, times in everything.items() if times > 1] == []


def test_a_table_is_known_from_one_file() -> None:
    assert len(TABLES) > 40
    assert {path.name for path in TABLES.values()} == {"tables.sql"}
    for path in archive_files():
        if path.name.startswith("delta_"):
            continue
        assert not re.search(r"^ALTER TABLE ", code(path), re.MULTILINE), path
        for name in re.findall(r"COMMENT ON (?:TABLE|COLUMN) (\w+\.\w+)", code(path)):
            assert TABLES.get(name, path) == path, f"{path} has a comment of {name}"


def test_deltas_are_named_by_revisions_and_revisions_hold_no_sql() -> None:
    deltas = {p.relative_to(ARCHIVE).as_posix() for p in ARCHIVE.glob("*/delta_*.sql")}
    text = "".join(p.read_text() for p in (MIGRATIONS / "versions").glob("*.py"))
    assert set(re.findall(r"[\w/]+/delta_\w+\.sql", text)) == deltas
    assert not re.search(r"\b(ALTER|CREATE|INSERT|UPDATE|DELETE)\b [A-Z]", text)


def test_triggers_stand_with_what_happens_when_a_row_changes() -> None:
    made = [
        (path.parent.name, name)
        for path in archive_files()
        for name in re.findall(r"CREATE OR REPLACE TRIGGER (\w+)", code(path))
    ]
    assert {folder for folder, _ in made} == {"70_change"}


def test_triggers_are_few(archive: Connection) -> None:
    rows = archive.execute(
        "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'lookalike%' GROUP BY 1"
    )
    count = dict(rows.fetchall())
    assert count["lookalike_internal.image"] <= 5
    assert sum(count.values()) <= 90


def test_only_one_file_takes_advisory_locks() -> None:
    """Everybody may take any of them, and so keep those waiting who wait for one."""
    found = {p.name for p in archive_files() if re.search(r"\bpg_\w*advisory\w*\(", code(p))}
    assert found == {"stage_lock.sql"}


def test_paths_in_collections_are_checked(archive: Connection) -> None:
    rows = archive.execute(
        "SELECT c.relname, EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid"
        " AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum])"
        " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'"
        " WHERE c.relnamespace = 'lookalike_internal'::regnamespace"
        " AND a.attname = 'path' AND a.attnotnull"
    ).fetchall()
    assert {table for table, _ in rows} >= {"image", "scan_problem", "quarantine_item"}
    assert {table for table, is_checked in rows if not is_checked} == set()


def test_readme_names_every_folder() -> None:
    text = (SQL / "README.md").read_text()
    folders = [path.name for path in ARCHIVE.iterdir() if path.is_dir()]
    assert re.findall(r"^\| `(\d\d_\w+)` \|", text, re.MULTILINE) == sorted(folders)


def test_files_are_small() -> None:
    lines = {p: len(p.read_text().splitlines()) for p in archive_files()}
    longest = max(lines, key=lambda path: lines[path])
    assert lines[longest] <= 350, longest
    assert Path(longest).name != "tables.sql"


def test_decisions_are_read_where_those_taken_back_are_left_out() -> None:
    """Beside these files, everything reads the views of decisions that stand."""
    own = {
        "decision": {
            "10_standing_decision.sql", "decision.sql", "carry.sql", "undo.sql", "append_only.sql",
            "four_eyes.sql",  # who decided what was taken back counts
            "stage.sql",  # asks when something was taken back
            "apply_decisions.sql", "cut_components.sql",  # ask whether there is any
        },
        "same_record": {
            "10_standing_record_decision.sql", "decide.sql", "undo.sql", "append_only.sql",
            "same_record.sql", "four_eyes.sql",
        },
    }  # fmt: skip
    for table, files in own.items():
        name = re.compile(rf"\blookalike_internal\.{table}\b")
        readers = {
            path.name
            for path in archive_files()
            if path.name != "tables.sql"
            and not path.name.startswith("delta_")
            and name.search(code(path))
        }
        assert readers == files

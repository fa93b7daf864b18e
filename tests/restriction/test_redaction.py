"""Values of entries that are removed are nowhere in the database, and stay away."""

import hashlib
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.types.json import Jsonb

from guard.holdings import Holdings
from lifecycle.inspect_database import dump

NAME = "Wilhelmina Quxworth"


def import_(connection: Connection[Any], *rows: dict[str, str], mapping: Any = None) -> None:
    connection.execute(
        "SELECT lookalike.import_entries('museum', %s, %s)",
        (
            "SELECT "
            + " UNION ALL SELECT ".join(
                ", ".join(f"""'{value}' AS "{name}\"""" for name, value in row.items())
                for row in rows
            ),
            None if mapping is None else Jsonb(mapping),
        ),
    )


def said(connection: Connection[Any]) -> Any:
    return connection.execute(
        "SELECT title, creator, description, other FROM lookalike_internal.catalogue_entry"
        " ORDER BY external_id"
    ).fetchall()


def redact(connection: Connection[Any], *fields: str) -> Any:
    row = connection.execute(
        "SELECT lookalike.redact_entry('museum', 'E1', %s, 'Stella', 'asked by the person')",
        (list(fields),),
    ).fetchone()
    assert row is not None
    return row[0]


def test_gone_and_stays_gone(archive: Connection[Any], archive_url: str) -> None:
    first = {
        "id": "E1",
        "title": f"Portrait of {NAME}",
        "creator": NAME,
        "sitter": NAME,
        "room": "4",
    }
    tree = first | {"id": "E2", "title": "Tree", "creator": "", "sitter": ""}
    import_(archive, first, tree)
    import_(archive, first | {"creator": f"{NAME}, London"}, tree)
    archive.execute("ANALYZE lookalike_internal.catalogue_entry")
    key = redact(archive, "title", "creator", "sitter")
    assert said(archive)[0] == (None, None, None, {"room": "4"})
    assert said(archive)[1][0] == "Tree"
    fields = "SELECT external_id, field, value FROM lookalike.catalogue_field ORDER BY 1, 2"
    assert archive.execute(fields).fetchall() == [("E1", "room", "4"), ("E2", "room", "4")]
    assert not any(NAME in line for line in dump(archive_url, "--data-only"))
    statistics = archive.execute(
        "SELECT count(*) FROM pg_stats WHERE most_common_vals::text ~ 'Quxworth'"
        " OR histogram_bounds::text ~ 'Quxworth'"
    )
    assert statistics.fetchone() == (0,)
    # The next import of the same catalogue, and one where another field has the column.
    import_(archive, first, tree | {"title": "Bush"})
    import_(archive, first, mapping={"external_id": "id", "description": "creator"})
    assert said(archive)[0] == (None, None, None, {"room": "4"})
    # The digests, with the key, show what was there; and nothing shows it without the key.
    digests = {
        (field, digest)
        for field, digest in archive.execute(
            "SELECT field, digest FROM lookalike_detail.redacted_field"
        )
    }
    for field, value in (
        ("title", f"Portrait of {NAME}"),
        ("creator", NAME),
        ("creator", f"{NAME}, London"),
        ("sitter", NAME),
    ):
        sealed = hashlib.sha256(bytes.fromhex(key) + f"{field}\n{value}".encode()).hexdigest()
        assert (field, sealed) in digests
    assert len(digests) == 4
    assert not any(key in line for line in dump(archive_url, "--data-only"))
    event = archive.execute(
        "SELECT done_by, detail FROM lookalike_internal.event WHERE action = 'redact entry'"
    ).fetchone()
    assert event is not None
    assert event[1]["fields"] == ["creator", "sitter", "title"]
    assert archive.execute("SELECT is_intact FROM lookalike.verify_log()").fetchone() == (True,)
    # Only a redaction changes what was said.
    with pytest.raises(psycopg.errors.RestrictViolation):
        archive.execute("UPDATE lookalike_internal.catalogue_entry_history SET said = '{}'")


def test_the_mapping_of_the_catalogue_changed(archive: Connection[Any], archive_url: str) -> None:
    """A value goes from every place that ever had it: other columns, and other fields."""
    row = {
        "id": "E1",
        "maker": NAME,
        "artist": f"{NAME} II",
        "sitter": f"{NAME} III",
        "name": "Tree",
    }
    maker = {"external_id": "id", "title": "name", "creator": "maker"}
    sitter = {"external_id": "id", "title": "name", "description": "sitter", "creator": "artist"}
    artist = {"external_id": "id", "title": "name", "creator": "artist"}
    for mapping in (maker, sitter, artist):
        import_(archive, row, mapping=mapping)
    redact(archive, "creator", "sitter")
    assert said(archive) == [("Tree", None, None, {})]
    assert not any(NAME in line for line in dump(archive_url, "--data-only"))
    fields = archive.execute("SELECT field FROM lookalike_detail.redacted_field ORDER BY 1")
    assert fields.fetchall() == [("creator",), ("creator",), ("sitter",)]
    for mapping in (maker, sitter, artist):
        import_(archive, row, mapping=mapping)
        assert said(archive) == [("Tree", None, None, {})]


def test_what_is_left_in_the_log_is_said(archive: Connection[Any]) -> None:
    import_(archive, {"id": "E1", "title": NAME, "file": "a.tif"})
    archive.execute(
        "SELECT lookalike.record_wrong_caption(entry_id, 'Vera', 'not her') FROM"
        " lookalike_internal.catalogue_entry"
    )
    notices: list[str] = []
    archive.add_notice_handler(lambda notice: notices.append(notice.message_primary or ""))
    redact(archive, "title")
    assert "1 events of the log still have such a value" in notices
    assert archive.execute("SELECT caption FROM lookalike_internal.wrong_caption").fetchone() == (
        "[redacted]",
    )


def test_refused(archive: Connection[Any], holdings: Holdings) -> None:
    import_(archive, {"id": "E1", "title": "a", "file": "a.tif", "licence": "CC0"})
    for fields, message in (
        (["file"], 'field "file" of entry "E1" cannot be redacted'),
        (["licence"], 'field "licence"'),
        (["nothing"], 'field "nothing"'),
        ([], "no field is named"),
    ):
        with pytest.raises(psycopg.Error, match=message):
            redact(archive, *fields)
    with pytest.raises(psycopg.errors.UndefinedObject, match='has no entry "E9"'):
        archive.execute("SELECT lookalike.redact_entry('museum', 'E9', '{title}', 'S', 'x')")
    # A guard may rest on a name.
    image = holdings.put("b.tif", "b")
    for statement in ("CC0-1.0", "http://rightsstatements.org/vocab/InC/1.0/"):
        holdings.entry(image, rights_statement=statement, rights_holder=NAME)
    assert holdings.guards(image)
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="rights conflict"):
        archive.execute(
            "SELECT lookalike.redact_entry('catalogue', external_id, '{rights_holder}', 'S', 'x')"
            " FROM lookalike_internal.catalogue_entry WHERE rights_holder IS NOT NULL"
        )

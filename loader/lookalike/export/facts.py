"""Writes the facts of an archive into a folder: Parquet files, views, and a manifest."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from psycopg import Connection

from lookalike import __version__, stages
from lookalike.console import Meter, progress
from lookalike.database.query_files import QueryFiles
from lookalike.database.snapshot import one_snapshot
from lookalike.export.columns import Column, read_columns
from lookalike.export.libraries import load
from lookalike.export.manifest import FORMAT, MANIFEST, is_export_of
from lookalike.export.parquet import ParquetFolder, digest_of
from lookalike.export.relations import RELATIONS, Relation
from lookalike.export.stream import read_tables, schema_of
from lookalike.export.views import DIALECTS, Table, Translation, read_views, translate, write_script
from lookalike.output import replaced_folder

_QUERIES = QueryFiles(Path(__file__).parent / "queries")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written. `manifest` is the content of the manifest, `sha256` its digest."""

    manifest: dict[str, Any]
    sha256: str

    @property
    def tables(self) -> list[dict[str, Any]]:
        tables: list[dict[str, Any]] = self.manifest["tables"]
        return tables

    def notes(self) -> Iterator[str]:
        """Everything that is not as a reader might expect, a sentence each."""
        yield from self.manifest["notes"]


def export_facts(connection: Connection[Any], folder: Path) -> Exported:
    """Write the public views of RELATIONS into `folder`, as the role of the connection sees them.

    `folder` must be new, empty, or an earlier export of the same archive, which is then replaced.
    Facts are brought up to date first, where the role may do so. Memory does not grow with the
    archive. The connection must be in autocommit mode. Raises LookalikeError where the folder has
    something else in it or cannot be written.
    """
    load("pyarrow", "parquet", "Parquet files")
    stages.refresh(connection)
    with one_snapshot(connection):
        (archive,) = _QUERIES.rows(connection, "archive")
        with (
            replaced_folder(
                folder, lambda there: is_export_of(there, archive["archive_id"])
            ) as root,
            progress("export", None, "rows") as meter,
        ):
            manifest = _write(connection, root, archive, meter)
            path = root / MANIFEST
            path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")
            digest = digest_of(path)
    return Exported(manifest, digest)


def _write(
    connection: Connection[Any], root: Path, archive: dict[str, Any], meter: Meter
) -> dict[str, Any]:
    collections = {
        row["name"]: row["collection_id"] for row in _QUERIES.rows(connection, "collections")
    }
    notes: list[str] = []
    if _QUERIES.rows(connection, "columns", view="stage_state"):  # not every role may read it
        notes += [
            f"Stage {row['stage']} is behind: what it makes does not show everything yet."
            for row in _QUERIES.rows(connection, "stages_behind")
        ]
    if archive["hidden_images"]:
        notes.append(
            f"{archive['hidden_images']} images are hidden from role {archive['role']}, and are no"
            " part of the export."
        )
    tables, entries = [], []
    for relation in RELATIONS:
        columns = read_columns(connection, _QUERIES, relation.name)
        if not columns:
            notes.append(
                f"View {relation.name} is left out: role {archive['role']} may not read it, or it"
                " is not in this archive."
            )
            continue
        comment = _QUERIES.rows(connection, "view_comment", view=relation.name)[0]["comment"] or ""
        described = {column.name: column.comment for column in columns}
        tables.append(Table(relation.name, comment, described))
        entries.append(
            _write_table(connection, root, relation, columns, comment, collections, meter)
        )
        notes += [
            f"Column {column.name} of {relation.name} is {column.note}."
            for column in columns
            if column.note
        ]
    translations = [translate(view, tables) for view in read_views()]
    notes += [note for one in translations for note in one.notes()]
    return {
        "format": FORMAT,
        "format_version": 1,
        "lookalike_version": __version__,
        "postgresql_version": archive["postgresql"],
        "archive_id": archive["archive_id"],
        "exported_at": archive["exported_at"].isoformat(),
        "facts_as_of": _as_of(connection, tables),
        "role": archive["role"],
        "hidden_images": archive["hidden_images"],
        "tables": entries,
        "views": [_describe(one) for one in translations],
        "scripts": [_write_views(root, dialect, tables, translations) for dialect in DIALECTS],
        "notes": notes,
    }


def _write_table(
    connection: Connection[Any],
    root: Path,
    relation: Relation,
    columns: list[Column],
    comment: str,
    collections: dict[str, int],
    meter: Meter,
) -> dict[str, Any]:
    by = "collection" if relation.by_collection else None
    schema = schema_of(columns, comment)
    with ParquetFolder(root, relation.name, schema, collections if by else None) as written:
        for table in read_tables(connection, relation.name, columns, by):
            written.write(table)
            meter.advance(table.num_rows)
    return {
        "name": relation.name,
        "comment": comment,
        "rows": sum(file.rows for file in written.files),
        "bytes": sum(file.bytes for file in written.files),
        "by_collection": relation.by_collection,
        "columns": [
            {"name": column.name, "type": str(column.arrow_type), "comment": column.comment}
            for column in columns
        ],
        "files": [asdict(file) for file in written.files],
    }


def _write_views(
    root: Path, dialect: str, tables: list[Table], translations: list[Translation]
) -> dict[str, Any]:
    path = root / f"views.{dialect}.sql"
    path.write_text(write_script(dialect, tables, translations), encoding="utf-8")
    return {"path": path.name, "bytes": path.stat().st_size, "sha256": digest_of(path)}


def _describe(one: Translation) -> dict[str, Any]:
    return {
        "name": one.view.name,
        "comment": one.view.comment,
        "dialects": {name: one.problems.get(name, "translated") for name in DIALECTS},
    }


def _as_of(connection: Connection[Any], tables: list[Table]) -> str | None:
    """When the kept facts were last brought up to date."""
    if not any(table.name == "image_fact" for table in tables):
        return None
    (row,) = _QUERIES.rows(connection, "facts_as_of")
    return row["as_of"].isoformat() if row["as_of"] else None

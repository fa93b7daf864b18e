"""The CSV files: the public views, row for row, streamed by PostgreSQL's COPY."""

from pathlib import Path
from typing import Any

from psycopg import Connection, sql

from lookalike.csv_output import csv_writer
from lookalike.output import replaced
from lookalike.report.query import query_text


def write_csv(connection: Connection[Any], name: str, path: Path, raw_values: bool) -> int:
    """Write the rows of queries/<name>.sql to `path` as CSV; return how many there are.

    Memory does not grow with the rows.
    """
    statement = sql.SQL("COPY ({}) TO STDOUT WITH (HEADER)").format(sql.SQL(query_text(name)))
    with replaced(path) as file, connection.cursor() as cursor:
        write = csv_writer(file, raw_values)
        with cursor.copy(statement) as copy:
            for row in copy.rows():
                write(row)
        return cursor.rowcount

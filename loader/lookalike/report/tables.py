"""The CSV files: the public views, row for row, streamed by PostgreSQL's COPY.

Values are written exactly as they are, so that a path in a CSV joins with the same path in the
database, in another CSV or in a file listing. In particular no quote is put before a leading
`=`, `+`, `-` or `@`: it would change the name of a file. A spreadsheet has to be told that the
columns are text; the report says how. There is no byte order mark, for the same reason.
"""

from pathlib import Path
from typing import Any

from psycopg import Connection, sql

from lookalike.report.files import replaced
from lookalike.report.query import query_text


def write_csv(connection: Connection[Any], name: str, path: Path) -> int:
    """Write the rows of queries/<name>.sql to `path` as CSV in UTF-8; return how many there are.

    Memory does not grow with the rows.
    """
    statement = sql.SQL("COPY ({}) TO STDOUT WITH (FORMAT csv, HEADER)").format(
        sql.SQL(query_text(name))
    )
    with replaced(path) as file, connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for block in copy:
                file.write(block)
        return cursor.rowcount

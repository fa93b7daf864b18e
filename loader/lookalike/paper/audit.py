"""Writes the page about an archive that an auditor takes along."""

from typing import IO, Any

from psycopg import Connection

from lookalike import __version__
from lookalike.paper.render import QUERIES, render

# query: the heading of its table
_TABLES = {
    "log": "What is in the event log",
    "policies": "Retention policies that were applied",
    "classes": "Images by class and disposition",
    "collections": "Collections",
    "holds": "Legal holds in force",
    "plans": "Plans",
    "fixity": "Files that were read again",
    "settings": "Settings that are not the default",
}


def write_audit(connection: Connection[Any], stream: IO[bytes]) -> None:
    """Write the page, in a transaction. Its figures are few, whatever the size of the archive."""
    (archive,) = QUERIES.rows(connection, "archive")
    tables = [(heading, QUERIES.rows(connection, query)) for query, heading in _TABLES.items()]
    render(stream, "audit.html.j2", archive=archive, tables=tables, version=__version__)

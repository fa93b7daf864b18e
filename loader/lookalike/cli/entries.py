"""Catalogue entries, as people name them on the command line."""

from typing import Any

from psycopg import Connection

from lookalike.cli.query import rows
from lookalike.errors import LookalikeError

_LIST = 'List the entries: lookalike psql -c "SELECT external_id FROM catalogue_record"'


def find_entry(connection: Connection[Any], entry: str) -> int:
    """Find the number of the entry with this id, or CATALOGUE:ID. Raises LookalikeError."""
    found = rows(connection, "catalogue_entries", entry=entry)
    if not found:
        meant = rows(connection, "like_entries", entry=entry)[0]["hint"]
        raise LookalikeError(
            f'catalogue entry "{entry}" does not exist',
            detail="No catalogue has an entry with this id.",
            hint=meant + _LIST,
        )
    if len(found) > 1:
        raise LookalikeError(
            f'catalogue entry "{entry}" is in several catalogues',
            hint=f'Name the catalogue, too: "{found[0]["catalogue"]}:{entry}"',
        )
    return int(found[0]["entry_id"])

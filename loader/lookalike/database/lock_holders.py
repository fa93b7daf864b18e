"""Who else uses the archive at this moment, in words, and how to end it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from lookalike.database.query_files import QueryFiles

_QUERIES = QueryFiles(Path(__file__).parent / "queries")


@dataclass(frozen=True)
class Holder:
    """A session or a prepared transaction that holds locks on tables or views of the archive.

    `name` tells it from others as long as it lives. `remedy` is what ends it, or nothing where it
    ends by itself.
    """

    name: str
    description: str
    remedy: str
    is_autovacuum: bool
    is_prepared: bool


def lock_holders(connection: psycopg.Connection[Any]) -> list[Holder]:
    """Return the others that hold locks on the archive, the oldest transaction first.

    The server shows the application of another role only to members of pg_read_all_stats.
    """
    return [_holder(connection, row) for row in _QUERIES.rows(connection, "lock_holders")]


def _holder(connection: psycopg.Connection[Any], row: dict[str, Any]) -> Holder:
    gid = None if row["gid"] is None else sql.Literal(row["gid"]).as_string(connection).strip()
    name = f"process {row['pid']} of the server" if gid is None else f"prepared transaction {gid}"
    words = [name]
    words += ["autovacuum"] if row["is_autovacuum"] else []
    words += [f'application "{row["application"]}"'] if row["application"] else []
    words += [f'role "{row["role"]}"'] if row["role"] else []
    words += [f"from {row['address']}"] if row["address"] else []
    more = f" and {str(row['relations'] - 1) + ' more'}" if row["relations"] > 1 else ""
    words += [f"uses {row['relation']}{more}"]
    if row["since"]:
        words += [f"in a transaction since {row['since']} UTC"]
    state = f" ({row['state']})" if row["state"] else ""
    if gid is not None:
        remedy = f'as role "{row["role"]}", COMMIT PREPARED {gid} or ROLLBACK PREPARED {gid}'
    else:
        remedy = "" if row["is_autovacuum"] else f"SELECT pg_terminate_backend({row['pid']})"
    return Holder(name, ", ".join(words) + state, remedy, row["is_autovacuum"], gid is not None)

"""Which other sessions use the archive at this moment, in words."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from lookalike.database.query_files import QueryFiles

_QUERIES = QueryFiles(Path(__file__).parent / "queries")


@dataclass(frozen=True)
class Holder:
    """A session that holds locks on tables or views of the archive."""

    pid: int
    description: str


def lock_holders(connection: psycopg.Connection[Any]) -> list[Holder]:
    """Return the other sessions that hold locks on the archive, the oldest transaction first.

    The server shows the application of another role only to members of pg_read_all_stats.
    """
    holders = []
    for row in _QUERIES.rows(connection, "lock_holders"):
        words = [f"process {row['pid']} of the server"]
        words += [f'application "{row["application"]}"'] if row["application"] else []
        words += [f'role "{row["role"]}"'] if row["role"] else []
        words += [f"from {row['address']}"] if row["address"] else []
        more = f" and {str(row['relations'] - 1) + ' more'}" if row["relations"] > 1 else ""
        words += [f"uses {row['relation']}{more}"]
        if row["since"]:
            words += [f"in a transaction since {row['since']} UTC"]
        state = f" ({row['state']})" if row["state"] else ""
        holders.append(Holder(row["pid"], ", ".join(words) + state))
    return holders

"""A function that is no longer shipped is dropped by an upgrade.

Left behind, it would pass for a function that somebody added.
"""

import re
from pathlib import Path
from typing import Any

from psycopg import Connection

# Every function that a version on the main branch has had. Add new ones; take none away.
SHIPPED = Path(__file__).with_name("shipped_functions.txt")
ARCHIVE = Path(__file__).parents[2] / "sql" / "archive"

_QUERY = """
SELECT p.oid::regprocedure::text FROM pg_catalog.pg_proc p
WHERE p.pronamespace IN ('lookalike'::regnamespace, 'lookalike_internal'::regnamespace)
"""


def test_functions_that_went_are_dropped(archive: Connection[Any]) -> None:
    archive.execute("SET search_path = pg_catalog")
    present = {name for (name,) in archive.execute(_QUERY)}
    shipped = set(SHIPPED.read_text().splitlines())
    assert present <= shipped, "add these to shipped_functions.txt"
    deltas = "".join(path.read_text() for path in ARCHIVE.glob("*/delta_*.sql"))
    drops = re.findall(r"^DROP (?:FUNCTION|PROCEDURE) IF EXISTS (.+);$", deltas, re.MULTILINE)
    dropped = {name.replace(", ", ",") for name in drops}
    assert shipped - present <= dropped

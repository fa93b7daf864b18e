"""Writes models/sources.yml from the comments of the views that come first in help().

python docs/bi/dbt/write_sources.py URL
"""

import json
import sys
from pathlib import Path

import psycopg
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from psycopg.rows import dict_row

PROJECT = Path(__file__).parent
SOURCES = PROJECT / "models" / "sources.yml"
_TABLES = """
    SELECT name, about FROM lookalike.help()
    WHERE kind = 'view' AND topic <> 'other views' AND NOT starts_with(topic, 'detail: ')
"""


def render(url: str) -> str:
    """Return the text of sources.yml for an archive; it is the same for each archive."""
    tests = json.loads((PROJECT / "data_tests.json").read_text(encoding="utf-8"))
    with psycopg.connect(url, row_factory=dict_row) as connection:
        tables = connection.execute(_TABLES).fetchall()
        for table in tables:
            table["columns"] = connection.execute(
                "SELECT name, about, kind FROM lookalike.help(%s)", (table["name"],)
            ).fetchall()
            of_table = tests.pop(table["name"], {})
            for column in table["columns"]:
                column["data_tests"] = of_table.pop(column["name"], None)
            if of_table:
                raise SystemExit(f"{table['name']} has no column {', '.join(of_table)}")
    if tests:
        raise SystemExit(f"there is no view {', '.join(tests)}")
    environment = Environment(  # noqa: S701  # YAML
        loader=FileSystemLoader(PROJECT),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # JSON is YAML, too.
    environment.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False)
    return environment.get_template("sources.yml.j2").render(tables=tables)


if __name__ == "__main__":
    SOURCES.write_text(render(sys.argv[1]), encoding="utf-8")

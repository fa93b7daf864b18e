"""The datasets of the dashboard list the columns that their views have."""

import re
from pathlib import Path

from lookalike.database import connect

_DATASETS = Path(__file__).parents[2] / "docs/bi/superset/dashboard/datasets/Lookalike"


def test_a_dataset_of_a_view_has_its_columns(archive_url: str) -> None:
    with connect(archive_url) as owner:
        for file in sorted(_DATASETS.glob("*.yaml")):
            text = file.read_text("utf-8")
            if "\nsql: null\n" not in text:
                continue
            columns = owner.execute(
                "SELECT a.attname::text FROM pg_catalog.pg_attribute a"
                " WHERE a.attrelid = ('lookalike.' || %s)::regclass AND a.attnum > 0"
                " ORDER BY a.attnum",
                (file.stem,),
            ).fetchall()
            assert re.findall(r"^- column_name: (\w+)", text, re.MULTILINE) == [
                name for (name,) in columns
            ], file.stem

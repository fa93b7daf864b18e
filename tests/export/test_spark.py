"""The views over the exported files say on Spark what PostgreSQL says, row for row.

Needs pyspark (extra `spark`) and Java 17, as in Debian's openjdk-17-jre-headless.
"""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest

from export.conftest import Filled
from lookalike.export.relations import RELATIONS
from lookalike.export.views import View, read_views

pytestmark = pytest.mark.long

VIEWS = read_views()
TABLES = [relation.name for relation in RELATIONS]


@pytest.fixture(scope="module")
def spark(filled: Filled) -> Iterator[Any]:
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("no Java: install openjdk-17-jre-headless to try the views on Spark")
    sql = pytest.importorskip("pyspark.sql", reason="no Spark: pip install 'lookalike[spark]'")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "1",
    }
    builder = sql.SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    with mock.patch.dict(os.environ, SPARK_LOCAL_IP="127.0.0.1", TZ="UTC"):
        session = builder.getOrCreate()
        session.sql(f"SET facts={filled.folder}")
        script = (filled.folder / "views.spark.sql").read_text(encoding="utf-8")
        for statement in script.split(";\n"):
            if statement.strip():
                session.sql(statement)
        yield session
        session.stop()


def rows_of(spark: Any, name: str) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row.values()) for row in spark.table(name).toArrow().to_pylist())


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view_says_what_postgresql_says(filled: Filled, spark: Any, view: View) -> None:
    assert rows_of(spark, view.name) == Counter(filled.rows(view.query))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_what_its_view_says(filled: Filled, spark: Any, name: str) -> None:
    assert rows_of(spark, name) == Counter(filled.rows(f"SELECT * FROM {name}"))


def test_comments_are_those_of_postgresql(filled: Filled, spark: Any) -> None:
    for table in filled.exported.tables:
        described = spark.sql(f"DESCRIBE {table['name']}").collect()
        assert [(row.col_name, row.comment) for row in described] == [
            (column["name"], column["comment"]) for column in table["columns"]
        ]

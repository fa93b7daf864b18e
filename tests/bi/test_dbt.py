"""The dbt package: its sources say what the database says, and `dbt build` passes."""

import json
import os
import runpy
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bi.conftest import BiArchive, make_environment
from servers import temporary_folder

PROJECT = Path(__file__).parents[2] / "docs" / "bi" / "dbt"
HOW = "write it again: python docs/bi/dbt/write_sources.py URL"


def test_the_sources_are_up_to_date(archive_url: str) -> None:
    script = runpy.run_path(str(PROJECT / "write_sources.py"))
    written = (PROJECT / "models" / "sources.yml").read_text(encoding="utf-8")
    assert script["render"](archive_url) == written, HOW


@pytest.mark.long
def test_a_build_passes(bi_archive: BiArchive) -> None:
    bi_archive.cli.run("psql", "-c", "CREATE SCHEMA analysis")
    bi_archive.cli.run("psql", "-c", "GRANT CREATE, USAGE ON SCHEMA analysis TO lookalike_bi")
    with temporary_folder() as folder:
        programs = make_environment(folder / "venv", "dbt-core<1.12", "dbt-postgres")
        shutil.copytree(PROJECT, folder / "project")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "DBT"))}
        environment |= {
            "PGPORT": str(bi_archive.port),
            "PGPASSWORD": bi_archive.password,
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }
        done = subprocess.run(
            [str(programs / "dbt"), "--warn-error", "build"],
            cwd=folder / "project",
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        results = json.loads((folder / "project" / "target" / "run_results.json").read_text())
    said = [result["status"] for result in results["results"]]
    assert said.count("pass") > 50  # data tests
    assert said.count("success") == 3  # two models and the seed
    assert set(said) <= {"pass", "success", "no-op"}

    with bi_archive.connect() as connection:
        rate = "SELECT sum(images), sum(duplicates) FROM analysis.duplication_by_site_and_year"
        total = (
            "SELECT images, duplicates FROM lookalike.duplication_summary"
            " WHERE dimension = 'archive'"
        )
        assert rows(connection, rate) == rows(connection, total)
        money = (
            "SELECT currency, sum(duplicate_cost_per_year)"
            " FROM analysis.duplication_by_site_and_year GROUP BY 1 ORDER BY 1"
        )
        known = (
            "SELECT value, redundant_cost_per_year FROM lookalike.duplication_summary"
            " WHERE dimension = 'currency' ORDER BY 1"
        )
        assert rows(connection, money) == rows(connection, known)
        (coffee,) = rows(
            connection,
            "SELECT loans, last_loaned::text FROM analysis.conflict_on_loan"
            " WHERE master_path = 'PH-0002 coffee.tif'",
        )
        assert coffee == (22, "2026-01-08")  # of PH-0002, RC-0002 and W002


def rows(connection: psycopg.Connection[Any], query: str) -> list[Any]:
    return connection.execute(query.encode()).fetchall()

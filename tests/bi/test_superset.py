"""The dashboard in a real Superset: imported, asked for its data, and opened in Chromium.

LOOKALIKE_SCREENSHOT=docs/bi/superset/dashboard.png keeps the screenshot for the documentation.
"""

import io
import os
import runpy
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bi.conftest import BiArchive, make_environment
from servers import temporary_folder

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
]

FOLDER = Path(__file__).parents[2] / "docs" / "bi" / "superset"
PERSON = "admin"
PASSWORD = "only of this test"
START_SECONDS = 300

# What each chart shows, asked without Superset.
CHARTS = {
    "Images": "SELECT count(*) FROM image_fact WHERE NOT is_missing",
    "Duplicates": "SELECT duplicates FROM duplication_summary WHERE dimension = 'archive'",
    "Duplication rate": (
        "SELECT duplicates::numeric / images FROM duplication_summary WHERE dimension = 'archive'"
    ),
    "Releasable images": (
        "SELECT releasable_images FROM duplication_summary WHERE dimension = 'archive'"
    ),
    "Duplication rate by site": (
        "SELECT coalesce(site, 'no site'), avg(CASE WHEN is_duplicate THEN 1.0 ELSE 0 END)"
        " FROM image_fact WHERE NOT is_missing GROUP BY site"
    ),
    "Money by site": (
        "SELECT value, duplicates, redundant_bytes, redundant_cost_per_year,"
        " releasable_cost_per_year, currency FROM duplication_summary WHERE dimension = 'site'"
    ),
    "Trend": (
        "SELECT taken_at, sum(images), sum(duplicates), sum(releasable_images)"
        " FROM audit_snapshot GROUP BY taken_at"
    ),
    "Where the copies are": (
        "SELECT format, collection, count(*) FROM image_fact"
        " WHERE is_duplicate AND NOT is_missing GROUP BY format, collection"
    ),
    "Worst clusters": (
        'SELECT (SELECT format(\'<img src="%s" width="%s" height="%s">\', t.data_uri, t.width,'
        " t.height) FROM thumbnail t JOIN image_fact i USING (image_id)"
        " WHERE i.cluster_id = k.cluster_id AND NOT i.is_duplicate AND NOT i.is_missing),"
        " cluster_id, images, collections, duplicate_bytes, master_collection, master_path,"
        " has_rights_conflict FROM cluster_fact k"
    ),
    "Conflicts by field": (
        "SELECT field, severity, count(*) FROM conflict_fact WHERE NOT is_settled"
        " GROUP BY field, severity"
    ),
    "Reviews due": (
        "SELECT collection, due, is_overdue, new_images, bytes_to_review FROM review_schedule"
    ),
    "Precision": (
        "SELECT band, accepted_pairs, answered, precision, precision_low, precision_high"
        " FROM match_precision"
    ),
}


@dataclass
class Running:
    """A Superset that runs on loopback."""

    programs: Path
    url: str
    log: Path

    def api(self) -> Any:
        """The administrator, by the client of the script that imports the dashboard."""
        script = runpy.run_path(str(FOLDER / "import_dashboard.py"))
        return script["Superset"](self.url, PERSON, PASSWORD)


@pytest.fixture(scope="module")
def superset() -> Iterator[Running]:
    with temporary_folder() as folder:
        programs = make_environment(
            folder / "venv",
            *("-r", str(FOLDER / "requirements.txt"), "-c", str(FOLDER / "constraints.txt")),
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        (folder / "superset_config.py").write_text(
            f"SECRET_KEY = 'only of this test'\n"
            f"SQLALCHEMY_DATABASE_URI = 'sqlite:///{folder}/superset.db'\n"
        )
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "FLASK"))}
        environment |= {
            "FLASK_APP": "superset",
            "SUPERSET_CONFIG_PATH": str(folder / "superset_config.py"),
            "SUPERSET_HOME": str(folder),
        }
        person = ("--username", PERSON, "--password", PASSWORD, "--email", "a@example.org")
        for command in (
            ("db", "upgrade"),
            ("fab", "create-admin", "--firstname", "A", "--lastname", "B", *person),
            ("init",),
        ):
            done = subprocess.run(
                [str(programs / "superset"), *command],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stdout + done.stderr
        log = folder / "log"
        with log.open("w") as output:
            server = subprocess.Popen(
                [str(programs / "superset"), "run", "--with-threads", "-p", str(port)],
                cwd=folder,
                env=environment,
                stdout=output,
                stderr=output,
            )
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_it_answers(f"{url}/health", server, log)
            yield Running(programs, url, log)
        finally:
            server.terminate()
            server.wait()


def wait_until_it_answers(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        assert server.poll() is None and time.monotonic() < end, log.read_text()
        try:
            with urllib.request.urlopen(url):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)


@pytest.fixture(scope="module")
def dashboard(superset: Running, bi_archive: BiArchive) -> str:
    """The address of the dashboard, imported twice: nothing of it is there twice."""
    for _ in range(2):
        done = subprocess.run(
            [
                str(superset.programs / "python"),
                str(FOLDER / "import_dashboard.py"),
                superset.url,
                bi_archive.printed("Superset"),
            ],
            env=os.environ | {"SUPERSET_USER": PERSON, "SUPERSET_PASSWORD": PASSWORD},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr + superset.log.read_text()
    return done.stdout.strip()


def plain(value: Any) -> Any:
    """A value as Superset writes it into JSON, rounded where it is a float."""
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, datetime):
        return round(value.timestamp() * 1000)
    if isinstance(value, date):
        return round(datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp() * 1000)
    if isinstance(value, Decimal | float) and abs(value) < 1e9:
        return f"{float(value):.6g}"
    return round(value) if isinstance(value, float | Decimal) else f"{float(value):.6g}"


def test_every_chart_shows_what_the_database_says(
    superset: Running, dashboard: str, bi_archive: BiArchive
) -> None:
    api = superset.api()
    found = api.call("GET", "chart/", params={"q": "(page_size:100)"})["result"]
    charts = {chart["slice_name"]: chart["id"] for chart in found}
    assert sorted(charts) == sorted(CHARTS)
    assert len(found) == len(CHARTS)
    pages = api.call("GET", "dashboard/")["result"]
    assert [page["dashboard_title"] for page in pages] == ["Duplication"]
    with bi_archive.connect() as connection:
        connection.execute("SET timezone = 'UTC'")
        for name, query in CHARTS.items():
            (answer,) = api.call("GET", f"chart/{charts[name]}/data/")["result"]
            shown = [tuple(map(plain, row.values())) for row in answer["data"]]
            known = [tuple(map(plain, row)) for row in connection.execute(query.encode())]
            assert sorted(shown, key=repr) == sorted(known, key=repr), name
            assert shown, name
            assert bi_archive.password not in str(answer)
    # The connection can do nothing that an analyst cannot do.
    (database,) = api.call("GET", "database/")["result"]
    assert (database["database_name"], database["allow_dml"]) == ("Lookalike", False)
    connection_of = api.call("GET", f"database/{database['id']}/connection")["result"]
    assert "//lookalike_bi:XXXXXXXXXX@" in connection_of["sqlalchemy_uri"]


def test_the_dashboard_opens(dashboard: str, tmp_path: Path) -> None:
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": 1400, "height": 2900})
        page.set_default_timeout(120_000)
        broken: list[str] = []
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.goto(dashboard)
        page.fill("input[name=username], #username", PERSON)
        page.fill("input[name=password], #password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "login" not in url)
        page.goto(dashboard)
        holders = page.locator("[data-test=dashboard-component-chart-holder]")
        page.wait_for_function(
            "n => document.querySelectorAll('.slice_container').length === n", arg=len(CHARTS)
        )
        for name in CHARTS:  # each once
            page.get_by_text(name, exact=True).first.wait_for()
        assert holders.count() == len(CHARTS)
        # Charts are drawn on a canvas; tables have rows, and pictures.
        page.wait_for_function("document.querySelectorAll('.slice_container canvas').length === 4")
        page.wait_for_function("document.querySelectorAll('.slice_container table').length >= 4")
        pictures = "[...document.querySelectorAll('.slice_container img')]"
        page.wait_for_function(f"{pictures}.length >= 8")
        page.wait_for_function(f"{pictures}.every(i => i.complete && i.naturalWidth > 0)")
        assert page.locator(".slice_container [role=alert], .ant-alert-error").count() == 0
        page.wait_for_load_state("networkidle")
        kept = Path(os.environ.get("LOOKALIKE_SCREENSHOT", tmp_path / "dashboard.png"))
        taken = page.screenshot(clip={"x": 0, "y": 0, "width": 1400, "height": 2660})
        chromium.close()
    # Few colours: it goes into the repository.
    Image.open(io.BytesIO(taken)).convert("RGB").quantize(128).save(kept, optimize=True)
    assert kept.stat().st_size > 50_000
    assert broken == []

"""An audit of the demo archive, made once, and archives to fill by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from lookalike import stages
from lookalike.database import connect
from lookalike.demo import make_demo
from lookalike.report import ReportFiles, write_report
from lookalike.scan.run import scan_folder
from report.reader import Node, read_page
from servers import WAYS, Servers


@dataclass(frozen=True)
class Audit:
    """the demo archive, its database, and the report on it."""

    folder: Path
    connection: Connection[Any]
    files: ReportFiles
    html: str
    page: Node


@pytest.fixture(scope="session")
def sample_audit(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Audit]:
    """Every top folder of the sample scanned as a collection of its own; read it only."""
    folder = tmp_path_factory.mktemp("sample-audit")
    make_demo(folder / "sample")
    with servers.database(WAYS[0], "archive") as url, connect(url) as connection:
        for collection in sorted(p for p in (folder / "sample").iterdir() if p.is_dir()):
            scan_folder(connection, collection, workers=1)
        finish(connection)
        files = write_report(connection, folder / "report")
        html = files.html.read_text(encoding="utf-8")
        yield Audit(folder / "sample", connection, files, html, read_page(html))


@pytest.fixture
def report_of(tmp_path: Path) -> Callable[[Connection[Any]], Node]:
    """Write a report of an archive and read it back."""

    def report(connection: Connection[Any]) -> Node:
        return read_page(write_report(connection, tmp_path / "report").html.read_text("utf-8"))

    return report


def finish(connection: Connection[Any]) -> None:
    """Run the stages after the scan."""
    stages.match(connection)
    stages.cluster(connection)
    stages.lineage(connection, workers=1)
    stages.classify(connection)

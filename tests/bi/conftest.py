"""An archive that BI tools connect to over TCP, and tools in environments of their own."""

import re
import subprocess
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from lifecycle.command_line import Cli
from lookalike.database import connect
from servers import temporary_folder


@dataclass
class BiArchive:
    """The demo archive on a server; `shown` is what the start of the server printed."""

    cli: Cli
    shown: str

    @property
    def password(self) -> str:
        return self.cli.server.password_file("lookalike_bi").read_text()

    @property
    def port(self) -> int:
        port = self.cli.server.status().tcp_port
        assert port is not None
        return port

    def printed(self, tool: str) -> str:
        """The connection that is printed for a tool, with the password in it."""
        (line,) = re.findall(rf"^  {tool} +(\S.*)$", self.shown, re.MULTILINE)
        return str(line).replace("PASSWORD", self.password)

    def connect(self) -> Connection[Any]:
        """Connect as the login of BI tools."""
        return connect(self.cli.server.url(user="lookalike_bi", tcp=True))


@pytest.fixture(scope="session")
def bi_archive() -> Iterator[BiArchive]:
    """The demo archive after two audits, with sites and a hold."""
    with temporary_folder() as folder:
        cli = Cli(folder / "data")
        demo, report = folder / "demo", str(folder / "report")
        cli.run("demo", str(demo))
        shown = cli.run("server", "start", "--tcp").stdout
        try:
            folders = [str(path) for path in sorted(demo.iterdir()) if path.is_dir()]
            cli.run("audit", *folders, "--report", report)
            cli.run("import", str(demo / "catalogue.csv"))
            rate = ("--rate", "276", "--currency", "USD")
            cli.run("site", "set", "City Library", "--sector", "library", *rate)
            rate = ("--rate", "45", "--currency", "HKD")
            cli.run("site", "set", "Riverside Courier", "--sector", "newsroom", *rate)
            for name, site in (("masters", "City Library"), ("press", "Riverside Courier")):
                cli.run("collection", "set", name, "--site", site)
            for path in sorted((demo / "masters").glob("*.png")):
                (demo / "incoming" / path.name).write_bytes(path.read_bytes())
            cli.run("audit", *folders, "--report", report)
            cli.run("review", "sample", "--per-band", "5", "--seed", "1")
            with connect(cli.server.url()) as owner:
                owner.execute(
                    "SELECT lookalike.record_decision('duplicate', 'ida', 'seen', image_id_a,"
                    " image_id_b) FROM lookalike.review_queue WHERE kind = 'sample'"
                )
            yield BiArchive(cli, shown)
        finally:
            cli.run("server", "stop")


def make_environment(folder: Path, *arguments: str) -> Path:
    """Make a virtual environment, install into it, and return its folder of programs."""
    venv.create(folder, with_pip=True)
    programs = folder / "bin"
    command = [str(programs / "pip"), "install", "--quiet", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return programs

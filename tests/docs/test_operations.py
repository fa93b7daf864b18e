"""Every command of docs/operations.md runs, one after the other, on real servers.

The archive lives on PostgreSQL 16 at first, with the files of the extension; the page upgrades the
server to 18, and puts a replica beside it.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from lifecycle.command_line import MAIN, switch_to_ordinary_user
from lookalike.database.wheel import find_suitable_port
from pictures import fill
from servers import FAST, stage_programs, temporary_folder

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"
BLOCK = re.compile(
    r"^## (?P<heading>[^\n]+)$|^```(?P<kind>sh|sql)\n(?P<text>.*?)^```$", re.M | re.S
)
# These sections need a superuser of the server; the others are for the owner of the archive.
OF_ADMINISTRATORS = {"A new major version of PostgreSQL", "A replica for BI tools"}


@dataclass
class Shell:
    """Runs commands as an ordinary user, as PostgreSQL wants it."""

    folder: Path
    switch: list[str]
    environment: dict[str, str]

    def run(self, text: str, **variables: str) -> str:
        done = subprocess.run(
            [*self.switch, "bash", "-euo", "pipefail", "-c", text],
            cwd=self.folder,
            env=self.environment | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
        return done.stdout


@contextmanager
def shell() -> Iterator[Shell]:
    """A folder of an ordinary user with two clusters, of which the older one runs."""
    switch = switch_to_ordinary_user() if os.geteuid() == 0 else []
    # Where Python lies in root's closed home, programs that the shell starts read it, too.
    reading = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    switch += [option for option in reading if switch and option not in switch]
    with temporary_folder() as folder:
        bins = {
            version: stage_programs(folder / f"programs{version}", version) for version in (16, 18)
        }
        (folder / "bin").mkdir()
        command = folder / "bin" / "lookalike"
        command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{MAIN}" "$@"\n')
        command.chmod(0o755)
        work = folder / "work"
        work.mkdir()
        work.chmod(0o777)
        fill(folder / "images", 2)
        port, replica_port = str(find_suitable_port()), str(find_suitable_port())
        server = f"postgresql://keeper@127.0.0.1:{port}"
        own = Shell(
            work,
            switch,
            {
                "PATH": f"{folder / 'bin'}:{bins[18]}:/usr/bin:/bin",
                "PYTHONPATH": os.pathsep.join(sys.path),
                "HOME": str(work),
                "LC_ALL": "C.UTF-8",
                "NUMBA_CACHE_DIR": str(work / "numba"),
                "LOOKALIKE_DATA_DIR": str(work / "embedded"),
                "PGHOST": "127.0.0.1",
                "PGPORT": port,
                "PGUSER": "keeper",
                "SERVER": server,
                "ARCHIVE": f"{server}/archive",
                "ARCHIVE_NAME": "archive",
                "OLD_BIN": str(bins[16]),
                "NEW_BIN": str(bins[18]),
                "OLD_DATA": str(work / "old"),
                "NEW_DATA": str(work / "new"),
                "REPLICA_DATA": str(work / "replica"),
                "REPLICA_PORT": replica_port,
                "REPLICA": f"postgresql://keeper@127.0.0.1:{replica_port}/archive",
            },
        )
        settings = FAST | {"port": port, "unix_socket_directories": ""}
        lines = "\n".join(f"{name} = '{value}'" for name, value in settings.items())
        initdb = "initdb --username postgres --auth trust --no-sync --encoding UTF8 --locale C"
        own.run(
            f'"$OLD_BIN/"{initdb} -D "$OLD_DATA"\n'
            f'"$NEW_BIN/"{initdb} -D "$NEW_DATA" --no-data-checksums\n'
            'for data in "$OLD_DATA" "$NEW_DATA"; do\n'
            f"cat >> \"$data/postgresql.conf\" <<'END'\n{lines}\nEND\ndone\n"
            '"$OLD_BIN/pg_ctl" -D "$OLD_DATA" -l old.log -w start\n'
        )
        try:
            own.run(
                'psql -c "CREATE ROLE keeper LOGIN CREATEROLE CREATEDB"\n'
                "createdb --owner keeper archive\n"
                'psql -d archive -c "CREATE EXTENSION vector"\n'
                'lookalike install --database "$ARCHIVE" --mode extension\n'
                f'lookalike scan "{folder / "images"}" --workers 1 --database "$ARCHIVE"\n',
                PGUSER="postgres",
            )
            yield own
        finally:
            own.run(
                'for data in "$OLD_DATA" "$NEW_DATA" "$REPLICA_DATA"; do\n'
                'pg_ctl -D "$data" -m immediate stop || true\ndone'
            )


@pytest.mark.long
def test_every_command_runs() -> None:
    """As the page has them; what one leaves behind is there for the next."""
    if shutil.which("bash") is None:
        pytest.skip("no bash on this machine")
    heading, ran = "", 0
    with shell() as own:
        for found in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
            if found["heading"]:
                heading = found["heading"]
                continue
            user = "postgres" if heading in OF_ADMINISTRATORS else "keeper"
            text = found["text"]
            if found["kind"] == "sql":
                text = f"psql -v ON_ERROR_STOP=1 -d archive <<'END'\n{text}END\n"
            own.run(text, PGUSER=user)
            ran += 1
        version = own.run('psql -d archive -Atc "SHOW server_version_num"')
        assert version.startswith("18")
        images = "SELECT count(*) FROM lookalike_internal.image"
        assert own.run(f'psql -d restored -Atc "{images}"') == "4\n"
    assert ran == 6 + 1  # and one of SQL


def test_the_table_names_tests_that_exist() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    root = PAGE.parents[1]
    named = {name for line in rows for name in re.findall(r"`(tests/\S+\.py)`", line)}
    assert len(named) >= 8
    assert all((root / name).is_file() for name in named)

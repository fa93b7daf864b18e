"""`make install`, as a packager or administrator runs it, into a copy of the wheel's programs."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lookalike.database.embedded import EmbeddedServer
from lookalike.database.sources import EXTENSION, extension_script, read_extension, write_extension
from lookalike.database.wheel import POSTGRES_VERSIONS
from servers import FAST, stage_programs, temporary_folder

REPOSITORY = Path(__file__).parents[2]
FILES = ["lookalike.control", extension_script()]

needs_make = pytest.mark.skipif(
    shutil.which("make") is None, reason="no make on this machine: the Makefile is not tested"
)


def make(source: Path, *arguments: str) -> None:
    subprocess.run(["make", "-C", source, *arguments], check=True, stdout=subprocess.DEVNULL)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of what `make` reads, as it writes beside it."""
    shutil.copytree(EXTENSION, tmp_path / "source" / "sql" / "extension")
    shutil.copy(REPOSITORY / "Makefile", tmp_path / "source")
    return tmp_path / "source"


@pytest.fixture
def staged() -> Iterator[Path]:
    """The bin folder of a PostgreSQL 16 of our own, that offers no extension lookalike yet."""
    with temporary_folder() as folder:
        bin_dir = stage_programs(folder / "server", 16)
        for name in FILES:
            (extension_folder(bin_dir) / name).unlink()
        yield bin_dir


def extension_folder(bin_dir: Path) -> Path:
    return bin_dir.parent / "share" / "postgresql" / "extension"


@needs_make
def test_install_and_uninstall(source: Path, staged: Path, tmp_path: Path) -> None:
    pg_config = f"PG_CONFIG={staged / 'pg_config'}"
    make(source, "install", pg_config)

    # The embedded server's way of making the same files must agree to the byte.
    (tmp_path / "written").mkdir()
    write_extension(tmp_path / "written", read_extension())
    for name in FILES:
        installed = (extension_folder(staged) / name).read_bytes()
        assert installed == (tmp_path / "written" / name).read_bytes()

    server = EmbeddedServer(staged.parents[2] / "data", 16, bin_dir=staged, settings=FAST)
    server.start()
    try:
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION lookalike CASCADE")
            row = connection.execute("SELECT lookalike.within(B'101', B'100', 1)").fetchone()
            assert row == (True,)
    finally:
        server.stop()

    make(source, "uninstall", pg_config)
    assert not [name for name in FILES if (extension_folder(staged) / name).exists()]
    make(source, "clean", pg_config)
    assert sorted(path.name for path in source.iterdir()) == ["Makefile", "sql"]


@needs_make
def test_install_for_a_package(source: Path, tmp_path: Path) -> None:
    bin_dir = POSTGRES_VERSIONS[18]
    make(source, "install", f"PG_CONFIG={bin_dir / 'pg_config'}", f"DESTDIR={tmp_path / 'root'}")
    files = [path for path in (tmp_path / "root").rglob("*") if path.is_file()]
    assert sorted(path.name for path in files) == sorted(FILES)
    where = tmp_path / "root" / extension_folder(bin_dir).relative_to("/")
    assert {path.parent for path in files} == {where}


@needs_make
def test_no_pg_config_is_said(source: Path) -> None:
    result = subprocess.run(
        ["make", "-C", source, "install", "PG_CONFIG=/nonexistent/pg_config"],
        capture_output=True,
        text=True,
    )
    assert result.returncode != 0
    assert 'cannot run "/nonexistent/pg_config"' in result.stderr

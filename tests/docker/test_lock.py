"""The lock files of the images fit pyproject.toml, and what is installed can be listed."""

import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).parents[2]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
EXTRAS = ("parquet", "pdf", "raw", "timestamp")  # what the images have, too
LOCKS = {
    "requirements.lock": PROJECT["project"]["dependencies"]
    + [one for extra in EXTRAS for one in PROJECT["project"]["optional-dependencies"][extra]],
    "build.lock": PROJECT["build-system"]["requires"],
}
# What a machine with Linux and Python 3.11 is, of either kind.
_MACHINES = [
    {
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "platform_machine": machine,
        "python_version": "3.11",
        "python_full_version": "3.11.9",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": extra,
    }
    for machine in ("x86_64", "aarch64")
    for extra in ("", "binary")  # psycopg's, the only one that we ask for
]


def pins(lock: str) -> dict[str, tuple[str, list[str]]]:
    """The packages of a lock file: version and hashes, by the plain name."""
    text = (REPOSITORY / "docker" / lock).read_text()
    entries = re.findall(
        r"^([\w.-]+)==(\S+)((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", text, re.M
    )
    assert len(entries) == len(re.findall(r"^\w", text, re.M)), "a line without version and hash"
    return {
        canonicalize_name(name): (version, re.findall(r"sha256:(\w+)", hashes))
        for name, version, hashes in entries
    }


def needed(requirements: list[str]) -> list[Requirement]:
    """The requirements that hold on a machine with Linux."""
    found = [Requirement(text) for text in requirements]
    return [
        one
        for one in found
        if one.marker is None or any(one.marker.evaluate(machine) for machine in _MACHINES)
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_satisfies_the_project(lock: str) -> None:
    locked = pins(lock)
    for requirement in needed(LOCKS[lock]):
        version, hashes = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement
        assert hashes


def test_a_lock_is_closed() -> None:
    """What a locked package needs is locked, as far as that very release is installed here."""
    locked = pins("requirements.lock")
    checked = 0
    for name, (version, _) in locked.items():
        try:
            installed = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        if installed.version != version:
            continue
        checked += 1
        for requirement in needed(installed.requires or []):
            if requirement.marker is not None and "extra" in str(requirement.marker):
                continue
            assert requirement.specifier.contains(
                locked[canonicalize_name(requirement.name)][0], prereleases=True
            ), f"{name} needs {requirement}"
    assert checked or not locked


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_serves_every_machine(lock: str) -> None:
    text = (REPOSITORY / "docker" / lock).read_text()
    assert not re.search(r"https?:|file:|index|find-links", text)
    if lock == "requirements.lock":
        # Wheels with machine code: one for each machine and each Python, not only for ours.
        for name in ("numpy", "pillow", "onnxruntime", "opencv-python-headless", "psycopg-binary"):
            assert len(pins(lock)[name][1]) >= 4, name


def test_every_requirement_has_an_upper_bound() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    everything = [*PROJECT["project"]["dependencies"], *extras["parquet"], *extras["sbom"]]
    for requirement in map(Requirement, everything):
        operators = {part.operator for part in requirement.specifier}
        assert operators & {"<", "<=", "==", "~="}, requirement


def test_the_images_install_from_the_locks() -> None:
    dockerfile = (REPOSITORY / "docker" / "loader.Dockerfile").read_text()
    installs = re.findall(r"pip install (.*)", dockerfile)
    assert len(installs) == 3
    for options in installs:
        assert "--require-hashes" in options or "--no-index" in options, options


def test_a_list_of_what_is_installed(tmp_path: Path) -> None:
    """The command that docs/security.md gives: valid CycloneDX, with every dependency in it."""
    pytest.importorskip("cyclonedx_py", reason="cyclonedx-bom is not installed: lookalike[sbom]")
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    assert "cyclonedx-py environment" in (REPOSITORY / "docs" / "security.md").read_text()
    made = tmp_path / "lookalike.cdx.json"
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--no-validate"]
    subprocess.run([*command, "--output-file", made, sys.executable], check=True)
    listed = json.loads(made.read_text())
    version = SchemaVersion[f"V{listed['specVersion'].replace('.', '_')}"]
    # The validator takes a sixth of a second for a component, and all are of one shape.
    some = listed | {"components": listed["components"][::8]}
    assert JsonStrictValidator(version).validate_str(json.dumps(some)) is None
    names = {canonicalize_name(one["name"]) for one in listed["components"]}
    installed = {canonicalize_name(found.name) for found in metadata.distributions()}
    assert installed <= names
    assert {canonicalize_name(one.name) for one in needed(LOCKS["requirements.lock"])} <= names

"""The scripts that documents tell to run, start from the repository as it is."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "tests/benchmark").glob("bench_*.py"))
# Of the extra "benchmark", which the tests do without.
NEEDS = {"bench_neighbours.py": "No module named 'faiss'"}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_it_starts(script: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(script), "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    wanting = NEEDS.get(script.name)
    assert "usage:" in done.stdout or (wanting and wanting in done.stderr), done.stderr

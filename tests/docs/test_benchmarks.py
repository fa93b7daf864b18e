"""The scripts that documents tell to run, start from the repository as it is."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "tests/benchmark").glob("bench_*.py"))
NEEDS = {"bench_neighbours.py": "faiss"}  # of the extra "benchmark"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_it_starts(script: Path) -> None:
    if script.name in NEEDS:
        pytest.importorskip(NEEDS[script.name], reason="pip install '.[benchmark]'")
    done = subprocess.run(
        [sys.executable, str(script), "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "usage:" in done.stdout

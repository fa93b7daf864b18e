"""Runs the recipes of docs/recipes.md on the archive that the page describes.

python tests/docs/recipes.py    writes the page again, with the answers
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "recipes.md"
_COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_RECIPE = re.compile(r"^```sql\n(.*?)^```\n(?:\n```text\n.*?^```\n)?", re.DOTALL | re.MULTILINE)
_ROLE = "SET ROLE lookalike_dashboard"


def queries() -> list[str]:
    """The query of each recipe."""
    return [found[1] for found in _RECIPE.finditer(PAGE.read_text(encoding="utf-8"))]


def answered_page(folder: Path) -> str:
    """The page with the answers of an archive that is made in this empty folder."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "LOOKALIKE_DATA_DIR": str(folder / "data"),
        "PAGER": "cat",
        "TZ": "UTC",
    }
    environment.pop("LOOKALIKE_DATABASE", None)

    def run(*command: str) -> str:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{command}: {done.stdout} {done.stderr}"
        return done.stdout

    def answer(recipe: re.Match[str]) -> str:
        psql = ("lookalike", "psql", "-q", "--pset", "footer=off")
        printed = run(*psql, "-c", _ROLE, "-c", recipe[1])
        lines = "\n".join(line.rstrip() for line in printed.rstrip().splitlines())
        return f"```sql\n{recipe[1]}```\n\n```text\n{lines}\n```\n"

    text = PAGE.read_text(encoding="utf-8")
    found = _COMMANDS.search(text)
    assert found is not None
    try:
        run("bash", "-ec", found[1])
        run("lookalike", "server", "start")
        return _RECIPE.sub(answer, text)
    finally:
        run("lookalike", "server", "stop")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(answered_page(Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()

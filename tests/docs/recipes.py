"""Runs the recipes of docs/recipes.md on the archive that the page describes.

python tests/docs/recipes.py    writes the page again, with the answers
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "recipes.md"
_COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_RECIPE = re.compile(r"^```sql\n(.*?)^```\n(?:\n```text\n.*?^```\n)?", re.DOTALL | re.MULTILINE)
_END = "-- the end of an answer --"
_ROLE = ("-c", "GRANT lookalike_dashboard TO CURRENT_USER", "-c", "SET ROLE lookalike_dashboard")


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

    def answers(text: str) -> Iterator[str]:
        """What psql prints for each query; one psql asks them all."""
        recipes = [found[1] for found in _RECIPE.finditer(text)]
        asked = [part for recipe in recipes for part in ("-c", recipe, "-c", f"\\echo {_END}")]
        psql = ("lookalike", "psql", "-q", "--pset", "footer=off", "-v", "ON_ERROR_STOP=1")
        printed = run(*psql, *_ROLE, *asked).split(f"{_END}\n")
        assert len(printed) == len(recipes) + 1
        for recipe, table in zip(recipes, printed, strict=False):
            lines = "\n".join(line.rstrip() for line in table.rstrip().splitlines())
            yield f"```sql\n{recipe}```\n\n```text\n{lines}\n```\n"

    text = PAGE.read_text(encoding="utf-8")
    found = _COMMANDS.search(text)
    assert found is not None
    try:
        run("bash", "-ec", found[1])
        run("lookalike", "server", "start")
        answered = answers(text)
        return _RECIPE.sub(lambda _: next(answered), text)
    finally:
        run("lookalike", "server", "stop")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(answered_page(Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()

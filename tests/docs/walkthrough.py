"""Runs the commands of a walk-through in docs, each as its reader would, and gives back the page.

python tests/docs/walkthrough.py [PAGE]...    writes the pages again, with what the commands print
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = ("walkthrough.md", "walkthrough-records.md", "first-hour.md")
POLICIES = ("public-library.toml", "hong-kong-government.toml")
MUSEUM = ROOT.parent / "shared" / "images" / "archive"  # the first page reads it
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# What is another time, or on another machine, different.
_VARYING = (
    (re.compile(r"\b\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d(:\d\d)?| UTC)?)?"), "DATE"),
    (re.compile(r"\b[0-9a-f]{16,64}\b"), "DIGEST"),
    (re.compile(r"\b\d+(\.\d+)? s\b"), "SECONDS"),
    (re.compile(r"\([\d.,]+/s\)"), "(SPEED)"),
    (re.compile(r"\(process \d+\)"), "PROCESS"),
    (re.compile(r"\blookalike-[0-9a-f]{8}\b"), "ARCHIVE"),
)


def run_page(
    page: str, folder: Path, after: Callable[[str, str], None] = lambda command, printed: None
) -> str:
    """Run every command in an empty folder, with an archive of its own; put in what each prints.

    Lines of a block that begin with "$ " are commands, and go on where the next begins with "> ".
    After each command, `after` is called with the command and what it printed.
    """
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    if MUSEUM.exists():
        shutil.copytree(MUSEUM, folder / "museum", copy_function=shutil.copy)
    for policy in POLICIES:
        shutil.copy(ROOT / "docs" / "policies" / policy, folder)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "LOOKALIKE_DATA_DIR": str(folder / "data"),
        "COLUMNS": "120",
        "PAGER": "cat",
        "TZ": "UTC",
    }
    environment.pop("LOOKALIKE_DATABASE", None)

    def run(command: str) -> str:
        return subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        ).stdout

    def fill(block: re.Match[str]) -> str:
        filled = []
        for shown in _commands(block[1]):
            command = re.sub(r"^(\$|>) ", "", shown, flags=re.MULTILINE)
            printed = run(command)
            after(command, printed)
            for place in (folder, Path(sys.executable).parent):
                printed = printed.replace(f"{place}/", "")
            printed = printed.replace(str(folder), ".")
            # Progress and the one-time remark of root are no part of what is told.
            shown_lines = printed.rstrip("\n").splitlines()
            lines = [line.rstrip() for line in shown_lines if not _is_passing(line)]
            filled.append("\n".join([shown, *lines]))
        return "```console\n" + "\n".join(filled) + "\n```"

    try:
        return _BLOCK.sub(fill, text)
    finally:
        run("lookalike server stop")


def plain(text: str) -> str:
    """The page without what varies from run to run."""
    for pattern, name in _VARYING:
        text = pattern.sub(name, text)
    return re.sub(r"-{3,}|={3,}| {2,}", " ", text)


def _commands(block: str) -> list[str]:
    found: list[str] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(line)
        elif line.startswith("> "):
            found[-1] += "\n" + line
    return found


def _is_passing(line: str) -> bool:
    return bool(re.search(r"/s(, .* left)?$|is now traversable", line))


def main() -> None:
    for page in sys.argv[1:] or PAGES:
        path = ROOT / "docs" / page
        with tempfile.TemporaryDirectory(prefix="lookalike-") as folder:
            Path(folder).chmod(0o755)
            path.write_text(run_page(page, Path(folder)), "utf-8")


if __name__ == "__main__":
    main()

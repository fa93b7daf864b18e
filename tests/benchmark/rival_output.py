"""How the adapters of bench_rivals.py hand back what a tool gives; standard library only."""

import sys
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path


def arguments() -> tuple[list[Path], Path, str]:
    """The pictures to compare, the file to write pairs to, and the name of the setting."""
    folder, output, setting = sys.argv[1:]
    return sorted(Path(folder).resolve().iterdir()), Path(output), setting


def hand_back(
    output: Path,
    pairs: Iterable[tuple[str, str, float]],
    packages: Iterable[str],
    notes: Iterable[str] = (),
) -> None:
    """Write pairs as lines `name TAB name TAB score`, and print versions and what has to be said.

    The score is the tool's own: bits that differ, or a similarity up to 1; nan where it gives none.
    """
    with output.open("w", encoding="utf-8") as file:
        file.writelines(f"{a}\t{b}\t{score:g}\n" for a, b, score in pairs)
    print()  # tools may leave a line of progress open
    for package in packages:
        print(f"version\t{package} {version(package)}")
    for note in notes:
        print(f"note\t{note}")

"""Prints the CSV files of `lookalike evaluate` as the tables of docs/accuracy.md.

python tests/benchmark/evaluation_tables.py DIR
"""

import argparse
import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

Rows = list[dict[str, str]]


def main() -> None:
    """Print the tables of a folder that `lookalike evaluate` wrote."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="the folder with evaluation.csv")
    folder = parser.parse_args().folder
    print(edits(read(folder, "evaluation.csv"), read(folder, "lineage.csv")))
    print(documents(read(folder, "documents.csv")))
    print(composites(read(folder, "composites.csv")))


def read(folder: Path, name: str) -> Rows:
    """The rows of a file; an empty list if it is not there."""
    path = folder / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def edits(found: Rows, lineage: Rows) -> str:
    """Recall, pairs and lineage, a row an edit."""
    said = {row["edit"]: row for row in lineage}
    names = ("copies_in_cluster", "parent_right", "linked_with_what_was_made", "direction_right")
    fields = ("copies", "in_cluster", "paired", "relation_right", "direction_right")
    rows = []
    for row in found:
        counts = [int(row[field]) for field in fields]
        counts += [int(said[row["edit"]][name]) if said else 0 for name in names]
        rows.append((row["edit"], counts))
    rows.append(("**all**", [sum(values) for values in zip(*(r[1] for r in rows), strict=True)]))
    return table(
        (
            *("edit", "in one cluster", "paired directly", "relation right", "direction right"),
            *("parent right", "direction of links right"),
        ),
        (
            (
                name,
                *(share(c[1], c[0]), share(c[2], c[0]), share(c[3], c[2]), share(c[4], c[2])),
                *(share(c[6], c[5]), share(c[8], c[7])),
            )
            for name, c in rows
        ),
    )


def documents(found: Rows) -> str:
    """Scans found and false pairs, a row a kind."""
    return table(
        ("kind", "documents", "scans found", "false pairs", "of pairs"),
        (
            (
                row["kind"],
                row["documents"],
                f"{row['found']} of {row['rescans']}",
                row["false_pairs"],
                f"{int(row['pairs_of_different_documents']):,}",
            )
            for row in found
        ),
    )


def composites(found: Rows) -> str:
    """Parts linked, a row a kind."""
    return table(
        ("kind", "composites", "parts linked", "wrong parts", "taken for a copy"),
        (
            (
                row["kind"],
                row["composites"],
                f"{row['linked']} of {row['parts']}",
                row["wrong_parts"],
                row["joined"],
            )
            for row in found
        ),
    )


def share(count: int, of: int) -> str:
    """To three digits after the point."""
    return f"{count / of:.3f}" if of else "–"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown, with numbers on the right."""
    lines = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    main()

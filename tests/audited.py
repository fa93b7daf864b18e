"""Audits a folder as people do, and reads what the public views say of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from command import run_command
from lookalike.database import connect
from servers import WAYS, Servers


class Class(NamedTuple):
    """What retention says of an image."""

    name: str
    disposition: str
    derived_from: str  # "" if of nothing


class Part(NamedTuple):
    """A row of view part_of."""

    whole: str
    page: int | None
    part: str


@dataclass(frozen=True)
class Audited:
    """What an audit says; images go by their paths."""

    classes: dict[str, Class]
    clusters: dict[str, int]
    pairs: frozenset[frozenset[str]]  # accepted ones
    parts: frozenset[Part]

    def joined(self, *paths: str) -> set[tuple[str, str]]:
        """The pairs of these images that are accepted, or in one cluster."""
        return {
            (a, b)
            for a, b in combinations(paths, 2)
            if frozenset((a, b)) in self.pairs
            or (a in self.clusters and self.clusters[a] == self.clusters.get(b))
        }

    def set_aside(self) -> set[str]:
        """The images that retention proposes for quarantine."""
        return {path for path, said in self.classes.items() if said.disposition == "quarantine"}


@contextmanager
def audited(servers: Servers, folder: Path, *options: str) -> Iterator[Audited]:
    """Audit a folder in a database of its own, by the command `lookalike audit`."""
    with servers.database(WAYS[0], "archive") as url:
        report = folder.parent / "report"
        run_command(url, "audit", folder, "--report", report, "--workers", 2, *options)
        with connect(url) as connection:

            def read(query: str) -> list[tuple[object, ...]]:
                return connection.execute(query.encode()).fetchall()

            yield Audited(
                {
                    str(path): Class(*map(_text, said))
                    for path, *said in read(
                        "SELECT path, class, disposition, derived_from_path"
                        " FROM lookalike_detail.retention_classification"
                    )
                },
                dict(read("SELECT path, cluster_id FROM lookalike_detail.duplicate_image")),
                frozenset(
                    frozenset(map(str, pair))
                    for pair in read(
                        "SELECT path_a, path_b FROM lookalike_detail.duplicate_pair WHERE accepted"
                    )
                ),
                frozenset(
                    Part(*row)
                    for row in read("SELECT whole_path, page, part_path FROM lookalike.part_of")
                ),
            )


def _text(value: object) -> str:
    return "" if value is None else str(value)

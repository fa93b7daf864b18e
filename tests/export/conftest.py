"""A made-up archive with awkward names, and what its owner exports of it; made once a module."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from psycopg.types.json import Jsonb

import builder
from builder import FakeImage
from lookalike import stages
from lookalike.database import connect
from lookalike.export.facts import Exported, export_facts
from servers import WAYS, Servers

# Names that look like numbers or like SQL, or are no names of folders.
COLLECTIONS = ("007", "2016", "Príloha/č. 3", "it's; a=b%20 ${facts} \\")
PATHS = ('a\nb, "c".jpg', "\\.", " é '\t.png", "NULL", "2016/x;y.tif")

_FIELDS = ("file", "title", "rights_statement")


@dataclass(frozen=True)
class Filled:
    """An archive, and its export as the owner made it: read them only."""

    url: str
    connection: Connection[Any]
    folder: Path
    exported: Exported

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What PostgreSQL says, with the views of schema lookalike."""
        return self.connection.execute(query.encode()).fetchall()


@pytest.fixture(scope="module")
def filled(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    folder = tmp_path_factory.mktemp("export") / "facts"
    with servers.database(WAYS[0], "archive") as url, connect(url) as connection:
        fill(connection)
        connection.execute("SET search_path = lookalike")
        yield Filled(url, connection, folder, export_facts(connection, folder))


def fill(connection: Connection[Any], groups: int = 12) -> None:
    """Fill an archive with groups of like images in several collections, entries and a hold."""
    rng = random.Random(64)
    images: dict[str, list[FakeImage]] = {name: [] for name in COLLECTIONS}
    names = [*PATHS, *(f"{number:03}.jpg" for number in range(1000))]
    for _ in range(groups):
        hash_ = rng.getrandbits(64)
        for _ in range(rng.randint(1, 4)):
            path = names.pop(0)
            image = FakeImage(
                path,
                builder.near(hash_, rng.choice((0, 0, 1)), rng),
                pixels=f"{hash_}" if rng.random() < 0.3 else None,
                format=rng.choice(("JPEG", "PNG", "TIFF")),
                byte_size=rng.randint(1, 10**9),
                captured_at=rng.choice((None, datetime(rng.randint(1, 2025), 5, 1, tzinfo=UTC))),
                creator=rng.choice((None, "", "Ann", 'B. "Bob"; --')),
            )
            images[rng.choice(COLLECTIONS)].append(image)
    for name, some in images.items():
        builder.put(connection, some, name)
    connection.execute(
        "CREATE TABLE public.museum AS SELECT (row_number() OVER ())::text AS id, path AS file,"
        " CASE WHEN image_id % 3 = 0 THEN NULL WHEN image_id % 3 = 1 THEN ''"
        "  ELSE 'Flood, ' || image_id END AS title,"
        " CASE image_id % 3 WHEN 0 THEN 'public domain' WHEN 1 THEN 'all rights reserved' END"
        "  AS rights_statement, 'shelf ' || image_id % 4 AS shelf"
        " FROM lookalike_detail.image WHERE image_id % 4 <> 0"
    )
    connection.execute(
        "SELECT lookalike.import_entries('museum', 'SELECT * FROM public.museum', %s)",
        (
            Jsonb(
                {name: name for name in ("file", "title", "rights_statement")}
                | {"external_id": "id"}
            ),
        ),
    )
    for site, number in {"Central": 1, "Harbour": 2}.items():
        connection.execute(
            "SELECT lookalike.set_site(%s, 'culture', 'HK', %s, 'TB and year', %s)",
            (site, f"{number}23.456789", ("HKD", "EUR")[number - 1]),
        )
        connection.execute(
            "SELECT lookalike.set_collection_site(%s, %s)",
            (COLLECTIONS[number], site),
        )
    for lost in ([], [PATHS[0]]):
        builder.lose(connection, lost)
        stages.match(connection)
        stages.cluster(connection)
        connection.execute("SELECT lookalike.place_hold(%s, 'a claim', 'Ida', 2)", (str(lost),))
        stages.classify(connection)
        connection.execute("SELECT lookalike.take_snapshot()")

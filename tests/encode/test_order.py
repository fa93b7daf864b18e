"""What an audit finds depends on the archive, not on the order in which its files came."""

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import skimage.data
from PIL import Image
from psycopg import Connection

from lookalike import stages
from lookalike.database import connect
from lookalike.picture.edits import EDITS
from lookalike.scan.run import scan_folder
from servers import WAYS, Servers

EDITED = ("crop 35 %", "mirror", "caption bar", "JPEG quality 30")
PARTS_IN_ORDERS = [
    pytest.param(True, 1, id="audited between 1"),
    pytest.param(False, 1, id="only scanned 1"),
    *(
        pytest.param(between, seed, marks=pytest.mark.long, id=f"{name} {seed}")
        for seed in range(2, 7)
        for between, name in ((False, "only scanned"), (True, "audited between"))
    ),
]


class Found(NamedTuple):
    """What the views say; images go by their paths, and clusters by those of their images.

    Which copies of a picture are compared with each other depends on what is connected already. So
    it depends on what earlier audits have connected, but not on the order in which files were
    scanned. That each is compared with the master never depends on that.
    """

    clusters: set[frozenset[str]]
    masters: set[tuple[str, ...]]  # accepted pairs of a master and a copy, and how that was made
    wholes: set[tuple[str, frozenset[str]]]  # a composite, and a cluster of which it holds a copy
    classes: set[tuple[str, ...]]
    lineage: set[tuple[str, ...]]
    compared: set[tuple[str, ...]]  # every pair and what it shows


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two photographs with copies, a sheet with two of them, and a picture without a copy."""
    folder = tmp_path_factory.mktemp("files")
    pictures = {}
    for name in ("chelsea", "coffee"):
        picture = Image.fromarray(getattr(skimage.data, name)())
        picture.thumbnail((360, 360))
        pictures[name] = picture
        picture.save(folder / f"{name}.png")
        for edit in EDITS:
            if edit.name in EDITED:
                made = folder / f"{name} {edit.name.replace(' ', '-')}{edit.suffix}"
                made.write_bytes(edit.make(picture, name))
    sheet = Image.new("RGB", (700, 400), "white")
    sheet.paste(pictures["chelsea"].resize((300, 200)), (30, 90))
    sheet.paste(pictures["coffee"].resize((300, 200)), (370, 90))
    sheet.save(folder / "sheet.png")
    Image.fromarray(skimage.data.astronaut()).resize((256, 256)).save(folder / "alone.png")
    for number, path in enumerate(sorted(folder.iterdir())):
        os.utime(path, (1_600_000_000 + number,) * 2)
    return sorted(folder.iterdir())


@contextmanager
def archive_of(servers: Servers) -> Iterator[Connection[Any]]:
    with servers.database(WAYS[0], "archive") as url, connect(url) as connection:
        yield connection


def audit(connection: Connection[Any]) -> None:
    """The stages after the scan, as `lookalike audit` runs them."""
    stages.encode(connection, 1)
    stages.match(connection)
    stages.prove_and_embed(connection, 1)
    stages.cluster(connection)
    stages.lineage(connection, 1)
    stages.classify(connection)


def take_up(connection: Connection[Any], folder: Path, files: list[Path]) -> None:
    """Put files into the folder of the archive, and scan it."""
    folder.mkdir(exist_ok=True)
    for path in files:
        shutil.copy2(path, folder / path.name)
    scan_folder(connection, folder, workers=1)


def found(connection: Connection[Any]) -> Found:
    def read(query: str) -> set[Any]:
        return set(connection.execute(query.encode()).fetchall())

    clusters: dict[int, set[str]] = {}
    for cluster, path in read("SELECT cluster_id, path FROM lookalike_detail.duplicate_image"):
        clusters.setdefault(cluster, set()).add(path)
    cluster_of = {path: frozenset(group) for group in clusters.values() for path in group}
    parts = read("SELECT whole_path, part_path FROM lookalike.part_of")
    return Found(
        set(cluster_of.values()),
        read(
            "SELECT p.path_a, p.path_b, p.relation, p.derived_path FROM ("
            "  SELECT least(path_a, path_b) AS path_a, greatest(path_a, path_b) AS path_b,"
            "         relation, derived_path"
            "  FROM lookalike_detail.duplicate_pair WHERE accepted) p"
            " JOIN lookalike.lineage l ON l.is_root AND l.path IN (p.path_a, p.path_b)"
        ),
        {(whole, cluster_of[part]) for whole, part in parts},
        read(
            "SELECT path, class, disposition, derived_from_path"
            " FROM lookalike_detail.retention_classification"
        ),
        read("SELECT path, parent_path, relation, is_root, is_certain FROM lookalike.lineage"),
        read(
            "SELECT least(path_a, path_b), greatest(path_a, path_b), accepted, proof, relation,"
            "       derived_path, round(correlation::numeric, 4)"
            " FROM lookalike_detail.duplicate_pair"
        ),
    )


@pytest.fixture(scope="module")
def at_once(servers: Servers, files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What an audit of all of them finds."""
    with archive_of(servers) as connection:
        take_up(connection, tmp_path_factory.mktemp("once") / "archive", files)
        audit(connection)
        return found(connection)


def test_the_set_has_something_to_find(at_once: Found) -> None:
    """A crop lies within the place of its photograph on the sheet, so it is a part of it, too."""
    assert [len(cluster) for cluster in at_once.clusters] == [5, 5]
    assert at_once.wholes == {("sheet.png", cluster) for cluster in at_once.clusters}
    roots = {path for path, *_, is_root, is_certain in at_once.lineage if is_root and is_certain}
    assert roots == {"chelsea.png", "coffee.png"}
    assert len(at_once.masters) == 8


@pytest.mark.parametrize(("is_audited_between", "seed"), PARTS_IN_ORDERS)
def test_the_order_does_not_matter(
    servers: Servers,
    files: list[Path],
    at_once: Found,
    tmp_path: Path,
    is_audited_between: bool,
    seed: int,
) -> None:
    """The files in an order by chance, in two parts."""
    order = random.Random(seed).sample(files, len(files))
    with archive_of(servers) as connection:
        for part in (order[: len(order) // 2], order[len(order) // 2 :]):
            take_up(connection, tmp_path / "archive", part)
            if is_audited_between:
                audit(connection)
        if not is_audited_between:
            audit(connection)
        result = found(connection)
    for name, expected in at_once._asdict().items():
        if name == "compared" and is_audited_between:
            continue
        assert getattr(result, name) == expected, name

"""Finds the images of an archive that show a picture, and proves them on the pixels."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from pgvector import Bit, HalfVector
from psycopg import Connection

from lookalike.cores import usable_cores
from lookalike.database import one
from lookalike.database.query_files import QueryFiles
from lookalike.embed.model import Model
from lookalike.embed.registry import model_in_use
from lookalike.errors import LookalikeError
from lookalike.names import escape_path
from lookalike.nearest import no_such_file
from lookalike.picture.border import Box
from lookalike.picture.problem import BadImage
from lookalike.picture.reduced import read_reduced
from lookalike.prove.pair import prove_pair
from lookalike.prove.proof import Proof
from lookalike.prove.source import Source, forget_pictures
from lookalike.scan.fingerprint import fingerprint_file
from lookalike.scan.record import ScannedImage, WalkedFile

_QUERIES = QueryFiles(Path(__file__).parent / "queries")
_DEPTHS = (20, 100)  # images for each way, as long as none of them is the picture


@dataclass(frozen=True)
class Found:
    """An image of the archive: how it was found, and the result of comparing the pixels.

    `proof` is as in prove(picture, image). It is None where the file of the image cannot be read
    (`problem` then says why), or where the two cannot be laid on each other.
    """

    image_id: int
    path: str
    collection: str
    found_by: str
    same_pixels: bool
    phash_256_distance: int
    similarity: float | None
    proof: Proof | None
    problem: str | None

    @property
    def proven(self) -> bool:
        """Whether it shows the picture, or a part of it, and is not only similar to it."""
        return self.same_pixels or (
            self.proof is not None and self.proof.status in ("proven", "part of")
        )


class _Place(NamedTuple):
    """Where on an image the picture may lie."""

    page: int | None = None
    panel: Box | None = None


def find_image(connection: Connection[Any], file: Path, most: int | None = None) -> list[Found]:
    """Find a picture among the nearest images, `most` for each way to find one.

    Without `most`, more images are looked at only if the nearest are not this picture: a small crop
    has many that are nearer to the eye of the model. Returns all images that were looked at:
    proven ones first, and then possible ones, the most probable first. Raises LookalikeError for a
    bad file.
    """
    if not file.exists():
        raise no_such_file(
            "cannot look for", file, "Name the file of a picture. It need not lie in a collection."
        )
    forget_pictures()
    # Threads: a pool of processes would take longer to start than the whole search.
    with ThreadPoolExecutor(usable_cores()) as pool:
        model = model_in_use(connection) if _has_embeddings(connection) else None
        bare = Source(*_place(file), None)
        waiting = None if model is None else pool.submit(_embed, model, bare)
        scanned, probe = _read(file, bare)
        vector = None if waiting is None else waiting.result()
        found: list[Found] = []
        for count in _DEPTHS if most is None else (most,):
            nearest = _nearest(connection, scanned, vector, count, {one.image_id for one in found})
            found += pool.map(partial(_check, probe, scanned.pixel_digest), nearest)
            if proven := [one.image_id for one in found if one.proven]:
                mates = _mates(connection, proven, count, {one.image_id for one in found})
                found += pool.map(partial(_check, probe, scanned.pixel_digest), mates)
                break
        return sorted(found, key=_order)


class _Nearest(NamedTuple):
    """An image to compare with the picture: its row of find_image, and what is read of it."""

    row: tuple[Any, ...]
    source: Source
    pixel_digest: bytes
    place: _Place


def _nearest(
    connection: Connection[Any],
    scanned: ScannedImage,
    vector: HalfVector | None,
    count: int,
    known: set[int],
) -> list[_Nearest]:
    """Return the images like the picture, `count` for each way, without those that are known."""
    content = scanned.content
    hashes = (Bit(scanned.phash), Bit(scanned.phash_256))
    rows = connection.execute(
        _QUERIES.text("find_image"),
        (
            *hashes,
            Bit(scanned.phash_flips),
            None if content is None else Bit(content.phash),
            vector,
            count,
        ),
    ).fetchall()
    wholes = connection.execute(
        "SELECT * FROM lookalike_internal.find_wholes(%s, %s, %s)", (*hashes, count)
    ).fetchall()
    places = {image_id: _Place(page, box) for image_id, *_, page, box in map(_boxed, wholes)}
    listed = {row[0] for row in rows}
    rows += [(*row[:5], None) for row in wholes if row[0] not in listed]
    return _with_sources(connection, [row for row in rows if row[0] not in known], places)


def _mates(
    connection: Connection[Any], proven: list[int], count: int, known: set[int]
) -> list[_Nearest]:
    """Return images of the clusters of those that are proven, `count` at most, likewise."""
    rows = connection.execute(
        "SELECT * FROM lookalike_internal.find_mates(%s, %s)", (proven, count)
    ).fetchall()
    return _with_sources(connection, [row for row in rows if row[0] not in known], {})


def _with_sources(
    connection: Connection[Any], rows: list[tuple[Any, ...]], places: dict[int, _Place]
) -> list[_Nearest]:
    sources = {
        image_id: (Source(root, path, None if box[0] is None else Box(*box), frame_count), digest)
        for image_id, digest, root, path, frame_count, *box in connection.execute(
            "SELECT * FROM lookalike_internal.read_sources(%s)", ([row[0] for row in rows],)
        )
    }
    return [_Nearest(row, *sources[row[0]], places.get(row[0], _Place())) for row in rows]


def _boxed(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row of find_wholes, with the place of the panel as one value."""
    *rest, x, y, width, height = row
    return (*rest, None if x is None else Box(x, y, width, height))


def _place(file: Path) -> tuple[str, str]:
    """The folder and the name, as the archive writes them."""
    folder = os.path.realpath(file.parent)
    return escape_path(os.fsencode(folder)), escape_path(os.fsencode(file.name))


def _read(file: Path, bare: Source) -> tuple[ScannedImage, Source]:
    """Return what a scan would find, and the source with the picture within its border."""
    scanned = fingerprint_file(Path(os.path.realpath(file.parent)), WalkedFile(bare.path, 0, 0))
    if not isinstance(scanned, ScannedImage):
        raise LookalikeError(
            f'cannot look for "{file}"',
            detail=f"{scanned.problem.replace('_', ' ')}: {scanned.message}.",
            hint="Name a file that holds a picture.",
        )
    content = scanned.content
    bare = replace(bare, frame_count=scanned.frame_count)
    if content is None:
        return scanned, bare
    box = Box(content.x, content.y, content.width, content.height)
    return scanned, replace(bare, content=box)


def _has_embeddings(connection: Connection[Any]) -> bool:
    return bool(one(connection, "SELECT EXISTS (SELECT FROM lookalike_internal.embedding)"))


def _embed(model: Model, source: Source) -> HalfVector | None:
    """Return the embedding; None where there is no picture, because _read then says why."""
    from lookalike.embed.session import Embedder  # heavy, and needed only here

    try:
        picture = read_reduced(source.root, source.path, 2 * model.input_size).image
    except BadImage:
        return None
    return HalfVector(Embedder(model).embed([picture])[0])


def _check(probe: Source, digest: bytes, nearest: _Nearest) -> Found:
    image_id, path, collection, found_by, distance, similarity = nearest.row
    same = digest == nearest.pixel_digest
    proof, problem = None, None
    if not same:
        try:
            # From the image to the picture, because the user has the picture.
            proof = prove_pair(
                nearest.source,
                probe,
                found_by,
                similarity or 0.0,
                page=nearest.place.page,
                panel=nearest.place.panel,
                panel_of_a=True,
            )
        except BadImage as bad:
            problem = bad.message
    return Found(image_id, path, collection, found_by, same, distance, similarity, proof, problem)


def _order(found: Found) -> tuple[Any, ...]:
    agreement = found.proof.agreement if found.proof else 0.0
    return (not found.proven, not found.same_pixels, -agreement, found.collection, found.path)


def describe(found: Found) -> str:
    """Describe an image that was found, in words."""
    if found.same_pixels:
        return "the same pixels"
    if found.problem is not None:
        return f"resembles it; {found.problem}"
    proof = found.proof
    if proof is None:
        return "resembles it, but cannot be laid on it"
    points = f"{proof.inliers} matching points, " if proof.inliers else ""
    evidence = f"{points}correlation {_correlation(proof)} over {_extent(proof)}"
    if not found.proven:
        return f"resembles it, not proven ({evidence})"
    if proof.status == "part of":
        return f"{_part(proof)} ({evidence})"
    return f"{', '.join(proof.relations)} ({evidence})"


def _correlation(proof: Proof) -> str:
    """As lookalike_internal.describe_correlation writes it: 1.00 only if that is exact."""
    size = abs(proof.correlation)
    if size < 0.995 or size == 1:
        return f"{proof.correlation:.2f}"
    if size < 0.9995:
        return f"{proof.correlation:.3f}"
    return "beyond 0.999" if proof.correlation > 0 else "beyond -0.999"


def _extent(proof: Proof) -> str:
    if proof.overlap <= 0.995:
        return f"{proof.overlap:.0%} of the smaller"
    if proof.status == "part of":
        return "all of the part"
    if "cropped" in proof.relations:
        return "all of the crop"
    if "bordered" in proof.relations:
        return "all of the picture within the border"
    return "the whole picture"


def _part(proof: Proof) -> str:
    x, y, width, height = proof.box
    place = f"{width} x {height} pixels large, {x} from the left and {y} from the top"
    if proof.inner == "a":
        whole = "the picture" if proof.page is None else f"page {proof.page} of the picture"
        return f"part of {whole}: {place}"
    page = "" if proof.page is None else f" on page {proof.page}"
    return f"holds the picture{page}: {place}"

"""Finds the images of an archive that show a picture, and proves them on the pixels."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pgvector import Bit, HalfVector
from psycopg import Connection

from lookalike.cores import usable_cores
from lookalike.database import one
from lookalike.database.query_files import QueryFiles
from lookalike.embed.model import Model
from lookalike.embed.registry import model_in_use
from lookalike.errors import LookalikeError
from lookalike.names import escape_path, unescape_path
from lookalike.nearest import no_such_file
from lookalike.picture.border import Box
from lookalike.picture.problem import BadImage
from lookalike.picture.reduced import read_reduced
from lookalike.pool import Failure
from lookalike.prove.pair import prove_pair
from lookalike.prove.proof import Proof
from lookalike.prove.source import Source, forget_pictures
from lookalike.scan.fingerprint import fingerprint_file
from lookalike.scan.record import ScannedImage, ScanProblem, WalkedFile

if TYPE_CHECKING:
    from lookalike.embed.session import Embedder

Work = Callable[[], Any]  # a module-level function with its arguments, which can be pickled
Do = Callable[[Sequence[Work]], list[Any]]

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
        return look_for(connection, file, str(file), lambda work: [*pool.map(_do, work)], most)


def look_for(
    connection: Connection[Any], file: Path, name: str, do: Do, most: int | None = None
) -> list[Found]:
    """As `find_image`, for a file that errors call `name`.

    `do` does pieces of work, and gives their results in their order. All that decodes files is such
    a piece of work, so that it can be done in other processes.
    """
    bare = Source(*_place(file), None)
    work: list[Work] = [partial(_read, bare)]
    if _has_embeddings(connection):
        work.append(partial(_embed, model_in_use(connection), bare))
    read, *embedded = do(work)
    scanned = _expect_picture(name, read)
    vector = _expect_vector(name, embedded[0]) if embedded else None
    check = partial(_check, _within_border(bare, scanned), scanned.pixel_digest)
    found: list[Found] = []

    def look_at(nearest: list[_Nearest]) -> None:
        done = do([partial(check, one) for one in nearest])
        found.extend(
            _found(scanned.pixel_digest, *pair) for pair in zip(nearest, done, strict=True)
        )

    for count in _DEPTHS if most is None else (most,):
        look_at(_nearest(connection, scanned, vector, count, {one.image_id for one in found}))
        if proven := [one.image_id for one in found if one.proven]:
            look_at(_mates(connection, proven, count, {one.image_id for one in found}))
            break
    return sorted(found, key=_order)


def _do(work: Work) -> Any:
    return work()


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


def _read(bare: Source) -> ScannedImage | ScanProblem:
    """Return what a scan would find."""
    return fingerprint_file(
        Path(os.fsdecode(unescape_path(bare.root))), WalkedFile(bare.path, 0, 0)
    )


def _expect_picture(name: str, read: ScannedImage | ScanProblem | Failure) -> ScannedImage:
    if isinstance(read, ScannedImage):
        return read
    raise LookalikeError(
        f'cannot look for "{name}"',
        detail=f"{read.problem.replace('_', ' ')}: {read.message}.",
        hint="Name a file that holds a picture.",
    )


def _expect_vector(name: str, embedded: NDArray[np.float32] | Failure | None) -> HalfVector | None:
    if isinstance(embedded, Failure):
        raise LookalikeError(
            f'cannot look for "{name}"',
            detail=f"The network did not look at it: {embedded.message}.",
            hint="Check the model of the archive: lookalike model list",
        )
    return None if embedded is None else HalfVector(embedded)


def _within_border(bare: Source, scanned: ScannedImage) -> Source:
    """The source with the picture within its border."""
    content = scanned.content
    bare = replace(bare, frame_count=scanned.frame_count)
    if content is None:
        return bare
    return replace(bare, content=Box(content.x, content.y, content.width, content.height))


def _has_embeddings(connection: Connection[Any]) -> bool:
    return bool(one(connection, "SELECT EXISTS (SELECT FROM lookalike_internal.embedding)"))


def _embed(model: Model, source: Source) -> NDArray[np.float32] | None:
    """Return the embedding; None where there is no picture, because _read then says why."""
    try:
        picture = read_reduced(source.root, source.path, 2 * model.input_size).image
    except BadImage:
        return None
    vectors: NDArray[np.float32] = _embedder(model).embed([picture])
    return vectors.ravel()


@lru_cache(maxsize=1)
def _embedder(model: Model) -> "Embedder":
    """A process that looks for many pictures loads the network once."""
    from lookalike.embed.session import Embedder  # heavy, and needed only here

    return Embedder(model)


def _check(probe: Source, digest: bytes, nearest: _Nearest) -> Proof | str | None:
    """Lay an image on the picture; return the proof, or why its file cannot be read."""
    if digest == nearest.pixel_digest:
        return None
    found_by, similarity = nearest.row[3], nearest.row[5]
    try:
        # From the image to the picture, because the user has the picture.
        return prove_pair(
            nearest.source,
            probe,
            found_by,
            similarity or 0.0,
            page=nearest.place.page,
            panel=nearest.place.panel,
            panel_of_a=True,
        )
    except BadImage as bad:
        return bad.message


def _found(digest: bytes, nearest: _Nearest, checked: Proof | str | Failure | None) -> Found:
    image_id, path, collection, found_by, distance, similarity = nearest.row
    problem = checked.message if isinstance(checked, Failure) else checked
    return Found(
        image_id,
        path,
        collection,
        found_by,
        digest == nearest.pixel_digest,
        distance,
        similarity,
        checked if isinstance(checked, Proof) else None,
        problem if isinstance(problem, str) else None,
    )


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

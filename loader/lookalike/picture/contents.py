"""What a file holds beside its image: further frames, which are digested, and what is not decoded.

The digest of a file covers all of it: the frames in their order, and where something was not
decoded, the bytes of the file, so that it is identical only to a file of the same bytes.
"""

from typing import BinaryIO, NamedTuple

from blake3 import blake3

from lookalike.picture.containers import bits_per_sample
from lookalike.picture.cost import check_memory
from lookalike.picture.decode import Decoded, check_size, is_shallow, upright
from lookalike.picture.frames import Frame, show_frame
from lookalike.picture.limits import Limits
from lookalike.picture.look import Hashes, Look, digest_pixels, look_at_page
from lookalike.picture.png import PROFILE
from lookalike.picture.problem import BadImage
from lookalike.picture.trailing import has_data_after
from lookalike.picture.undecoded import LOW_BITS, undecoded

AFTER = "video or other data after the picture"
BROKEN = "frames that cannot be read"
LARGE_PROFILE = "a colour profile that is too large to be read"
FURTHER_PAGES = "further pages"
FURTHER_FRAMES = "further frames"

_LEAST_COST = 10_000  # pixels: opening a frame costs something, however small it is


class Page(NamedTuple):
    """A page of a file with several pages."""

    page: int  # from 1, in the order of the file
    width: int  # as seen
    height: int
    hashes: Hashes


class Contents(NamedTuple):
    """All that a file holds."""

    digest: bytes  # of all frames, and of the file where something was not compared; 32 bytes
    pages: tuple[Page, ...]  # of a file with several pages, those that could be decoded
    not_compared: str | None  # what the digest of the pixels does not cover, in words


class _Frames(NamedTuple):
    digests: list[bytes]  # of all frames of the file, in its order
    pages: list[Page]
    missing: set[str]


def read_contents(
    decoded: Decoded,
    seen: Look,
    size: tuple[int, int],
    source: BinaryIO,
    sha256: bytes,
    limits: Limits,
) -> Contents:
    """Digest the whole of a file whose image was decoded, and seen upright at `size`.

    The picture of `decoded` is given up: its further frames are decoded in its place, one at a
    time. `sha256` is that of the file.
    """
    missing = undecoded(decoded.image, decoded.format, source)
    if decoded.lost_depth:
        missing.add(LOW_BITS)
    if PROFILE in decoded.left_out:
        missing.add(LARGE_PROFILE)
    if has_data_after(decoded.format, decoded.frame_count, source):
        missing.add(AFTER)
    digest, pages = seen.digest, []
    if decoded.frame_count > 1:
        found = _read_frames(decoded, seen, size, source, limits)
        missing |= found.missing
        pages = found.pages
        whole = blake3(b"lookalike frames 1\n")
        for frame in found.digests:
            whole.update(frame)
        digest = whole.digest()
    # The digest of an image whose depth was lost has the digest of the file in it already.
    if missing - {LOW_BITS} or (missing and decoded.frame_count > 1):
        digest = blake3(b"lookalike file 1\n" + sha256 + digest).digest()
    return Contents(digest, tuple(pages), "; ".join(sorted(missing)) or None)


def _read_frames(
    decoded: Decoded, seen: Look, size: tuple[int, int], source: BinaryIO, limits: Limits
) -> _Frames:
    frames = decoded.frames
    found = _Frames([], [], {BROKEN} if frames.unreadable else set())
    spent = 0
    for place, frame in enumerate(frames.frames):
        if place == frames.image:
            found.digests.append(seen.digest)
            if frame.is_page:
                found.pages.append(Page(frame.page, *size, seen.full))
            continue
        spent += max(frame.width * frame.height, _LEAST_COST)
        if spent > limits.max_other_pixels:
            is_paged = any(one.is_page for one in frames.frames)
            found.missing.add(FURTHER_PAGES if is_paged else FURTHER_FRAMES)
            break
        try:
            _read_frame(decoded, frame, source, limits, found)
        except Exception:  # whatever a decoder says of it, the image of the file is good
            found.missing.add(BROKEN)
    return found


def _read_frame(
    decoded: Decoded, frame: Frame, source: BinaryIO, limits: Limits, found: _Frames
) -> None:
    image = decoded.image
    show_frame(image, frame.number)
    try:
        check_size(image.size, limits.max_pixels, limits.max_side)
    except BadImage:
        found.missing.add(FURTHER_PAGES)
        return
    bits = bits_per_sample(image, source)
    check_memory(image)
    image.load()
    found.missing.update(undecoded(image, decoded.format, source) if frame.is_page else ())
    if is_shallow(image, bits):
        found.missing.add(LOW_BITS)
    picture = upright(image)
    if frame.is_page:
        digest, hashes = look_at_page(picture)
        found.pages.append(Page(frame.page, *picture.size, hashes))
    else:
        digest = digest_pixels(picture)
    found.digests.append(digest)

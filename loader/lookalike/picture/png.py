"""The chunks of a PNG: which of them are metadata that is too large to be read.

Pillow refuses a PNG whose colour profile or text unpacks to more than 1 MiB, or whose texts are
larger than 64 MiB together. The picture is good all the same.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from PIL import PngImagePlugin

PROFILE, TEXT = "colour profile", "text"

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KINDS = {b"iCCP": PROFILE, b"zTXt": TEXT, b"iTXt": TEXT, b"tEXt": TEXT}


class Chunk(NamedTuple):
    """A chunk of a PNG."""

    name: bytes
    start: int  # of the chunk in the file; 8 bytes on is its content
    size: int  # bytes of its content


def chunks(source: BinaryIO) -> Iterator[Chunk]:
    """Yield the chunks of a PNG up to its end, or to where it is cut off."""
    start = len(_SIGNATURE)
    while True:
        source.seek(start)
        head = source.read(8)
        if len(head) < 8:
            return
        size, name = struct.unpack(">I4s", head)
        yield Chunk(name, start, size)
        if name == b"IEND":
            return
        start += 12 + size


def without_large_metadata(source: BinaryIO) -> tuple[BinaryIO, frozenset[str]] | None:
    """Copy a PNG without its metadata that is too large; None where there is no such metadata.

    Returns the copy, and what it lacks: PROFILE, TEXT. The position in `source` may move.
    """
    source.seek(0)
    if source.read(8) != _SIGNATURE:
        return None
    found = list(chunks(source))
    left_out = _large(source, found)
    if not left_out:
        return None
    copy = io.BytesIO()
    copy.write(_SIGNATURE)
    for chunk in found:
        if chunk not in left_out:
            source.seek(chunk.start)
            copy.write(source.read(12 + chunk.size))
    copy.seek(0)
    return copy, frozenset(left_out.values())


def _large(source: BinaryIO, found: list[Chunk]) -> dict[Chunk, str]:
    """The chunks of metadata that are too large, each with its kind."""
    large: dict[Chunk, str] = {}
    all_texts = 0
    for chunk in found:
        kind = _KINDS.get(chunk.name)
        if kind is None:
            continue
        size = _packed_size(source, chunk)
        text = max(size or 0, chunk.size) if kind == TEXT else 0
        if (size or 0) > PngImagePlugin.MAX_TEXT_CHUNK or (
            all_texts + text > PngImagePlugin.MAX_TEXT_MEMORY
        ):
            large[chunk] = kind
        else:
            all_texts += text
    return large


def _packed_size(source: BinaryIO, chunk: Chunk) -> int | None:
    """Bytes to which the packed part of a chunk unpacks; None where nothing is packed.

    It stops to count just over the limit.
    """
    limit = PngImagePlugin.MAX_TEXT_CHUNK
    source.seek(chunk.start + 8)
    content = source.read(min(chunk.size, limit + 1))
    packed = _packed(chunk.name, content)
    if packed is None:
        return None
    if chunk.size > limit:
        return chunk.size
    try:
        unpacker = zlib.decompressobj()
        size = len(unpacker.decompress(packed, limit))
    except zlib.error:
        return 0
    return size + bool(unpacker.unconsumed_tail)


def _packed(name: bytes, content: bytes) -> bytes | None:
    """The compressed part of a chunk of metadata; None where nothing is compressed."""
    _, _, rest = content.partition(b"\0")
    if name in (b"iCCP", b"zTXt"):
        return rest[1:]
    if name == b"iTXt" and rest[:1] == b"\1":
        return rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    return None

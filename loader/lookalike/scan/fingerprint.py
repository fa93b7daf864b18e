"""Reads one file once, and returns all that the archive stores about it."""
# ruff: noqa: PTH118, PTH123
# File names are bytes here, and pathlib takes text only.

import errno
import hashlib
import io
import os
import stat
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import BinaryIO

import pillow_heif
from PIL import Image, features

from lookalike.modified import read_modified
from lookalike.names import unescape_path
from lookalike.picture.contents import read_contents
from lookalike.picture.decode import Decoded, decode, explain, open_first, upright
from lookalike.picture.limits import DEFAULT_LIMITS, Limits
from lookalike.picture.look import look
from lookalike.picture.metadata import Json, Metadata, complete, read_metadata
from lookalike.picture.problem import BadImage, ProblemClass
from lookalike.picture.recognise import VERSION as RECOGNISED
from lookalike.picture.thumbnail import Thumbnail, make_thumbnail
from lookalike.pool import Failure
from lookalike.scan.record import ScannedImage, ScanProblem, WalkedFile

_CHUNK = 1024 * 1024
# Decoders that come with the extras `pdf` and `raw`.
_OPTIONAL = ("pypdfium2", "rawpy")


def fingerprint_file(
    root: Path,
    file: WalkedFile,
    limits: Limits = DEFAULT_LIMITS,
    with_thumbnail: bool = False,
) -> ScannedImage | ScanProblem:
    """Read, hash, decode and fingerprint one file; a bad file is a problem, never an error.

    Size and time in the result are those of the file that was read, which may have changed
    since `file` was walked.
    """
    size, modified_us = file.byte_size, file.modified_us
    try:
        descriptor = _open(os.path.join(os.fsencode(root), unescape_path(file.path)), limits)
        with open(descriptor, "rb", buffering=0) as opened:
            before = os.fstat(descriptor)
            size, modified_us = before.st_size, read_modified(before)
            return _fingerprint(opened, file.path, before, limits, with_thumbnail)
    except BadImage as finding:
        bad = finding
    except Exception as error:  # whatever goes wrong is this file's problem, not the scan's
        bad = explain(error)
    return ScanProblem(file.path, bad.problem, bad.message, False, size, modified_us)


def failure_problem(file: WalkedFile, failure: Failure) -> ScanProblem:
    """Return the problem of a file for which the pool has a failure."""
    problem: ProblemClass = "corrupt" if failure.problem == "error" else failure.problem
    return ScanProblem(file.path, problem, failure.message, False, file.byte_size, file.modified_us)


def method() -> tuple[str, dict[str, Json], dict[str, str]]:
    """Algorithm, parameters and library versions that a fingerprint depends on."""
    parameters: dict[str, Json] = {
        "thumbnail": "lanczos",
        "alpha": "white",
        "colour": "sRGB",
        "pixel_digest": "blake3-2",
        "content": "border-1",
        "recognised": RECOGNISED,
    }
    libraries = {name: version(name) for name in ("pillow", "pillow-heif", "scipy")}
    libraries |= {name: _version(name) for name in _OPTIONAL}
    for name in ("jpg", "libtiff", "webp", "avif", "jpg_2000", "littlecms2", "zlib"):
        libraries[name] = features.version(name) or "none"
    libraries["libheif"] = pillow_heif.libheif_version()
    return "phash", parameters, libraries


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "none"


def _fingerprint(
    opened: io.FileIO, path: str, before: os.stat_result, limits: Limits, with_thumbnail: bool
) -> ScannedImage:
    source, sha256 = _read(opened, before.st_size, limits)
    try:
        decoded = decode(source, path, limits.max_pixels, limits.max_side)
        metadata = _read_metadata(decoded, source)
        picture = upright(decoded.image)
        size = picture.size
        # Where Pillow drops the lower bits, equal pixels do not show that the files' pixels are
        # equal: an 8-bit copy must not pass for its 16-bit master.
        seen = look(picture, salt=sha256 if decoded.lost_depth else b"")
        thumbnail = _make_thumbnail(picture) if with_thumbnail else None
        del picture  # one picture at a time in memory
        contents = read_contents(decoded, seen, size, source, sha256, limits)
    finally:
        # A file that was written to while it was read is not corrupt: it must be read again.
        after = os.fstat(opened.fileno())
        if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise BadImage("changed_during_scan", "it was changed while it was being read")
    if decoded.bits != 8:
        metadata.other["bits_per_sample"] = decoded.bits
    if decoded.left_out:
        metadata.other["too_large"] = [*sorted(decoded.left_out)]
    return ScannedImage(
        path=path,
        byte_size=before.st_size,
        modified_us=read_modified(before),
        sha256=sha256,
        pixel_digest=contents.digest,
        format=decoded.format,
        width=size[0],
        height=size[1],
        mode=decoded.mode,
        frame_count=decoded.frame_count,
        lossless=decoded.lossless,
        phash=seen.full.phash,
        phash_256=seen.full.phash_256,
        phash_flips=seen.flips,
        quality=seen.full.quality,
        content=seen.content,
        captured_at=metadata.captured_at,
        camera=metadata.camera,
        software=metadata.software,
        creator=metadata.creator,
        copyright_notice=metadata.copyright_notice,
        credit_line=metadata.credit_line,
        usage_terms=metadata.usage_terms,
        rights_url=metadata.rights_url,
        metadata=metadata.other,
        not_compared=contents.not_compared,
        pages=contents.pages,
        thumbnail=thumbnail,
    )


def _make_thumbnail(picture: Image.Image) -> Thumbnail | None:
    with suppress(Exception):  # a file without a thumbnail is in the audit all the same
        return make_thumbnail(picture)
    return None


def _read_metadata(decoded: Decoded, source: BinaryIO) -> Metadata:
    metadata = read_metadata(decoded.image)
    frames = decoded.frames
    if frames.frames[frames.image].number == 0:
        return metadata
    # The image is not in the first directory, and that is where many programs write of the file.
    with suppress(Exception):
        metadata = complete(metadata, read_metadata(open_first(source)))
    return metadata


def _open(path: bytes, limits: Limits) -> int:
    """Open only for reading; refuse a link, and do not wait if the file is now a pipe."""
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
    if not limits.follow_symlinks:
        flags |= os.O_NOFOLLOW
    try:
        try:
            # Leave the time of last access alone, where the system allows it (to owners).
            descriptor = os.open(path, flags | getattr(os, "O_NOATIME", 0))
        except PermissionError:
            descriptor = os.open(path, flags)
    except OSError as error:
        raise _explain_open(error) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise BadImage("special_file", "it is no longer a regular file")
    return descriptor


def _explain_open(error: OSError) -> BadImage:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return BadImage("vanished", "it was gone before it could be read")
    if error.errno in (errno.ELOOP, errno.EMLINK):
        return BadImage("symlink", "it has become a link, which is not followed")
    return BadImage("unreadable", f"cannot open it: {error.strerror}")


def _read(opened: io.FileIO, size: int, limits: Limits) -> tuple[BinaryIO, bytes]:
    """Read the file and digest it. Returns the source to decode, and the SHA-256."""
    try:
        if size <= limits.whole_file_bytes:
            data = opened.read() or b""
            if not data:
                raise BadImage("empty_file", "it holds no bytes")
            return io.BytesIO(data), hashlib.sha256(data).digest()
        digest = hashlib.sha256()
        buffer = memoryview(bytearray(_CHUNK))
        while count := opened.readinto(buffer):
            digest.update(buffer[:count])
        opened.seek(0)
        return io.BufferedReader(opened, _CHUNK), digest.digest()
    except OSError as error:
        raise BadImage("unreadable", f"cannot read it: {error.strerror}") from error

"""The results of a scan for a file: plain records that cross processes and fit the tables.

Every string in them can be stored as PostgreSQL text: no NUL, no lone surrogate, bounded.
"""

from dataclasses import dataclass, field
from datetime import datetime

from lookalike.picture.contents import Page
from lookalike.picture.look import Content
from lookalike.picture.metadata import Json
from lookalike.picture.problem import ProblemClass
from lookalike.picture.thumbnail import Thumbnail


@dataclass(frozen=True, slots=True)
class WalkedFile:
    """A regular file below the scanned folder."""

    path: str  # relative to the folder, written by `names.escape_path`
    byte_size: int
    modified_us: int  # microseconds since 1970-01-01 UTC


@dataclass(frozen=True, slots=True)
class ScanProblem:
    """Why a file, or a part of the folder, is not in the archive, or another problem with it."""

    path: str
    problem: ProblemClass
    message: str
    scanned: bool = False  # True where the file is in the audit all the same
    byte_size: int | None = None
    modified_us: int | None = None


@dataclass(frozen=True, slots=True)
class ScannedImage:
    """A file that was read, decoded and fingerprinted."""

    path: str
    byte_size: int
    modified_us: int
    sha256: bytes  # of the file, 32 bytes
    pixel_digest: bytes  # of all that the file shows, 32 bytes; equal for equal pictures
    format: str  # Pillow's name: JPEG, PNG, TIFF, HEIF...
    width: int  # as seen, after EXIF orientation
    height: int
    mode: str  # as stored, in Pillow's words: RGB, L, P, CMYK, I;16...
    frame_count: int
    lossless: bool
    phash: bytes  # 8 bytes; first bit is the top bit of the first byte, as in imagehash's hex
    phash_256: bytes  # 32 bytes, likewise
    phash_flips: bytes  # 24 bytes: of the picture mirrored left and right, top and bottom, and both
    quality: float  # 0 (blank) to 1 (rich); see `hashes.LOW_QUALITY`
    content: Content | None = None  # where there is a border
    captured_at: datetime | None = None  # with time zone; taken as UTC where the camera says none
    camera: str | None = None
    software: str | None = None
    creator: str | None = None
    copyright_notice: str | None = None
    credit_line: str | None = None
    usage_terms: str | None = None
    rights_url: str | None = None
    metadata: dict[str, Json] = field(default_factory=dict)
    not_compared: str | None = None  # what `pixel_digest` does not cover, in words
    pages: tuple[Page, ...] = ()  # of a file with several pages
    thumbnail: Thumbnail | None = None  # where the scan makes thumbnails

"""Read one file once and say all that the audit needs to know of it."""

from dataclasses import dataclass
from pathlib import Path

from lookalike.scan.record import ScannedImage, ScanProblem, WalkedFile

LOW_QUALITY = 0.1


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    max_pixels: int = 250_000_000  # larger pictures are a `decompression_bomb`
    whole_file_bytes: int = 64 * 2**20  # larger files are hashed in chunks and read twice
    follow_symlinks: bool = False


def fingerprint_file(
    root: Path,
    file: WalkedFile,
    limits: Limits = Limits(),  # noqa: B008
) -> ScannedImage | ScanProblem:
    """Read, hash, decode and fingerprint one file; a bad file is a problem, never an error."""
    raise NotImplementedError


def method() -> tuple[str, dict[str, object], dict[str, str]]:
    """Algorithm, parameters and library versions, as table fingerprint_method wants them."""
    raise NotImplementedError

"""Limits for reading one file. They have their own module, which the command line imports."""

from dataclasses import dataclass

TIME_LIMIT = 120.0  # seconds that reading one file may take


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one file, and how it is opened."""

    max_pixels: int = 250_000_000  # more is a `decompression_bomb`
    max_side: int = 1_000_000  # likewise: memory for the weights of a resize grows with a side
    max_other_pixels: int = 400_000_000  # of the further frames; what is beyond is not compared
    whole_file_bytes: int = 64 * 2**20  # longer files are hashed in chunks, then decoded
    follow_symlinks: bool = False


DEFAULT_LIMITS = Limits()

"""What one file shows of its past: how it was coded, and whether it was a JPEG before."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lookalike.lineage.member import Coding, Member
from lookalike.lineage.predict import coefficients, comb

_SUBSAMPLING = {0: "4:4:4", 1: "4:2:2", 2: "4:2:0"}
_SIDE = 512  # pixels of the part that is looked at
_SMALL = 264  # where 64 places of the blocks are tried
_SHADE = np.array([0.299, 0.587, 0.114], np.float32)
# Mean cosine from which coefficients lie on the steps of an earlier JPEG. Those of other pictures
# stay below 0.2, and the own steps of a JPEG blur the earlier ones.
_CLUSTERED = 0.5
_CLUSTERED_TWICE = 0.24
_VANISHED = 0.6  # levels; rounding leaves so much
_FEW = 400  # coefficients

# The luminance table of ISO/IEC 10918-1, annex K.1, which most encoders scale.
_LUMINANCE = np.array([
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
])  # fmt: skip


@dataclass(frozen=True)
class Trace:
    """Quality of a JPEG, its subsampling, and the quality of an earlier JPEG; None if unknown."""

    jpeg_quality: int | None
    subsampling: str | None
    earlier_jpeg_quality: int | None


def trace_file(member: Member) -> Trace:
    """Read the traces of one file."""
    coding = member.coding
    return Trace(
        estimate_quality(coding), _SUBSAMPLING.get(coding.subsampling), _find_earlier(member)
    )


def standard_table(quality: int) -> NDArray[np.int_]:
    """The luminance table of the Independent JPEG Group at a quality from 1 to 100."""
    factor = 5000 // quality if quality < 50 else 200 - 2 * quality
    return np.asarray(np.clip((_LUMINANCE * factor + 50) // 100, 1, 255), np.int_)


def estimate_quality(coding: Coding) -> int | None:
    """The quality whose standard table is nearest to that of the file; None if it is no JPEG."""
    if not coding.tables:
        return None
    table = np.array(coding.tables[0])
    off = [float(np.abs(table - standard_table(quality)).sum()) for quality in range(1, 101)]
    return int(np.argmin(off)) + 1


def _find_earlier(member: Member) -> int | None:
    """The quality of a JPEG of which the coefficients show the steps.

    Z. Fan and R. de Queiroz, "Identification of bitmap compression history: JPEG detection and
    quantizer estimation", IEEE Transactions on Image Processing, 2003.
    """
    tables = member.coding.tables
    if not member.coding.is_lossless and not tables:
        return None
    width, height = member.size
    x, y = max((width - _SIDE) // 32 * 16, 0), max((height - _SIDE) // 32 * 16, 0)
    grey = member.pixels[y : y + _SIDE, x : x + _SIDE].astype(np.float32) @ _SHADE
    own = tuple(tables[0]) if tables else None
    places = [coefficients(grey)]
    if not tables:  # it may have been cut, framed or turned since
        places.append(_find_blocks(grey[:_SMALL, :_SMALL]))
    best, quality = _CLUSTERED_TWICE if tables else _CLUSTERED, None
    for found in places:
        for candidate in range(50, 98):
            table = standard_table(candidate).reshape(8, 8)
            for steps in (table, table.T):
                clustered, count = comb(found, tuple(steps.ravel().tolist()), own)
                if count >= _FEW and clustered > best:
                    best, quality = clustered, candidate
    return quality


def _find_blocks(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """The coefficients from where most of them vanish: there the blocks of a JPEG begin."""
    choices = [
        coefficients(grey[offset // 8 :, offset % 8 :][: _SMALL - 8, : _SMALL - 8])
        for offset in range(64)
    ]
    vanish = [float((np.abs(found) < _VANISHED).mean()) for found in choices]
    return choices[int(np.argmax(vanish))]

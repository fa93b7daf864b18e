"""What one file shows of its past: how it was coded, and whether it was a JPEG before."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lookalike.lineage import kernel
from lookalike.lineage.member import Coding, Member
from lookalike.lineage.predict import coefficients
from lookalike.lineage.thumbnail import shows_more

_SUBSAMPLING = {0: "4:4:4", 1: "4:2:2", 2: "4:2:0"}
_SIDE = 512  # pixels of the part that is looked at
_SMALL = 160  # where 64 places of the blocks are tried
_SHADE = np.array([0.299, 0.587, 0.114], np.float32)
# Mean cosine from which coefficients lie on the steps of an earlier JPEG. Those of other pictures
# stay below 0.25, and the own steps of a JPEG blur the earlier ones.
_CLUSTERED = 0.5
_CLUSTERED_TWICE = 0.3
_VANISHED = 0.6  # levels; rounding leaves so much
_FEW = 400  # coefficients
_FEW_OF_PLACE = 4
_GAPS, _COARSE = 0.08, 0.4  # shares of levels
_ENOUGH = 20_000  # pixels; fewer do not use all levels
_QUALITIES = range(50, 98)
_COARSEST = 64  # a coarser step leaves only few coefficients
_COARSER = 1.25  # steps that are not coarser than those of the file by this say nothing
_BINS_OF_LEVEL, _BINS = 8, 8192  # of the histograms of coefficients

# The luminance table of ISO/IEC 10918-1, annex K.1, which most encoders scale.
_LUMINANCE = np.array([
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55,
    14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
    18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
])  # fmt: skip


@dataclass(frozen=True)
class Trace:
    """What a file shows of its past; None if unknown.

    Quality of a JPEG, its subsampling, the quality of an earlier JPEG, and the documents that its
    XMP names: its own, the one that it goes back to, and the one that it was made from; and
    whether the thumbnail that it embeds shows more than the picture. `empty_levels` is the share of
    levels of green that no pixel has, between the darkest and the lightest, and `clipped` the share
    of samples that are 0 or 255.
    """

    jpeg_quality: int | None
    subsampling: str | None
    earlier_jpeg_quality: int | None
    document_id: str | None = None
    original_document_id: str | None = None
    derived_from_document_id: str | None = None
    thumbnail_shows_more: bool | None = None
    empty_levels: float | None = None
    clipped: float | None = None

    @property
    def has_gaps(self) -> bool:
        """Whether tones were spread: some levels are empty, as after a change of contrast.

        Where half of them are empty, the picture may have been taken so.
        """
        return self.empty_levels is not None and _GAPS <= self.empty_levels < _COARSE


def trace_file(member: Member) -> Trace:
    """Read the traces of one file."""
    coding, said = member.coding, member.provenance
    empty, clipped = _measure_tones(member.pixels)
    return Trace(
        estimate_quality(coding),
        _SUBSAMPLING.get(coding.subsampling),
        find_earlier(member),
        said.document_id,
        said.original_document_id,
        said.derived_from_document_id or said.derived_from_instance_id,
        None if member.thumbnail is None else shows_more(member.thumbnail, member.grey),
        empty,
        clipped,
    )


def _measure_tones(pixels: NDArray[np.uint8]) -> tuple[float | None, float]:
    """The share of empty levels, None for a picture that is too small, and of clipped samples."""
    counts = kernel.count_levels(np.asarray(pixels))
    clipped = float(counts[:, [0, 255]].sum() / counts.sum())
    used = np.flatnonzero(counts[1])
    if counts[1].sum() < _ENOUGH:
        return None, round(clipped, 4)
    return round(1 - len(used) / float(used[-1] - used[0] + 1), 4), round(clipped, 4)


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


def find_earlier(member: Member, own: tuple[int, ...] | None = None) -> int | None:
    """The quality of a JPEG of which the coefficients show the steps.

    `own` are the steps of the last JPEG, if the file is none itself.

    Z. Fan and R. de Queiroz, "Identification of bitmap compression history: JPEG detection and
    quantizer estimation", IEEE Transactions on Image Processing, 2003.
    """
    tables = member.coding.tables
    if not member.coding.is_lossless and not tables:
        return None
    width, height = member.size
    x, y = max((width - _SIDE) // 32 * 16, 0), max((height - _SIDE) // 32 * 16, 0)
    grey = member.pixels[y : y + _SIDE, x : x + _SIDE].astype(np.float32) @ _SHADE
    own = tuple(tables[0]) if tables else own
    places = [coefficients(grey)]
    if not own:  # it may have been cut, framed or turned since
        places.append(_find_blocks(grey))
    best, quality = _CLUSTERED_TWICE if own else _CLUSTERED, None
    at = np.arange(1, 64), _tables()[:, 1:]
    for found in places:
        clustered, count = _comb(found, own)
        total = count[at].sum(axis=1)
        mean = np.where(total >= _FEW, clustered[at].sum(axis=1) / np.maximum(total, 1), 0)
        likeliest = int(np.argmax(mean))
        if mean[likeliest] > best:
            best, quality = mean[likeliest], _QUALITIES[likeliest // 2]
    return quality


@lru_cache(maxsize=1)
def _tables() -> NDArray[np.int_]:
    """The steps of each quality, as they are and for a picture that was turned since: (tables, 64).

    Coarse steps are 0: they are not looked at.
    """
    tables = np.stack([standard_table(quality).reshape(8, 8) for quality in _QUALITIES])
    both = np.stack([tables, tables.swapaxes(1, 2)], axis=1).reshape(-1, 64)
    return np.where(both <= _COARSEST, both, 0)


@lru_cache(maxsize=1)
def _waves() -> NDArray[np.float32]:
    """For each bin and each step the cosine that is 1 at multiples of the step: (bins, steps)."""
    level = ((np.arange(_BINS) + 0.5) / _BINS_OF_LEVEL)[:, None]
    step = np.maximum(np.arange(_COARSEST + 1)[None], 1)
    return np.cos(2 * np.pi / step * level).astype(np.float32)


def _comb(
    found: NDArray[np.float32], own: tuple[int, ...] | None
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """How much coefficients (blocks, 64) cluster at multiples of each step, at each place.

    Returns the sum of the cosines and the number of coefficients, (64, steps) each. Where the file
    itself has steps as coarse (`own`), coefficients say nothing.
    """
    clustered, count = kernel.comb(found, _waves(), _BINS_OF_LEVEL)
    mine = np.array(own if own else [1] * 64)[:, None]
    tells = (count >= _FEW_OF_PLACE) & (np.arange(_COARSEST + 1)[None] > mine * _COARSER)
    return np.where(tells, clustered, 0), np.where(tells, count, 0)


def _find_blocks(grey: NDArray[np.float32]) -> NDArray[np.float32]:
    """The coefficients from where most of them vanish: there the blocks of a JPEG begin."""
    vanish = [
        float((np.abs(_from(grey, offset, _SMALL)) < _VANISHED).mean()) for offset in range(64)
    ]
    return _from(grey, int(np.argmax(vanish)), _SIDE)


def _from(grey: NDArray[np.float32], offset: int, side: int) -> NDArray[np.float32]:
    """The coefficients from one of 64 places of the first block on."""
    return coefficients(grey[offset // 8 :, offset % 8 :][:side, :side])

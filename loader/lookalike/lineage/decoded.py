"""Whether a lossless file holds just what a decoder made of a JPEG."""

import numpy as np

from lookalike.lineage.member import Member
from lookalike.lineage.predict import coefficients
from lookalike.lineage.traces import find_earlier, standard_table

_PIXELS = 4_000_000  # that are looked at
_ROUNDED = 3.0  # levels; rounding moves a coefficient by less, also of a smooth block
_COARSE = 3  # steps that tell; finer ones lie too close
_CHANGED = 0.005  # share of blocks
_SHADE = np.array([0.299, 0.587, 0.114], np.float32)


def is_just_decoded(member: Member, quality: int) -> bool:
    """Whether all blocks are as a JPEG of this quality gives them, and it shows no earlier one.

    Blocks with black or white pixels may have been cut off at these levels, and say nothing.
    """
    table = standard_table(quality)
    width, height = member.size[0] // 8 * 8, member.size[1] // 8 * 8
    height = min(height, max(_PIXELS // max(width, 1) // 8 * 8, 8))
    part = member.pixels[:height, :width]
    found = coefficients(part.astype(np.float32) @ _SHADE)
    off = np.abs(found - np.rint(found / table) * table)
    blocks = part.reshape(height // 8, 8, width // 8, 8, 3)
    inside = np.asarray((blocks.min(axis=(1, 3, 4)) > 0) & (blocks.max(axis=(1, 3, 4)) < 255))
    changed = np.asarray((off[:, table >= _COARSE] > _ROUNDED).any(axis=1))[inside.ravel()]
    if not changed.size or changed.mean() > _CHANGED:
        return False
    return find_earlier(member, tuple(table.tolist())) is None

"""Make a worker process fit for reading pictures; `WorkerPool` takes this as its `prepare`."""

import ctypes
import os
import warnings
from contextlib import suppress


def prepare_decoders() -> None:
    """Make a worker fit for decoding: thrifty and quiet. What it needs is loaded before."""
    with suppress(AttributeError, OSError):
        # Keep the memory of one picture for the next: to fetch it from the system again, page by
        # page, takes a third of the time of decoding a large one.
        libc = ctypes.CDLL(None)
        libc.mallopt(-3, 32 * 2**20)  # M_MMAP_THRESHOLD; Pillow asks for 16 MB at a time
        libc.mallopt(-1, 256 * 2**20)  # M_TRIM_THRESHOLD
    warnings.simplefilter("ignore")
    # libtiff and others write to the terminal behind Python's back, over the progress bar.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def warm_up() -> None:
    """Compile or load all machine code, so that no file's time limit pays for it."""
    # Heavy, and only workers need them: the process that starts workers imports this module, too.
    import numpy as np
    from PIL import Image

    from lookalike.picture.border import warm_up as warm_up_border
    from lookalike.picture.hashes import firmness, phash
    from lookalike.picture.pixels import PixelDigest, strips
    from lookalike.picture.resample import GreyThumbnails, shrinks_like_pillow
    from lookalike.picture.trailing import end_marker

    shrinks_like_pillow(2, 2)
    end_marker(np.zeros(2, np.uint8))
    for mode in ("RGB", "L"):
        image = Image.new(mode, (2, 2))
        thumbnails, digest = GreyThumbnails(*image.size), PixelDigest(mode, image.size)
        for strip in strips(image):
            digest.feed(strip)
            thumbnails.feed(strip)
        for thumbnail in thumbnails.result():
            firmness(phash(thumbnail)[1])
        warm_up_border(mode)

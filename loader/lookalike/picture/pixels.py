"""Look at a Pillow picture's pixels where they lie, and digest them.

`Image.tobytes()` copies every pixel into fresh memory, which costs as much as decoding. Pillow
exports its own memory through the Arrow C data interface, so nothing is copied here; a picture
that Pillow keeps in several blocks (over 16 MB) is cropped into strips that are one block each.
"""

import ctypes
from collections.abc import Iterator
from typing import Any, cast

import numpy as np
from blake3 import blake3
from numpy.typing import NDArray
from PIL import Image

from lookalike.compiled import compiled

Strip = NDArray[np.uint8] | NDArray[np.uint32]

_STRIP_BYTES = 2**20  # little enough to stay in cache from one pass over it to the next
_ONE_BYTE = ("1", "L", "P")  # modes that Pillow keeps in one byte a pixel; others take four

_capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_capsule_pointer.restype = ctypes.c_void_p
_capsule_pointer.argtypes = (ctypes.py_object, ctypes.c_char_p)


class _ArrowArray(ctypes.Structure):
    """As the Arrow C data interface lays it out; the fields after `children` are not read."""


_ArrowArray._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_ArrowArray))),
]


def strips(image: Image.Image, pixels: Strip | None = None) -> Iterator[Strip]:
    """Yield the picture from the top in arrays of (rows, width): uint8, or uint32 a pixel.

    A uint32 holds the four bytes of a pixel as Pillow stores them, the first one lowest. An
    array is a view of Pillow's memory: read it before asking for the next one. The modes are
    those that `canonical` gives. `pixels` is what `whole` gave of it, where that is known.
    """
    width, height = image.size
    rows = max(1, _STRIP_BYTES // (width * (1 if image.mode in _ONE_BYTE else 4)))
    if pixels is None:
        pixels = whole(image)
    for top in range(0, height, rows):
        if pixels is not None:
            yield pixels[top : top + rows]
        else:
            yield _view(image.crop((0, top, width, min(top + rows, height))))


def whole(image: Image.Image) -> Strip | None:
    """Give all pixels as one such array; None where they do not lie in one piece."""
    try:
        # Memory that is not Pillow's own (readonly) must not be exported: Pillow 11 crashes.
        return None if image.readonly else _view(image)
    except ValueError:  # in several blocks
        return None


def canonical(image: Image.Image) -> Image.Image:
    """Write the pixels so that equal pictures have equal pixels, whatever the file kept them in.

    Each pixel for itself: the bands of a large picture can be written one after the other.
    All modes of up to 8 bits a channel come out as RGB, L (meaning grey RGB) or RGBA; deeper
    ones keep their depth, and other colour spaces their numbers.
    """
    if image.mode.startswith("I;16"):
        return image.convert("I")
    if image.mode in ("RGB", "L") and "transparency" not in image.info:
        return image
    if image.mode in ("1", "L", "P", "PA", "LA", "La", "RGB", "RGBX", "RGBa"):
        return image.convert("RGBA")
    return image


class PixelDigest:
    """A BLAKE3 digest of a canonical picture, fed in strips.

    8-bit pictures are digested as R, G, B, A: a grey or opaque picture has the digest of the
    same picture kept in colour or with a full alpha channel.
    """

    def __init__(self, mode: str, size: tuple[int, int], salt: bytes = b"") -> None:
        """`mode` and `size` are those of the canonical picture.

        `salt` tells apart pictures whose stored pixels differ in what was not decoded.
        """
        self._opaque = mode in ("RGB", "L")
        width, height = size
        layout = "RGBA" if self._opaque else mode
        # Comes last: the hash is quicker at pixels that begin at its own boundaries.
        self._shape = f"\nlookalike pixels 1 {layout} {width} {height}\n".encode()
        self._hash = blake3()
        self._hash.update(salt)

    def feed(self, strip: Strip) -> None:
        """Add the next rows."""
        if strip.dtype == np.uint8:
            strip = _grey_to_rgba(cast("NDArray[np.uint8]", strip))
        elif self._opaque and not _is_opaque(cast("NDArray[np.uint32]", strip)):
            # The fourth byte of RGB is padding, and not every decoder fills it.
            strip = strip | np.uint32(0xFF000000)
        self._hash.update(strip.data.cast("B"))  # it takes plain bytes only

    def digest(self) -> bytes:
        """End the picture: 32 bytes."""
        self._hash.update(self._shape)
        return self._hash.digest()


def _view(image: Image.Image) -> Strip:
    """Pillow's memory as (height, width); raises ValueError where it is in several blocks."""
    _, capsule = cast(Any, image).__arrow_c_array__()
    array = _ArrowArray.from_address(_capsule_pointer(capsule, b"arrow_array"))
    if array.n_children:  # one child: the bytes of pixels of several channels
        array = array.children[0].contents
    one_byte = image.mode in _ONE_BYTE
    size = image.width * image.height * (1 if one_byte else 4)
    memory: Any = (ctypes.c_uint8 * size).from_address(array.buffers[1])
    memory.owner = capsule  # the result keeps `memory` alive, and that keeps Pillow's block
    pixels = np.frombuffer(memory, np.uint8 if one_byte else np.uint32)
    return cast(Strip, pixels.reshape(image.height, image.width))


@compiled
def _is_opaque(strip: NDArray[np.uint32]) -> bool:
    common = np.uint32(0xFFFFFFFF)
    for y in range(strip.shape[0]):
        row = strip[y]
        for x in range(row.shape[0]):
            common &= row[x]
    return bool(common >= np.uint32(0xFF000000))


@compiled
def _grey_to_rgba(strip: NDArray[np.uint8]) -> NDArray[np.uint32]:
    wide = np.empty(strip.shape, np.uint32)
    for y in range(strip.shape[0]):
        source = strip[y]
        target = wide[y]
        for x in range(source.shape[0]):
            target[x] = np.uint32(source[x]) * np.uint32(0x010101) + np.uint32(0xFF000000)
    return wide

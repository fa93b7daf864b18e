"""A picture at the size for proofs, with the features that proofs need."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from lookalike.picture.border import Box
from lookalike.picture.panels import find_boxes
from lookalike.prove.document import find_kinds

cv2.setNumThreads(1)  # there is a process for each core already

SIDE = 512  # pixels of the longer side: enough to see what was copied, and quick to compare
SLIVER = 16  # pixels of a side: too few to compare
_SMALL = 400  # below this, features are looked for in an enlargement
CLOSER = 1600  # pixels of the longer side at which strokes of a document are compared
_THUMBNAIL = 32
_POINTS = 600  # ORB features of a picture
_DENSE_SIDE = 768  # pixels of the longer side at which a small part of it is looked for
_DENSE_LEVELS = 3  # of size, each 1.2 times that of the one below: a part is not much smaller
_DENSE_LOOKED_AT = 20_000  # corners, of which each cell keeps the strongest
_CELLS = 5  # across and down
_POINTS_OF_CELL = 120
_FAST_THRESHOLD = 8  # grey levels by which a corner stands out


class Features(NamedTuple):
    """Points (n, 2) in pixels of a Picture from its upper left corner, and their descriptors.

    Those of ORB are (n, 4) of uint64, 256 bits each, those of SIFT (n, 128) of float32.
    """

    points: NDArray[np.float32]
    descriptors: NDArray[np.uint64] | NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Picture:
    """A decoded picture, upright, its longer side at most SIDE pixels.

    `pixels` returns the pixels, (h, w, 3) of uint8, each time they are needed. Only features are
    kept, not pixels, so that thousands of pictures fit into memory. `width` and `height` are those
    of the file, in pixels, and `size` is the width and height here. `content` is the part inside a
    uniform border of the file, if it has one. `keep` gets the name of a feature and the function
    that finds it, and may know the feature already. `closer` reads the pixels again with a longer
    side of at most so many pixels, or fewer if the file has fewer.
    """

    pixels: Callable[[], NDArray[np.uint8]]
    size: tuple[int, int]
    width: int
    height: int
    content: Box | None = None
    keep: Callable[[str, Callable[[], Any]], Any] = lambda _, make: make()
    closer: Callable[[int], NDArray[np.uint8]] | None = None

    @classmethod
    def of(
        cls,
        rgb: NDArray[np.uint8],
        width: int,
        height: int,
        content: Box | None = None,
        closer: Callable[[int], NDArray[np.uint8]] | None = None,
    ) -> "Picture":
        """Return the picture with these pixels, of a file of this width and height."""
        size = (rgb.shape[1], rgb.shape[0])
        return cls(lambda: rgb, size, width, height, content, closer=closer)

    @property
    def rgb(self) -> NDArray[np.uint8]:
        """(h, w, 3) of uint8."""
        return self.pixels()

    @property
    def grey(self) -> NDArray[np.uint8]:
        """(h, w) of uint8."""
        return np.asarray(cv2.cvtColor(self.rgb, cv2.COLOR_RGB2GRAY), np.uint8)

    def look_closer(self, side: int = CLOSER) -> NDArray[np.uint8]:
        """(h, w, 3) of uint8, the longer side at most `side` pixels."""
        return self.rgb if self.closer is None else self.closer(side)

    @cached_property
    def kinds(self) -> NDArray[np.uint8]:
        """What is drawn and what is photographic, as document.find_kinds gives it."""
        found: NDArray[np.uint8] = self.keep("kinds", lambda: find_kinds(self.grey))
        return found

    @cached_property
    def boxes(self) -> list[Box]:
        """The rectangles on a composite, in pixels here, as panels.find_boxes gives them."""
        found: list[Box] = self.keep("boxes", lambda: find_boxes(self.rgb))
        return found

    def with_kinds(self, kinds: NDArray[np.uint8]) -> "Picture":
        """Return the same picture, taken for drawn and photographic in other places."""
        keep = self.keep
        return replace(self, keep=lambda name, make: kinds if name == "kinds" else keep(name, make))

    @property
    def zoom(self) -> tuple[float, float]:
        """Pixels of the file in one pixel here, across and down."""
        return self.width / self.size[0], self.height / self.size[1]

    @cached_property
    def regions(self) -> list[tuple[float, float, float, float]]:
        """The whole, and the content inside a border: left, top, width, height in pixels here."""
        whole = (0.0, 0.0, float(self.size[0]), float(self.size[1]))
        if self.content is None:
            return [whole]
        across, down = self.zoom
        x, y, width, height = self.content
        return [whole, (x / across, y / down, width / across, height / down)]

    @cached_property
    def thumbnails(self) -> list[NDArray[np.float32]]:
        """Thumbnails of the regions, squeezed into a square, with mean 0 and length 1."""
        found: list[NDArray[np.float32]] = self.keep("thumbnails", self._make_thumbnails)
        return found

    def _make_thumbnails(self) -> list[NDArray[np.float32]]:
        found, grey = [], self.grey
        for left, top, width, height in self.regions:
            x, y = round(left), round(top)
            part = grey[y : y + max(round(height), 1), x : x + max(round(width), 1)]
            small = cv2.resize(part, (_THUMBNAIL, _THUMBNAIL), interpolation=cv2.INTER_AREA)
            centred = small.astype(np.float32) - np.float32(small.mean())
            length = float(np.linalg.norm(centred))
            found.append(centred / np.float32(max(length, 1.0)))
        return found

    def variant(self, mirrored: bool, negative: bool) -> NDArray[np.uint8]:
        """Return the grey picture as it would be in a mirrored or inverted copy."""
        grey = self.grey[:, ::-1] if mirrored else self.grey
        return np.ascontiguousarray(255 - grey if negative else grey)

    @cached_property
    def _usual(self) -> dict[bool, Features]:
        return {}

    def features(self, mirrored: bool, negative: bool, scale_invariant: bool) -> Features:
        """Return features of a variant: of ORB, or of SIFT, which finds more but takes longer."""
        if negative or scale_invariant:
            return _rare_features(self, mirrored, negative, scale_invariant)
        if mirrored not in self._usual:
            self._usual[mirrored] = self.keep(
                f"features {mirrored}",
                lambda: _find_features(self.variant(mirrored, False), False),
            )
        return self._usual[mirrored]

    @property
    def dense_features(self) -> Features:
        """ORB features of all places, looked at more closely: for a small part of the picture."""
        return _dense_features(self)


@lru_cache(maxsize=32)
def _rare_features(
    picture: Picture, mirrored: bool, negative: bool, scale_invariant: bool
) -> Features:
    """Return features that are large or seldom needed again."""
    return _find_features(picture.variant(mirrored, negative), scale_invariant)


@lru_cache(maxsize=32)  # details of one picture come one after the other
def _dense_features(picture: Picture) -> Features:
    found: Features = picture.keep("dense features", lambda: _find_dense(picture.grey))
    return found


def _find_dense(grey: NDArray[np.uint8]) -> Features:
    """The strongest corners of each cell: those of the whole picture may all lie elsewhere."""
    grey, factor = _enlarged(grey, _DENSE_SIDE)
    detector: Any = cv2.ORB.create(
        nfeatures=_DENSE_LOOKED_AT, fastThreshold=_FAST_THRESHOLD, nlevels=_DENSE_LEVELS
    )
    keypoints = detector.detect(grey, None)
    if not keypoints:
        return _as_features([], None, factor, False)
    size = np.array(grey.shape[::-1])
    points = np.asarray(cv2.KeyPoint.convert(keypoints), np.float32)
    column, row = (points * _CELLS // size).astype(np.int64).T
    cell = row * _CELLS + column
    order = np.lexsort((-np.array([one.response for one in keypoints]), cell))
    place = np.arange(len(order)) - np.searchsorted(cell[order], cell[order])
    chosen = order[place < _POINTS_OF_CELL]
    kept, descriptors = detector.compute(grey, [keypoints[at] for at in chosen])
    return _as_features(kept, descriptors, factor, False)


def _enlarged(grey: NDArray[np.uint8], least: int) -> tuple[NDArray[np.uint8], float]:
    """The picture with a longer side of at least so many pixels, and how much it was enlarged."""
    factor = least / max(grey.shape)
    if factor <= 1:
        return grey, 1.0
    size = (max(round(grey.shape[1] * factor), 1), max(round(grey.shape[0] * factor), 1))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC), np.uint8), factor


def _find_features(grey: NDArray[np.uint8], scale_invariant: bool) -> Features:
    grey, factor = _enlarged(grey, _SMALL)
    detector: Any = (
        cv2.SIFT.create(nfeatures=1000, contrastThreshold=0.02)
        if scale_invariant
        else cv2.ORB.create(nfeatures=_POINTS, fastThreshold=_FAST_THRESHOLD)
    )
    keypoints, descriptors = detector.detectAndCompute(grey, None)
    return _as_features(keypoints, descriptors, factor, scale_invariant)


def _as_features(
    keypoints: Sequence[Any], descriptors: Any, factor: float, scale_invariant: bool
) -> Features:
    """What OpenCV found in a picture that was enlarged by a factor."""
    if descriptors is None or not keypoints:
        empty = np.empty((0, 128), np.float32) if scale_invariant else np.empty((0, 4), np.uint64)
        return Features(np.empty((0, 2), np.float32), empty)
    # OpenCV counts from the middle of the first pixel; we count from its corner.
    points = (np.asarray(cv2.KeyPoint.convert(keypoints), np.float32) + 0.5) / factor
    if not scale_invariant:
        descriptors = np.ascontiguousarray(descriptors).view(np.uint64)
    return Features(points.astype(np.float32), descriptors)

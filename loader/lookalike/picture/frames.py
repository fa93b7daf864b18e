"""The frames of a file: which are full pictures, which is the image of the file, which are pages.

The image of a file is its largest frame; of frames of one size it is the one that the file shows
first. A preview is not a frame.
"""

from contextlib import suppress
from dataclasses import dataclass

from PIL import Image

# Formats whose frames are pages of their own; the frames of all others are an animation, and they
# have one size.
_PAGED = frozenset({"TIFF", "MPO", "HEIF", "DCX", "PDF"})
# Formats in which every frame is a page: to find one, the others need not be looked at.
_COUNTED = frozenset({"PDF"})
# Pillow counts the layers of these as frames, and decodes only the picture of all of them.
_LAYERED = frozenset({"PSD"})
_MOST_FRAMES = 100_000
_SUBFILE, _OLD_SUBFILE = 254, 255  # tags of TIFF
_REDUCED, _MASK = 1, 4  # bits of tag 254
_MP_ENTRIES = 0xB002


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of a file."""

    number: int  # Pillow's, from 0
    page: int  # from 1, in the order of the file; previews are not counted
    width: int  # pixels, as the file holds them
    height: int
    is_page: bool  # False in an animation, and for a mask


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of a file, in its order, without previews."""

    frames: tuple[Frame, ...]
    image: int  # place of the image of the file in `frames`
    unreadable: int = 0  # frames that are there and cannot be opened

    @property
    def count(self) -> int:
        """Number of frames of the file, with those that cannot be opened."""
        return len(self.frames) + self.unreadable

    @property
    def others(self) -> tuple[Frame, ...]:
        """All frames but the image of the file."""
        return self.frames[: self.image] + self.frames[self.image + 1 :]


def find_frames(image: Image.Image, page: int | None = None) -> Frames:
    """Find the frames of a picture that was opened and not loaded; none of them is decoded.

    With `page`, from 1, only that page is found where the others need not be looked at.

    It may leave the picture at any frame. It raises what the decoder raises where the frames of an
    animation cannot be counted: open the picture again, and use `count_readable`.
    """
    if page is not None and image.format in _COUNTED:
        show_frame(image, page - 1)
        return Frames((Frame(page - 1, page, *image.size, True),), 0)
    if image.format in _PAGED:
        return _find_pages(image)
    if image.format in _LAYERED:
        return Frames((Frame(image.tell(), 1, *image.size, False),), 0)
    count = max(int(getattr(image, "n_frames", 1)), 1)
    return Frames(_animation(image, count), 0)


def show_frame(image: Image.Image, number: int) -> None:
    """Turn to a frame, of Pillow's number, so that nothing is known of it that another one said.

    Raises what Pillow raises, EOFError where there is no such frame; then the frame is as before.
    """
    known = image.info
    if image.format in _PAGED and image.tell() != number:
        image.info = {}  # Pillow keeps a profile that only another page has
    try:
        image.seek(number)
    except EOFError:
        image.info = known
        raise


def count_readable(image: Image.Image) -> Frames:
    """Find the frames of an animation of which a frame is broken: those before it, and that one."""
    count = 1
    with suppress(Exception):  # whatever the decoder says of the broken one
        while count < _MOST_FRAMES:
            image.seek(count)
            count += 1
    return Frames(_animation(image, count), 0, 1)


def _animation(image: Image.Image, count: int) -> tuple[Frame, ...]:
    return tuple(Frame(number, number + 1, *image.size, False) for number in range(count))


def _find_pages(image: Image.Image) -> Frames:
    shown = image.tell()
    # A TIFF counts its pages by a walk that gives up at the first bad one.
    known = None if image.format == "TIFF" else max(int(getattr(image, "n_frames", 1)), 1)
    found: list[Frame] = []
    previews: list[Frame] = []
    unreadable, last_bad = 0, -2
    for number in range(_MOST_FRAMES if known is None else known):
        try:
            show_frame(image, number)
        except EOFError:
            break
        except Exception:
            if last_bad == number - 1:  # the directory leads nowhere
                break
            unreadable, last_bad = unreadable + 1, number
            continue
        into = previews if _is_preview(image, number) else found
        page = len(into) + unreadable + 1
        into.append(Frame(number, page, *image.size, not _subfile(image) & _MASK))
    frames = tuple(found or previews)
    return Frames(frames, _choose(frames, shown), unreadable)


def _choose(frames: tuple[Frame, ...], shown: int) -> int:
    """Place of the largest frame; of several, the one that the file shows first, or the first."""

    def rank(place: int) -> tuple[bool, int, bool]:
        frame = frames[place]
        return frame.is_page, frame.width * frame.height, frame.number == shown

    return max(range(len(frames)), key=rank, default=0)


def _is_preview(image: Image.Image, number: int) -> bool:
    if image.format == "TIFF":
        return bool(_subfile(image) & _REDUCED)
    if image.format == "MPO":
        entries = (getattr(image, "mpinfo", None) or {}).get(_MP_ENTRIES) or []
        kind = entries[number]["Attribute"].get("MPType", "") if number < len(entries) else ""
        return str(kind).startswith("Large Thumbnail")
    return False


def _subfile(image: Image.Image) -> int:
    tags = getattr(image, "tag_v2", {})
    kind = tags.get(_SUBFILE)
    if isinstance(kind, int):
        return kind
    return _REDUCED if tags.get(_OLD_SUBFILE) == 2 else 0

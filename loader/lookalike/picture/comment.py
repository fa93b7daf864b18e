"""Comments in files: those of JPEG, GIF and JPEG 2000, and the UserComment of EXIF."""

import re

from PIL import Image
from PIL.ExifTags import IFD, Base

from lookalike.picture.text import decoded

_BINARY = re.compile("[\0-\x08\x0e-\x1f]")
_CODE_LENGTH = 8  # bytes of the character code before a UserComment (EXIF 2.32, section 4.6.5)


def read_comments(image: Image.Image) -> list[str]:
    """Read the comments of a loaded picture, in the order of the file; binary ones are left out."""
    # Pillow keeps all comments of a JPEG in its list of segments, and the last one in `info`.
    found = [value for name, value in getattr(image, "applist", ()) if name == "COM"]
    if not found and "comment" in image.info:
        found = [image.info["comment"]]
    return [text for text in map(_text, found) if text and not _BINARY.search(text)]


def read_user_comment(image: Image.Image) -> str | None:
    """Read the UserComment of EXIF; None without one, or if it is binary."""
    text = _user_comment(image)
    return text if text and not _BINARY.search(text) else None


def _user_comment(image: Image.Image) -> str:
    tags = image.getexif()
    raw = tags.get_ifd(IFD.Exif).get(Base.UserComment, b"")
    if not isinstance(raw, bytes):
        return _text(raw)
    code, rest = raw[:_CODE_LENGTH].rstrip(b"\0 "), raw[_CODE_LENGTH:]
    match code.upper():
        case b"UNICODE":
            return _utf_16(rest, tags.endian == ">").strip("\0 ")
        case b"JIS":
            return rest.decode("iso2022_jp", "replace").strip("\0 ")
        case b"ASCII" | b"":
            return _text(rest)
        case _:  # some programs leave the code out
            return _text(raw)


def _utf_16(raw: bytes, is_big_endian: bool) -> str:
    """Read UTF-16 by its mark, or else by where its zeros are: not all programs keep the order."""
    raw = raw[: len(raw) // 2 * 2]
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    high, low = raw[::2].count(0), raw[1::2].count(0)
    is_big_endian = high > low if high != low else is_big_endian
    return raw.decode("utf-16-be" if is_big_endian else "utf-16-le", "replace")


def _text(value: object) -> str:
    return (decoded(value) if isinstance(value, bytes) else str(value)).strip("\0 ")

r"""File names are bytes, and PostgreSQL text is UTF-8. This module converts them without loss.

Bytes that are valid UTF-8 stay as they are. Every other byte becomes `\xHH`, and so does a
backslash that looks like the start of such an escape, so that two names never become the same.
"""

import re
import unicodedata

_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_ESCAPE_LOOKALIKE = re.compile(r"\\(?=x[0-9A-Fa-f]{2})")
_ESCAPE = re.compile(rb"\\x([0-9A-Fa-f]{2})")


def escape_path(raw: bytes) -> str:
    """Write a path as text that PostgreSQL can store. Raises ValueError on a NUL byte."""
    if b"\0" in raw:
        raise ValueError("a path cannot hold a NUL byte")
    text = raw.decode("utf-8", "surrogateescape")
    text = _ESCAPE_LOOKALIKE.sub(r"\\x5C", text)
    return _NOT_UTF8.sub(lambda hit: f"\\x{ord(hit[0]) - 0xDC00:02X}", text)


def unescape_path(path: str) -> bytes:
    """Return the bytes from which `escape_path` made this text.

    A text of the command line may also hold bytes that are not UTF-8, as Python writes them.
    """
    raw = path.encode("utf-8", "surrogateescape")
    return _ESCAPE.sub(lambda hit: bytes.fromhex(hit[1].decode("ascii")), raw)


def name_problem(raw: bytes) -> str | None:
    """Return why a file or folder name will cause trouble, or None if it will not.

    Such a file can still be scanned; its name should be changed before it is copied or exported.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = raw[error.start]
        return f"the name is not valid UTF-8: byte 0x{byte:02X} at position {error.start + 1}"
    for position, character in enumerate(text, start=1):
        # Cc: control characters; Zl, Zp: separators that many programs take for a line break.
        if unicodedata.category(character) in ("Cc", "Zl", "Zp"):
            kind = "a line break" if character in "\n\r\x85\u2028\u2029" else "a control character"
            return f"the name holds {kind}: U+{ord(character):04X} at position {position}"
    return None

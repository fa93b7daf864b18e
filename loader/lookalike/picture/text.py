"""Make text from files fit for the database: PostgreSQL stores no NUL and no lone surrogate."""

import re

_UNSTORABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def clean(text: str, longest: int = 2000) -> str | None:
    """Drop what cannot be stored or shown, trim, and cut to `longest`; None if nothing is left."""
    cleaned = _UNSTORABLE.sub("", text[: 4 * longest]).strip()
    if len(cleaned) > longest:
        cleaned = cleaned[: longest - 1].rstrip() + "\u2026"
    return cleaned or None


def decoded(raw: bytes) -> str:
    """Read bytes as UTF-8, or else as Windows-1252, as old programs wrote them."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")

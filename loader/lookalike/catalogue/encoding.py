"""The encoding of a text file, and proof that all of it can be read so."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from lookalike.errors import LookalikeError

_CHUNK = 1 << 20
_SAMPLE = 1 << 18  # bytes that the encoding is guessed from
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What catalogues are exported in, where it is not Unicode.
_LIKELY = [
    "cp1250", "cp1252", "iso8859_2", "iso8859_1", "cp1251", "iso8859_5", "koi8_r", "cp1253",
    "iso8859_7", "cp1254", "cp1257", "cp852", "mac_roman", "shift_jis", "euc_jp", "gb18030",
    "big5", "euc_kr",
]  # fmt: skip


_CARON_ISO_8859_2 = frozenset("ŠŤŽĽšťžľ".encode("iso8859_2"))


@dataclass(frozen=True)
class Undecodable:
    """The first place that is not text: line and byte of the file, both from 1."""

    line: int
    byte: int
    value: int


def find_encoding(path: Path, wanted: str | None) -> tuple[str, bool]:
    """Return a Python encoding in which all of `path` can be read, and whether it is a guess.

    Byte order marks and UTF-8 are certain. Raises LookalikeError that names the line and the byte
    where the file is no text in it, and where `wanted` is no encoding.
    """
    if wanted is not None:
        encoding = _known(wanted)
        bad = check(path, encoding)
        if bad is not None:
            raise _undecodable(path, encoding, bad, "Give another with --encoding.")
        return encoding, False
    with path.open("rb") as file:
        start = file.read(4)
    marked = next((name for bom, name in _BOMS if start.startswith(bom)), None)
    encoding = marked or "utf-8"
    bad = check(path, encoding)
    if bad is None:
        return encoding, False
    around = _around(path, bad.byte)
    if marked is not None or _is_mostly_utf8(around):
        raise _undecodable(
            path, encoding, bad, "Mend the file, or give the encoding it is in with --encoding."
        )
    guessed = _guess(around)
    if guessed is None:
        raise _undecodable(
            path, encoding, bad, "Give the encoding it is in with --encoding, such as cp1250."
        )
    bad = check(path, guessed)
    if bad is not None:
        raise _undecodable(path, guessed, bad, "Give the encoding it is in with --encoding.")
    return guessed, True


def check(path: Path, encoding: str) -> Undecodable | None:
    """Read all of `path` as text; return the place where this fails, or None."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    consumed = 0  # bytes that are decoded
    lines = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            pending = decoder.getstate()[0]
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                # Positions count from what the decoder had kept back.
                data = pending + chunk
                start = error.start + len(data) - len(error.object)  # a mark is cut off before
                before = data[:start].decode(encoding.replace("-sig", ""), "replace")
                return Undecodable(
                    lines + before.count("\n"),
                    consumed - len(pending) + start + 1,
                    data[start] if start < len(data) else 0,
                )
            consumed += len(chunk)
            lines += text.count("\n")
            if not chunk:
                return None


def _known(name: str) -> str:
    try:
        codec = codecs.lookup(name)
    except LookupError:
        codec = None
    if codec is None or not getattr(codec, "_is_text_encoding", True):
        raise LookalikeError(
            f'unknown encoding "{name}"',
            hint="Name one that Python knows: utf-8, utf-16, cp1250, cp1252, iso-8859-2, ...",
        )
    return "utf-8-sig" if codec.name == "utf-8" else codec.name  # with a mark or without


def _undecodable(path: Path, encoding: str, bad: Undecodable, hint: str) -> LookalikeError:
    return LookalikeError(
        f'file "{path.name}" is not {encoding.removesuffix("-sig").upper()}: line {bad.line}',
        detail=f"Byte {bad.byte:,} of the file, 0x{bad.value:02X}, cannot be decoded. "
        "Nothing was changed.",
        hint=hint,
    )


def _around(path: Path, byte: int) -> bytes:
    """The beginning of the file and what lies about the first byte that is not UTF-8."""
    with path.open("rb") as file:
        start = file.read(_SAMPLE // 4)
        file.seek(max(0, byte - _SAMPLE // 2, len(start)))
        return start + file.read(_SAMPLE)


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether letters of several bytes that are valid outnumber the bytes that are not."""
    text = data.decode("utf-8", "surrogateescape")
    broken = sum("\udc80" <= character <= "\udcff" for character in text)
    return sum(character > "\x7f" for character in text) - broken > broken


def _guess(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # slow to import

    best = from_bytes(data, cp_isolation=_LIKELY, threshold=0.4).best()
    if best is None:
        return None
    # Two encodings of one alphabet differ in few letters, but those of Windows have letters where
    # those of ISO have control characters, which nobody writes.
    has_windows = any(0x80 <= byte <= 0x9F for byte in data)
    if best.encoding in ("cp1250", "iso8859_2"):
        has_iso = any(byte in _CARON_ISO_8859_2 for byte in data)
        return "iso8859_2" if has_iso and not has_windows else "cp1250"
    if best.encoding == "iso8859_1":
        return "cp1252"  # the same and more
    return best.encoding

"""The files and folders that a scan leaves out: patterns against names and paths."""

import re
from collections.abc import Callable, Iterable, Iterator

from lookalike.errors import LookalikeError
from lookalike.names import escape_path, unescape_path

# Folders that a system empties, renews or hides by itself. Upper and lower case are equal here.
# lookalike_internal.is_discarded() has the same list: no file in such a folder is a master.
DISCARDED = {
    "recycle bin": (
        "$RECYCLE.BIN/",
        "RECYCLER/",
        "#recycle/",
        "@Recycle/",
        ".recycle/",
        ".Trash/",
        ".Trash-*/",
        ".Trashes/",
        "**/.local/share/Trash/",
        "Network Trash Folder/",
        "files_trashbin/",
        ".trashed-*",
    ),
    "snapshot or earlier version": (
        ".snapshot/",
        ".snapshots/",
        "~snapshot/",
        "#snapshot/",
        "@Recently-Snapshot/",
        "@GMT-*/",
        ".snap/",
        ".zfs/",
        "System Volume Information/",
        ".DocumentRevisions-V100/",
        ".stversions/",
        "files_versions/",
    ),
    "thumbnails": (
        ".thumbnails/",
        "**/.cache/thumbnails/",
        "@eaDir/",
        ".@__thumb/",
    ),
    "remains that a check of the disk found": (
        "lost+found/",
        "found.[0-9][0-9][0-9]/",
    ),
}
# These are left out, too, but they are no places.
LOCK_FILES = {"lock file": ("~$*", ".~lock.*#")}

DEFAULT_PATTERNS = {
    pattern: kind
    for kinds in (DISCARDED, LOCK_FILES)
    for kind, patterns in kinds.items()
    for pattern in patterns
}

_EXAMPLES = 'Give a name, such as "proxies", or a path below the scanned folder: "2019/proxies".'
_ANY = "**"


class Excludes:
    """The patterns of a scan.

    A pattern without a slash is compared with the name of each file and folder, at every depth. A
    pattern with a slash is compared with the path below the scanned folder, from its beginning
    (`./name` is only the name right in that folder). A slash at the end means folders only. `*`
    stands for any characters but a slash, `?` for one, `[abc]`, `[a-z]` and `[!abc]` for one of a
    set; `**` between slashes stands for any number of folders. Names are bytes: a byte that is not
    UTF-8 is written `\\xHH`, as everywhere. Upper and lower case differ, except in the default
    patterns.
    """

    def __init__(self, patterns: Iterable[str] = (), *, defaults: bool = True) -> None:
        """Take a user's patterns, and the default ones. Raises LookalikeError for a bad one."""
        names, paths = _Alternatives(), _Alternatives()
        self.patterns: list[str] = []  # as they are stored with the run
        for pattern in dict.fromkeys(patterns):
            shown, is_name, expression = _translate(pattern)
            self.patterns.append(shown)
            (names if is_name else paths).add(expression, f'left out by the pattern "{shown}"')
        for pattern, kind in DEFAULT_PATTERNS.items() if defaults else ():
            shown, is_name, expression = _translate(pattern)
            self.patterns.append(shown)
            words = f'left out by the default pattern "{shown}" ({kind})'
            (names if is_name else paths).add(f"(?ai:{expression})", words)
        self._name, self._path = names.compile(), paths.compile()

    def find(self, path: bytes, name: bytes, is_folder: bool) -> str | None:
        """Say which pattern leaves this file or folder out; None if it is to be scanned.

        `path` is below the scanned folder. A folder that is left out takes all that is in it along,
        so the folders above `path` are not looked at.
        """
        end = "/" if is_folder else ""
        return self._name(_text(name) + end) or self._path(_text(path) + end)


class _Alternatives:
    """Regular expressions, of which the first that fits a text is to be told."""

    def __init__(self) -> None:
        self._expressions: list[str] = []
        self._words: list[str] = []

    def add(self, expression: str, words: str) -> None:
        self._expressions.append(f"({expression})")
        self._words.append(words)

    def compile(self) -> Callable[[str], str | None]:
        """A function that gives the words of the first expression that fits a whole text."""
        if not self._expressions:
            return lambda _: None
        words, fits = self._words, re.compile("|".join(self._expressions), re.DOTALL).fullmatch

        def find(text: str) -> str | None:
            hit = fits(text)
            # Each expression is one group, so the number of the group is that of the expression.
            return None if hit is None or hit.lastindex is None else words[hit.lastindex - 1]

        return find


NOTHING = Excludes(defaults=False)


def _text(raw: bytes) -> str:
    """Names are bytes; each byte that is not UTF-8 is one character here."""
    return raw.decode("utf-8", "surrogateescape")


def _translate(pattern: str) -> tuple[str, bool, str]:
    """Write a pattern as a regular expression. Raises LookalikeError.

    Returns the pattern as the database stores it, whether it is for names only, and the expression.
    """
    raw = unescape_path(pattern)  # `\\xHH` stands for a byte
    if b"\0" in raw:
        raise _bad(pattern, "No name holds a NUL byte.")
    text = _text(raw)
    if not text:
        raise LookalikeError("an exclude pattern is empty", hint=_EXAMPLES)
    if text.startswith("/"):
        raise _bad(pattern, "It is an absolute path.")
    anchored = text.startswith("./")
    *parts, last = text.removeprefix("./").removesuffix("/").split("/")
    if any(part in ("", ".", "..") for part in (*parts, last)):
        raise _bad(pattern, 'A part of it is empty, "." or "..".')
    folders = "".join(
        "(?:[^/]+/)*" if part == _ANY else _segment(part, pattern) + "/" for part in parts
    )
    expression = folders + _segment(last, pattern) + ("/" if text.endswith("/") else "/?")
    try:
        re.compile(expression)
    except re.error as error:
        raise _bad(pattern, f"A set in brackets is wrong: {error.msg}.") from None
    return escape_path(raw), not anchored and not parts, expression


def _segment(part: str, pattern: str) -> str:
    """The regular expression of one name of a pattern."""
    return "".join(_tokens(part, pattern))


def _tokens(part: str, pattern: str) -> Iterator[str]:
    place = 0
    while place < len(part):
        character = part[place]
        place += 1
        if character == "*":
            yield "[^/]*"
        elif character == "?":
            yield "[^/]"
        elif character == "[":
            negated = part[place : place + 1] in ("!", "^")
            first = place + negated
            end = part.find("]", first + 1)  # a bracket that comes first is one of the set
            if end < 0:
                raise _bad(
                    pattern, 'A bracket "[" has no "]". For the bracket itself, write "[[]".'
                )
            members = re.sub(r"([\\\[\]^&~|])", r"\\\1", part[first:end])
            yield f"(?!/)[{'^' if negated else ''}{members}]"
            place = end + 1
        else:
            yield re.escape(character)


def _bad(pattern: str, why: str) -> LookalikeError:
    shown = pattern.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return LookalikeError(f'bad exclude pattern "{shown}"', detail=why, hint=_EXAMPLES)

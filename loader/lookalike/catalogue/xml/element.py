"""What the formats ask of elements: texts, attributes and children, whatever the prefix."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

# A row: columns with one text each. Names are those that catalogue_fields() knows.
Row = dict[str, str]
Element = Any  # lxml has no types of its own

XLINK = "{http://www.w3.org/1999/xlink}href"
_FILE_ENDINGS = (
    "avif", "bmp", "cr2", "cr3", "dng", "gif", "heic", "heif", "jp2", "jpe", "jpeg", "jpg", "jpx",
    "nef", "orf", "pdf", "png", "psb", "psd", "raf", "raw", "rw2", "tga", "tif", "tiff", "webp",
)  # fmt: skip


def name(element: Element) -> str:
    """The name of an element without its namespace; nothing for a comment."""
    return _local(element.tag)


@lru_cache(maxsize=1024)
def _local(tag: Any) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text(element: Element | None) -> str:
    """All text in an element, with one blank between words."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def attribute(element: Element, wanted: str) -> str:
    """An attribute of this name in any namespace, or nothing."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == wanted:
            return " ".join(value.split())
    return ""


def children(element: Element | None, *path: str) -> Iterator[Element]:
    """The elements at the end of a path of names, in any namespace, in the order they come."""
    if element is None:
        return
    if not path:
        yield element
        return
    wanted, *rest = path
    for child in element:
        if _local(child.tag) == wanted:
            if rest:
                yield from children(child, *rest)
            else:
                yield child


def first(element: Element | None, *path: str) -> Element | None:
    """The first element at the end of a path, or None."""
    return next(children(element, *path), None)


def joined(values: Iterable[str], mark: str = "; ") -> str:
    """Different values that say something, one after another."""
    return mark.join(dict.fromkeys(value for value in values if value))


def said(**values: str) -> Row:
    """A row of the values that say something; _ in a name is a blank."""
    return {key.replace("_", " "): value for key, value in values.items() if value}


def is_file(value: str) -> bool:
    """Whether a text looks like the name, path or address of an image file."""
    path = value.split("?")[0].split("#")[0]
    return path.rpartition(".")[2].lower() in _FILE_ENDINGS and "." in path[1:]


def files(values: Iterable[str]) -> str:
    """The values that look like image files, one a line."""
    return "\n".join(dict.fromkeys(value for value in values if is_file(value)))


def links(values: Iterable[str]) -> str:
    """The values that do not look like image files: they lead to a page."""
    return joined(value for value in values if not is_file(value))


def span(begin: str, end: str) -> str:
    """Two ends of a span as EDTF writes it; one date where they are the same."""
    if begin == end:
        return begin
    return f"{begin or '..'}/{end or '..'}"

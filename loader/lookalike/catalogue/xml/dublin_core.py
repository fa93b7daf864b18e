"""Dublin Core in XML: the fifteen elements and the terms, in any container.

https://www.dublincore.org/specifications/dublin-core/dcmi-terms/
"""

from collections.abc import Iterator

from lookalike.catalogue.xml.element import Element, Row, attribute, files, is_file, name, text

NAMESPACES = ("http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/")
# Elements of which a second value is no further value of the same field.
_FIRST_ONLY = ("title",)
_TAGS = tuple(f"{{{space}}}" for space in NAMESPACES)
_AS = {"created": "date", "license": "licence", "rightsHolder": "rights holder"}


def is_element(element: Element) -> bool:
    """Whether an element is one of Dublin Core."""
    return isinstance(element.tag, str) and element.tag.startswith(_TAGS)


def _elements(within: Element) -> Iterator[Element]:
    """The elements of Dublin Core that are no part of the value of another one."""
    for child in within:
        if is_element(child):
            yield child
        else:
            yield from _elements(child)


def read(record: Element) -> Row:
    """The row of a container of Dublin Core elements."""
    values: dict[str, list[str]] = {}
    for child in _elements(record):
        value = text(child) or attribute(child, "resource")
        if value:
            values.setdefault(_AS.get(name(child), name(child)), []).append(value)
    row: Row = {}
    for key, found in values.items():
        unique = list(dict.fromkeys(found))
        if key in _FIRST_ONLY and len(unique) > 1:
            row[f"other {key}"] = "; ".join(unique[1:])
            unique = unique[:1]
        row[key] = "; ".join(unique)
    ids = [value for value in values.get("identifier", []) if not is_file(value)]
    own = [value for value in ids if "://" not in value] or ids or values.get("identifier", [])
    about = attribute(record, "about")
    if own or about:
        row["record id"] = (own or [about])[0]
    named = [value for key in ("identifier", "source", "relation") for value in values.get(key, [])]
    images = files([*named, about])
    if images:
        row["file"] = images
    return row

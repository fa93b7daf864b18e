"""MODS, versions 3.0 to 3.8. https://www.loc.gov/standards/mods/userguide/"""

from collections.abc import Iterator

from lookalike.catalogue.xml.element import (
    XLINK,
    Element,
    Row,
    children,
    files,
    first,
    is_file,
    joined,
    links,
    said,
    span,
    text,
)

_DOUBTS = {"approximate": "~", "inferred": "?", "questionable": "?"}


def read(record: Element) -> Row:
    """The row of a MODS record; related items are left out."""
    identifiers = [
        (child.get("type") or "", text(child))
        for child in children(record, "identifier")
        if text(child) and child.get("invalid") != "yes"
    ]
    titles = [_title(child) for child in _main(children(record, "titleInfo"))]
    issued = joined(_dates(record, "dateIssued"))
    made = joined(_dates(record, "dateCreated"))
    publisher = joined(
        text(child) for origin in ("originInfo",) for child in children(record, origin, "publisher")
    )
    addresses = [text(child) for child in children(record, "location", "url")]
    named = [v for kind, v in identifiers if is_file(v) or kind in ("filename", "file name")]
    conditions = list(children(record, "accessCondition"))
    return said(
        record_id=text(first(record, "recordInfo", "recordIdentifier"))
        or next((v for kind, v in identifiers if kind in ("local", "accession number")), "")
        or next((v for _, v in identifiers if not is_file(v)), "")
        or record.get("ID", ""),
        identifier=joined(value for _, value in identifiers),
        file="\n".join(filter(None, (files(addresses), "\n".join(dict.fromkeys(named))))),
        link=links(addresses),
        title=titles[0] if titles else "",
        other_title=joined(titles[1:]),
        creator=joined(_creators(record)),
        date=made or joined(_dates(record, "dateOther")) or issued,
        description=joined((text(child) for child in children(record, "abstract")), " "),
        note=joined(text(child) for child in children(record, "note")),
        rights=joined(
            value
            for child in conditions
            if "restriction" not in (child.get("type") or "")
            for value in (child.get(XLINK, ""), text(child))
        ),
        access_restriction=joined(
            text(child) for child in conditions if "restriction" in (child.get("type") or "")
        ),
        publisher=publisher,
        date_issued=issued if publisher else "",
        genre=joined(text(child) for child in children(record, "genre")),
        physical_description=joined(
            text(child)
            for part in ("form", "extent")
            for child in children(record, "physicalDescription", part)
        ),
        subject=joined(
            " -- ".join(filter(None, (text(part) for part in child)))
            for child in children(record, "subject")
        ),
        host_item=joined(
            _title(title)
            for item in children(record, "relatedItem")
            if item.get("type") == "host"
            for title in children(item, "titleInfo")
        ),
        shelf_location=joined(
            text(child)
            for path in (("location", "shelfLocator"),
                         ("location", "holdingSimple", "copyInformation", "shelfLocator"))
            for child in children(record, *path)
        ),
    )  # fmt: skip


def _main(titles: Iterator[Element]) -> list[Element]:
    """Titles, the main ones first."""
    return sorted(titles, key=lambda title: title.get("type") is not None)


def _title(info: Element) -> str:
    parts = [text(first(info, part)) for part in ("nonSort", "title")]
    main = " ".join(part for part in parts if part)
    return ". ".join(
        part
        for part in (
            ": ".join(filter(None, (main, text(first(info, "subTitle"))))),
            text(first(info, "partNumber")),
            text(first(info, "partName")),
        )
        if part
    )


def _creators(record: Element) -> Iterator[str]:
    """Names; if some have a role that makes a picture, only those."""
    names = []
    for child in children(record, "name"):
        roles = " ".join(text(role) for role in children(child, "role", "roleTerm")).lower()
        parts = [text(part) for part in children(child, "namePart") if part.get("type") != "date"]
        made = any(word in roles for word in ("photogr", "creator", "artist", "pht", "cre"))
        names.append((made, ", ".join(filter(None, parts))))
    chosen = [value for made, value in names if made] or [value for _, value in names]
    yield from chosen


def _dates(record: Element, kind: str) -> Iterator[str]:
    """Dates of a kind; two points are one span. A coded date repeats one in words."""
    for origin in children(record, "originInfo"):
        dates = list(children(origin, kind))
        ends = {
            child.get("point"): text(child) + _doubt(child)
            for child in dates
            if child.get("point") in ("start", "end")
        }
        if ends:
            yield span(ends.get("start", ""), ends.get("end", ""))
        for child in dates:
            if child.get("point") is None and text(child):
                yield text(child) + _doubt(child)


def _doubt(date: Element) -> str:
    return _DOUBTS.get(date.get("qualifier") or "", "") if text(date)[-1:].isdigit() else ""

"""MARC 21 in XML (MARCXML). https://www.loc.gov/marc/bibliographic/"""

import re
from collections.abc import Iterator

from lookalike.catalogue.xml.element import (
    Element,
    Row,
    files,
    joined,
    links,
    name,
    said,
    span,
    text,
)

# Codes of place 6 in field 008. c, d, u: a serial; i, k, m: a collection; q: a day between.
_SPANS = "cdikmqu"
_IN_ANY_ORDER = "rpt"  # reprint, production, copyright
_UNDATED = "bn"  # before Christ, unknown
_MAKERS = re.compile(r"photogr|creator|artist|fotogr|artista|auteur|autor|urheber|maker", re.I)


def read(record: Element) -> Row:
    """The row of a MARC record."""
    marc = _Marc(record)
    place_and_publisher = list(marc.values("260", "b")) + [
        value for field in marc.fields("264", second="1") for value in marc.parts(field, "b")
    ]
    issued = joined(
        [*marc.values("260", "c")]
        + [value for field in marc.fields("264", second="1") for value in marc.parts(field, "c")]
    )
    made = joined(
        value for field in marc.fields("264", second="0") for value in marc.parts(field, "c")
    )
    coded = joined(
        span(" ".join(marc.parts(field, "k")), " ".join(marc.parts(field, "l")))
        if any(marc.parts(field, "l"))
        else " ".join(marc.parts(field, "k"))
        for field in marc.fields("046")
    )
    addresses = list(marc.values("856", "u"))
    # $f is the name of a file, in the folder $d.
    named = [
        "/".join([folder.strip("/") for folder in marc.parts(field, "d")] + [value])
        for field in marc.fields("856")
        for value in marc.parts(field, "f")
    ]
    return said(
        record_id=_trim(marc.control("001")) or joined(marc.values("035", "a")).split("; ")[0],
        file="\n".join(filter(None, (files(addresses), "\n".join(dict.fromkeys(named))))),
        link=links(addresses),
        title=_trim(" ".join(marc.one("245", "abfgknp"))),
        other_title=joined(_trim(" ".join(marc.parts(f, "abnp"))) for f in marc.fields("246")),
        creator=joined(marc.names(("100", "110", "111")))
        or joined(marc.names(("700", "710"), makers=True))
        or joined(marc.names(("700", "710"))),
        date=_trim(made or issued or coded or marc.fixed_date()),
        description=joined(marc.texts("520", "ab"), " ") or joined(marc.texts("500", "a"), " "),
        rights=joined([*marc.texts("540", "au"), *marc.texts("542", "lnu")]),
        rights_holder=joined(marc.texts("542", "d")),
        credit_line=joined(marc.texts("524", "a")),
        publisher=_trim(joined(place_and_publisher)),
        date_issued=_trim(issued) if place_and_publisher else "",
        access_restriction=joined(marc.texts("506", "a")),
        physical_description=joined(
            _trim(" ".join(marc.parts(f, "abc"))) for f in marc.fields("300")
        ),
        subject=joined(
            _trim(" -- ".join(marc.parts(field, "axyzv")))
            for tag in ("600", "610", "611", "630", "650", "651", "655")
            for field in marc.fields(tag)
        ),
        bibliographic_series=joined([*marc.texts("490", "a"), *marc.texts("830", "a")]),
        call_number=joined(" ".join(marc.parts(field, "hijm")) for field in marc.fields("852")),
    )


class _Marc:
    """The fields of one record."""

    def __init__(self, record: Element) -> None:
        self._controls: dict[str, str] = {}
        self._fields: list[tuple[str, Element]] = []
        for child in record:
            tag = child.get("tag") or ""
            if name(child) == "controlfield":
                # Blanks in it have places, so it is taken as it is.
                self._controls.setdefault(tag, "".join(child.itertext()))
            elif name(child) == "datafield":
                self._fields.append((tag, child))

    def control(self, tag: str) -> str:
        return self._controls.get(tag, "").strip()

    def fields(self, tag: str, second: str | None = None) -> Iterator[Element]:
        for found, field in self._fields:
            if found == tag and (second is None or field.get("ind2") == second):
                yield field

    @staticmethod
    def parts(field: Element, codes: str) -> Iterator[str]:
        """Texts of the subfields with these codes, in the order of the field."""
        for part in field:
            if name(part) == "subfield" and (part.get("code") or " ") in codes and text(part):
                yield text(part)

    def values(self, tag: str, codes: str) -> Iterator[str]:
        for field in self.fields(tag):
            yield from self.parts(field, codes)

    def texts(self, tag: str, codes: str) -> Iterator[str]:
        for field in self.fields(tag):
            yield " ".join(self.parts(field, codes))

    def one(self, tag: str, codes: str) -> list[str]:
        """Subfields of the first field with this tag."""
        return next((list(self.parts(field, codes)) for field in self.fields(tag)), [])

    def names(self, tags: tuple[str, ...], makers: bool = False) -> Iterator[str]:
        """Names; with `makers`, only of people who made the picture, as their role says."""
        for tag in tags:
            for field in self.fields(tag):
                roles = " ".join(self.parts(field, "e4"))
                if not makers or _MAKERS.search(roles) or re.search(r"\b(pht|cre|art)\b", roles):
                    yield _trim(" ".join(self.parts(field, "abcq")))

    def fixed_date(self) -> str:
        """The date in field 008: u stands for an unknown digit.

        Of a reprint and its original, a distribution and its production, a publication and its
        copyright it is all time between the two: neither date is surely that of the picture.
        """
        fixed = self._controls.get("008", "")
        kind = fixed[6:7]
        dates = [date for date in (fixed[7:11], fixed[11:15]) if re.fullmatch(r"[0-9u]{4}", date)]
        if kind in _UNDATED or not dates or dates[0] != fixed[7:11]:
            return ""
        if kind not in _SPANS + _IN_ANY_ORDER or len(dates) == 1:
            return "" if dates[0] == "uuuu" else dates[0]
        begins = [date.replace("u", "0") for date in dates]
        ends = [date.replace("u", "9") for date in dates]
        begin, end = begins[0], ends[1]
        if kind in _IN_ANY_ORDER:
            begin, end = min(begins), max(ends)
        if begin == "0000":
            return "" if end == "9999" else f"-{end}"
        return f"{begin}-" if end == "9999" else span(begin, end)


def _trim(value: str) -> str:
    """Without the marks with which ISBD ends an element."""
    return re.sub(r"[\s/:;,=]+$", "", value.strip())

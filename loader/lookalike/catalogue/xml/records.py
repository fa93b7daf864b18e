"""Records of an XML file, one after another, in memory that does not grow with the file."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from lookalike.catalogue.xml import dublin_core, lido, marc, mods
from lookalike.catalogue.xml.element import Element, Row, attribute, children, first, name, text
from lookalike.console import counted
from lookalike.errors import LookalikeError

_OAI = "http://www.openarchives.org/OAI/2.0/"
_FORMATS: dict[str, tuple[str, Callable[[Element], Row]]] = {
    "{http://www.loc.gov/MARC21/slim}record": ("MARCXML", marc.read),
    "{http://www.loc.gov/mods/v3}mods": ("MODS", mods.read),
    "mods": ("MODS", mods.read),
    "{http://www.openarchives.org/OAI/2.0/oai_dc/}dc": ("Dublin Core", dublin_core.read),
    "{http://www.lido-schema.org}lido": ("LIDO", lido.read),
}
# In these, a server describes itself and its sets.
_ABOUT_SERVER = (f"{{{_OAI}}}description", f"{{{_OAI}}}setDescription")
_MARC_FIELDS = ("leader", "controlfield", "datafield")


class XmlRecords:
    """The records of a file in MARCXML, MODS, Dublin Core or LIDO, also as an OAI-PMH export."""

    row_noun = "record"

    def __init__(self, path: Path, encoding: str | None = None) -> None:
        """Read the file once for its format, its columns, and records that cannot be read.

        Raises LookalikeError if it is not well formed, declares entities, has no record of a
        format that is known, or is only a page of an export.
        """
        try:
            import lxml.etree
        except ImportError as error:
            raise LookalikeError(
                "XML files need lxml", hint="Install it along: pip install 'lookalike[xml]'"
            ) from error
        self.path, self.encoding = path, encoding
        self._etree = lxml.etree
        self.formats: dict[str, None] = {}
        self._root = ""
        self._token = ""
        self._unread: Counter[str] = Counter()
        columns: dict[str, None] = {}
        for _, row in self.rows():
            columns.update(dict.fromkeys(row))
        # Later passes may stop early.
        self.left_out = self._say_left_out()
        if not columns:
            raise LookalikeError(
                f'no record in "{path.name}"',
                detail=self.left_out or f'Its first element is "{self._root}".',
                hint="Records in MARCXML, MODS, Dublin Core and LIDO are read, also as an OAI-PMH"
                " export.",
            )
        if self._token:
            raise LookalikeError(
                f'"{path.name}" is only a page of an OAI-PMH export',
                detail="It ends with a token for the next page. Entries of the other pages would"
                " count as missing. Nothing was changed.",
                hint="Put all pages into one file, one after another in one element.",
            )
        self.columns = list(columns)

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Give each record with its number in the file. Raises LookalikeError."""
        number = 0
        self._unread.clear()
        try:
            for record in self._records():
                number += 1
                row = self._read(record)
                if row:
                    yield number, row
                else:
                    self._unread[_format(record)] += 1
        except self._etree.XMLSyntaxError as error:
            line, _ = error.position
            raise LookalikeError(
                f'line {max(line, 1)} of "{self.path.name}" is not well-formed XML',
                detail=f"{str(error.msg).rstrip('.')}. Nothing was changed.",
                hint="Export the catalogue again.",
            ) from error

    def _records(self) -> Iterator[Element]:
        """Yield each element that is a record; it is emptied afterwards."""
        events = self._etree.iterparse(
            str(self.path), events=("start", "end"), resolve_entities=False, no_network=True,
            load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
            encoding=self.encoding,
        )  # fmt: skip
        record: Element = None
        aside: Element = None
        held: list[bool] = []  # of each open element, whether a record lies in it
        for event, element in events:
            if event == "start":
                held.append(False)
                if not self._root:
                    self._root = name(element)
                    self._refuse_entities(element)
                if record is None and aside is None:
                    if element.tag in _ABOUT_SERVER:
                        aside = element
                    else:
                        record = self._begin(element)
                        if record is not None and record is not element and held[-2]:
                            raise self._mixed(record)
                elif record is not None and self._begins_within(element, record):
                    raise self._mixed(record)
                continue
            held.pop()
            if element is aside:
                aside = None
                _forget(element)
            elif element is record:
                yield record
                _forget(record)
                record = None
                held = [True] * len(held)
            elif record is None:
                if element.tag == f"{{{_OAI}}}resumptionToken":
                    self._token = text(element)
                _forget(element)
        if events.root is None:
            raise LookalikeError(f'"{self.path.name}" is empty', hint="Export the catalogue again.")

    def _begin(self, element: Element) -> Element:
        """The record that begins with this element, or None."""
        if _is_named(element):
            return element
        # An element with a name of its own that holds elements of Dublin Core; and MARCXML without
        # its namespace.
        if _is_field(element):
            parent = element.getparent()
            return element if parent is None else parent
        return None

    def _begins_within(self, element: Element, record: Element) -> bool:
        """Whether another record begins in one that only its fields make a record."""
        if _is_named(record) or self._begin(element) in (None, record):
            return False
        return not any(_is_field(above) for above in element.iterancestors())

    def _mixed(self, holder: Element) -> LookalikeError:
        what = name(holder)
        return LookalikeError(
            f'line {holder.sourceline} of "{self.path.name}": element "{what}" holds fields of a'
            " record, and other records",
            detail="It may be one record, or describe the records in it. Nothing was changed.",
            hint=f'If the fields directly in "{what}" describe the whole, take them out. If all is'
            f' one record, put its fields directly into "{what}".',
        )

    def _read(self, record: Element) -> Row:
        """The row of a record; with the header of OAI-PMH, if there is one."""
        if record.tag in _FORMATS:
            label, read = _FORMATS[record.tag]
            self.formats[label] = None
            return read(record)
        if any(child.tag in _MARC_FIELDS for child in record):
            self.formats["MARCXML"] = None
            return marc.read(record)
        if record.tag != f"{{{_OAI}}}record":
            self.formats["Dublin Core"] = None
            return dublin_core.read(record)
        if _is_deleted(record):
            return {}
        header = first(record, "header")
        row: Row = {}
        for inner in children(record, "metadata"):
            for element in inner:
                label, read = _FORMATS.get(element.tag, ("Dublin Core", dublin_core.read))
                found = read(element)
                if found:
                    self.formats[f"OAI-PMH of {label}"] = None
                    row |= found
        if not row:
            return {}
        own = row.pop("record id", "")
        identifier = text(first(header, "identifier"))
        if own and own != identifier:
            row.setdefault("identifier", own)
        row["record id"] = identifier or own
        for key, part in (("set", "setSpec"), ("datestamp", "datestamp")):
            values = "; ".join(text(one) for one in children(header, part))
            if values:
                row[key] = values
        return row

    def _say_left_out(self) -> str:
        """Which records give no entry, in a sentence; nothing if all do."""
        what = ", ".join(f"{count:,} {kind}" for kind, count in self._unread.most_common())
        return f"{counted(self._unread.total(), 'record')} left out: {what}." if what else ""

    def _refuse_entities(self, root: Element) -> None:
        """Refuse what a document type declares: text that grows, or that lies elsewhere."""
        declared = root.getroottree().docinfo.internalDTD
        if declared is not None and any(True for _ in declared.iterentities()):
            raise LookalikeError(
                f'"{self.path.name}" declares entities',
                detail="An entity may stand for endless text, or for another file. Nothing was"
                " changed.",
                hint="Export the catalogue without a document type.",
            )


def _is_named(element: Element) -> bool:
    """Whether the name of an element makes it a record."""
    return element.tag in _FORMATS or element.tag == f"{{{_OAI}}}record"


def _is_deleted(record: Element) -> bool:
    """Whether an export says of a record that it was deleted."""
    header = first(record, "header")
    return header is not None and attribute(header, "status") == "deleted"


def _format(record: Element) -> str:
    """What a record is that gives no row, in words."""
    if record.tag != f"{{{_OAI}}}record":
        return "without a field that is known"
    if _is_deleted(record):
        return "deleted"
    inner = next((one for part in children(record, "metadata") for one in part), None)
    if inner is None:
        return "without metadata"
    if inner.tag in _FORMATS:
        return "without a field that is known"
    space = inner.tag.rpartition("}")[0].lstrip("{")
    return f'in the format "{space or name(inner)}"'


def _is_field(element: Element) -> bool:
    """Whether an element makes a record of the one around it."""
    return element.tag in _MARC_FIELDS or dublin_core.is_element(element)


def _forget(element: Any) -> None:
    """Free an element and all that came before it."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]

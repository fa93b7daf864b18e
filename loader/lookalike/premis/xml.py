"""Writes XML element by element, so that a document of any length takes no memory."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

# Characters that XML 1.0 has no way to write.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class XmlWriter:
    """Writes one document to a binary stream; names are given with their prefix."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._xml = XMLGenerator(stream, "utf-8", short_empty_elements=True)
        self._xml.startDocument()

    @contextmanager
    def element(self, name: str, **attributes: str) -> Iterator[None]:
        """Write an element around what is written meanwhile."""
        given = {key.replace("__", ":"): value for key, value in attributes.items()}
        self._xml.startElement(name, AttributesImpl(given))
        yield
        self._xml.endElement(name)
        self._xml.characters("\n")

    def leaf(self, name: str, text: object, **attributes: str) -> None:
        """Write an element that holds only text; characters that XML cannot hold become `\\xHH`."""
        with self.element(name, **attributes):
            said = _IMPOSSIBLE.sub(lambda found: f"\\x{ord(found[0]):02X}", str(text))
            self._xml.characters(said)

    def end(self) -> None:
        """End the document."""
        self._xml.endDocument()

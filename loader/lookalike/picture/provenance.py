"""What a file says about the document that it was made from: XMP Media Management, and C2PA.

XMP specification, part 2 (Adobe 2016), "XMP Media Management namespace"; C2PA technical
specification 2.0, appendix A, "Embedding manifests".
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from xml.etree.ElementTree import Element  # the type only

from PIL import Image

from lookalike.picture.text import clean

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_MM = "{http://ns.adobe.com/xap/1.0/mm/}"
_REFERENCE = "{http://ns.adobe.com/xap/1.0/sType/ResourceRef#}"
_EVENT = "{http://ns.adobe.com/xap/1.0/sType/ResourceEvent#}"
_SOFTWARE = f"{_EVENT}softwareAgent"
_HEAD = 256  # bytes in which a box of C2PA names itself


@dataclass(frozen=True, slots=True)
class Provenance:
    """The ids of a document, of this file of it, and of what it was made from, as its XMP says.

    `rendition_class` is the role of the file among the files of its document. `has_c2pa` says
    that the file holds a manifest of C2PA; its signature is not checked.
    """

    document_id: str | None = None
    original_document_id: str | None = None
    instance_id: str | None = None
    derived_from_document_id: str | None = None
    derived_from_instance_id: str | None = None
    history_steps: int | None = None
    last_software: str | None = None
    has_c2pa: bool | None = None
    rendition_class: str | None = None

    def said(self) -> dict[str, str | int | bool]:
        """What is there, by name."""
        return {name: value for name, value in asdict(self).items() if value}


def read_provenance(image: Image.Image, xmp: Element | None) -> Provenance:
    """Read the provenance of a loaded picture, of which `xmp` is the XMP packet."""
    found: dict[str, str] = {}
    steps: list[Element] = []
    tops = [] if xmp is None else [top for rdf in xmp.iter(f"{_RDF}RDF") for top in rdf]
    for description in tops:
        for name, value in _properties(description):
            found.setdefault(name, value)
        source = description.find(f"{_MM}DerivedFrom")
        for name, value in () if source is None else _properties(source):
            found.setdefault(f"from {name}", value)
        steps = steps or description.findall(f"{_MM}History/*/{_RDF}li")
    software = [value for step in steps for name, value in _properties(step) if name == _SOFTWARE]
    return Provenance(
        document_id=clean(found.get(f"{_MM}DocumentID", "")),
        original_document_id=clean(found.get(f"{_MM}OriginalDocumentID", "")),
        instance_id=clean(found.get(f"{_MM}InstanceID", "")),
        derived_from_document_id=clean(found.get(f"from {_REFERENCE}documentID", "")),
        derived_from_instance_id=clean(found.get(f"from {_REFERENCE}instanceID", "")),
        history_steps=len(steps) or None,
        last_software=clean(software[-1]) if software else None,
        has_c2pa=_has_c2pa(image) or None,
        rendition_class=clean(found.get(f"{_MM}RenditionClass", "")),
    )


def _properties(node: Element) -> Iterator[tuple[str, str]]:
    """Properties of a resource, in any of the three ways in which RDF writes them."""
    yield from node.items()
    for child in node:
        if child.tag == f"{_RDF}Description":
            yield from _properties(child)
        elif child.text and child.text.strip():
            yield child.tag, child.text


def _has_c2pa(image: Image.Image) -> bool:
    segments = [content for name, content in getattr(image, "applist", ()) if name == "APP11"]
    chunks = [chunk[1] for chunk in getattr(image, "private_chunks", ()) if chunk[0] == b"caBX"]
    return any(b"jumb" in box[:_HEAD] and b"c2pa" in box[:_HEAD] for box in segments + chunks)

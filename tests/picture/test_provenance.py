"""Which document a file says that it was made from, in all ways in which XMP writes it."""

import struct
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from lookalike.picture.metadata import read_metadata, read_statement_of_origin
from lookalike.picture.provenance import Provenance

HEAD = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#"
 xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#">"""
TAIL = "</rdf:RDF></x:xmpmeta>"
WAYS = {
    "attributes": """<rdf:Description rdf:about="" xmpMM:DocumentID="xmp.did:2"
 xmpMM:OriginalDocumentID="xmp.did:1" xmpMM:InstanceID="xmp.iid:2"
 xmpMM:RenditionClass="screen">
 <xmpMM:DerivedFrom stRef:documentID="xmp.did:1" stRef:instanceID="xmp.iid:1"/>
 <xmpMM:History><rdf:Seq><rdf:li stEvt:action="created" stEvt:softwareAgent="Scanner 1"/>
 <rdf:li stEvt:action="saved" stEvt:softwareAgent="Darkroom 3"/></rdf:Seq></xmpMM:History>
 </rdf:Description>""",
    "nodes": """<rdf:Description rdf:about=""><xmpMM:DocumentID>xmp.did:2</xmpMM:DocumentID>
 <xmpMM:OriginalDocumentID>xmp.did:1</xmpMM:OriginalDocumentID>
 <xmpMM:InstanceID>xmp.iid:2</xmpMM:InstanceID>
 <xmpMM:RenditionClass>screen</xmpMM:RenditionClass>
 <xmpMM:DerivedFrom rdf:parseType="Resource"><stRef:documentID>xmp.did:1</stRef:documentID>
 <stRef:instanceID>xmp.iid:1</stRef:instanceID></xmpMM:DerivedFrom>
 <xmpMM:History><rdf:Seq><rdf:li rdf:parseType="Resource"><stEvt:action>created</stEvt:action>
 <stEvt:softwareAgent>Scanner 1</stEvt:softwareAgent></rdf:li><rdf:li rdf:parseType="Resource">
 <stEvt:softwareAgent>Darkroom 3</stEvt:softwareAgent></rdf:li></rdf:Seq></xmpMM:History>
 </rdf:Description>""",
    "descriptions": """<rdf:Description rdf:about="" xmpMM:DocumentID="xmp.did:2"
 xmpMM:OriginalDocumentID="xmp.did:1" xmpMM:InstanceID="xmp.iid:2"
 xmpMM:RenditionClass="screen"/>
 <rdf:Description rdf:about=""><xmpMM:DerivedFrom><rdf:Description stRef:documentID="xmp.did:1"
 stRef:instanceID="xmp.iid:1"/></xmpMM:DerivedFrom><xmpMM:History><rdf:Seq><rdf:li>
 <rdf:Description stEvt:softwareAgent="Scanner 1"/></rdf:li><rdf:li>
 <rdf:Description stEvt:softwareAgent="Darkroom 3"/></rdf:li></rdf:Seq></xmpMM:History>
 </rdf:Description>""",
}
SAID = Provenance(
    document_id="xmp.did:2",
    original_document_id="xmp.did:1",
    instance_id="xmp.iid:2",
    derived_from_document_id="xmp.did:1",
    derived_from_instance_id="xmp.iid:1",
    history_steps=2,
    last_software="Darkroom 3",
    rendition_class="screen",
)
MANIFEST = b"\0\0\0\x40jumb\0\0\0\x1ejumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03c2pa\0"


def picture() -> Image.Image:
    return Image.new("RGB", (20, 20), "grey")


def read(path: Path) -> Provenance:
    with Image.open(path) as image:
        image.load()
        found = read_statement_of_origin(image)
        assert read_metadata(image).other.get("provenance", {}) == found.said()
    return found


@pytest.mark.parametrize("way", list(WAYS))
def test_ids_and_history(tmp_path: Path, way: str) -> None:
    picture().save(tmp_path / "a.jpg", xmp=(HEAD + WAYS[way] + TAIL).encode())
    assert read(tmp_path / "a.jpg") == SAID


def test_ids_of_ingredients_are_not_those_of_the_file(tmp_path: Path) -> None:
    packet = f"""{HEAD}<rdf:Description rdf:about=""><xmpMM:Pantry><rdf:Bag><rdf:li>
 <rdf:Description xmpMM:DocumentID="xmp.did:7"/></rdf:li></rdf:Bag></xmpMM:Pantry>
 </rdf:Description>{TAIL}"""
    picture().save(tmp_path / "a.jpg", xmp=packet.encode())
    assert read(tmp_path / "a.jpg") == Provenance()


def test_a_file_that_says_nothing(tmp_path: Path) -> None:
    picture().save(tmp_path / "a.png")
    assert read(tmp_path / "a.png") == Provenance()
    picture().save(tmp_path / "a.jpg", xmp=b"<broken")
    assert read(tmp_path / "a.jpg") == Provenance()


def test_a_manifest_of_c2pa_in_a_jpeg(tmp_path: Path) -> None:
    picture().save(tmp_path / "a.jpg")
    content = (tmp_path / "a.jpg").read_bytes()
    for box, holds in ((MANIFEST, True), (MANIFEST.replace(b"c2pa", b"exif"), None)):
        segment = b"JP\0\x01\0\0\0\x01" + box
        marked = b"\xff\xeb" + struct.pack(">H", len(segment) + 2) + segment
        (tmp_path / "b.jpg").write_bytes(content[:2] + marked + content[2:])
        assert read(tmp_path / "b.jpg").has_c2pa is holds


def test_a_manifest_of_c2pa_in_a_png(tmp_path: Path) -> None:
    text = PngInfo()
    text.add(b"caBX", MANIFEST)
    picture().save(tmp_path / "a.png", pnginfo=text)
    assert read(tmp_path / "a.png") == Provenance(has_c2pa=True)

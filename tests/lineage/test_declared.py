"""What XMP and collections say about the original, beside the pixels."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from lineage.made import scene
from lookalike.lineage.cluster import Lineage, Tracer
from lookalike.lineage.declared import find_sources, is_said_to_derive, prefer
from lookalike.lineage.member import Coding, Member, read_member
from lookalike.lineage.traces import trace_file
from lookalike.picture.provenance import Provenance

LOSSLESS = Coding("PNG", is_lossless=True)


def stated(**ids: str) -> Member:
    """A member with nothing but its XMP."""
    return Member(0, "", np.zeros((8, 8, 3), np.uint8), LOSSLESS, Provenance(**ids))


def xmp(document: str, instance: str, source: str | None = None) -> bytes:
    derived = f'<xmpMM:DerivedFrom stRef:documentID="{source}"/>' if source else ""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"'
        ' xmlns:stRef="http://ns.adobe.com/xap/1.0/sType/ResourceRef#">'
        f'<rdf:Description rdf:about="" xmpMM:DocumentID="{document}"'
        f' xmpMM:InstanceID="{instance}">{derived}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


def trace(folder: Path, holds: dict[str, str | None]) -> Lineage:
    """The lineage of the named files, each in a collection that holds what is said."""
    members = [
        read_member(number, name, str(folder), name, None, holds[name])
        for number, name in enumerate(sorted(holds))
    ]
    return Tracer(members, {one.image_id: trace_file(one) for one in members}).trace()


def test_a_file_is_named_by_its_instance_or_its_document() -> None:
    members = [
        stated(document_id="doc:1", instance_id="iid:1"),
        stated(document_id="doc:2", instance_id="iid:2", derived_from_document_id="doc:1"),
        stated(document_id="doc:3", derived_from_instance_id="iid:2"),
        stated(derived_from_document_id="doc:9"),
    ]
    assert find_sources(members) == {1: 0, 2: 1}


def test_ids_that_were_copied_name_nobody() -> None:
    copied = {"document_id": "doc:2", "instance_id": "iid:2", "derived_from_document_id": "doc:1"}
    twice = [stated(document_id="doc:1"), stated(**copied), stated(**copied)]
    assert find_sources(twice) == {}
    shared = [stated(document_id="doc:1"), stated(document_id="doc:1"),
              stated(derived_from_document_id="doc:1")]  # fmt: skip
    assert find_sources(shared) == {}


@pytest.mark.parametrize(
    ("ids", "holds"),
    [
        ({}, False),
        ({"document_id": "a"}, False),
        ({"document_id": "a", "original_document_id": "a"}, False),
        ({"original_document_id": "a"}, False),
        ({"document_id": "a", "original_document_id": "b"}, True),
        ({"derived_from_instance_id": "b"}, True),
    ],
)
def test_a_file_says_that_it_was_derived(ids: dict[str, str], holds: bool) -> None:
    assert is_said_to_derive(stated(**ids)) is holds


@pytest.mark.parametrize(
    ("holds", "preferred"),
    [
        ((None, None), None),
        (("masters", None), 0),
        ((None, "derivatives"), 0),
        (("derivatives", "masters"), 1),
        (("masters", "masters"), None),
        (("masters",), 0),
        ((None,), None),
        (("derivatives",), None),
    ],
)
def test_declarations_point_to_one_candidate(
    holds: tuple[str | None, ...], preferred: int | None
) -> None:
    members = [stated() for _ in holds]
    for member, held in zip(members, holds, strict=True):
        member.holds = held
    assert prefer(members, range(len(members))) == preferred


def siblings(folder: Path) -> None:
    """Two copies of an image that is not there, of which the pixels do not show which was first."""
    lost = scene(2)
    lost.save(folder / "a.jpg", quality=84)
    lost.save(folder / "b.jpg", quality=80)


@pytest.mark.parametrize("master", ["a.jpg", "b.jpg"])
def test_a_declared_master_is_root_where_the_pixels_leave_it_open(
    tmp_path: Path, master: str
) -> None:
    siblings(tmp_path)
    undeclared = trace(tmp_path, {"a.jpg": None, "b.jpg": None})
    assert not undeclared.is_certain
    found = trace(tmp_path, {"a.jpg": None, "b.jpg": None, master: "masters"})
    assert found.is_certain
    assert found.root == "ab".index(master[0])
    assert "holds masters" in found.origins[found.root].evidence


def test_what_is_altered_is_no_certain_root_in_a_collection_of_masters(tmp_path: Path) -> None:
    scene(1).save(tmp_path / "original.jpg", quality=92)
    source = Image.open(tmp_path / "original.jpg")
    source.save(tmp_path / "q60.jpg", quality=60)
    source.convert("L").save(tmp_path / "grey.jpg", quality=85)
    ImageOps.expand(source, 40, "white").save(tmp_path / "framed.png")
    names = ["framed.png", "grey.jpg", "original.jpg", "q60.jpg"]
    found = trace(tmp_path, {**dict.fromkeys(names), "grey.jpg": "masters"})
    assert (found.root, found.is_certain) == (2, True)


def test_the_root_is_not_certain_in_a_collection_of_derivatives(tmp_path: Path) -> None:
    scene(1).save(tmp_path / "a.jpg", quality=92)
    Image.open(tmp_path / "a.jpg").save(tmp_path / "b.jpg", quality=60)
    assert trace(tmp_path, {"a.jpg": None, "b.jpg": None}).is_certain
    found = trace(tmp_path, {"a.jpg": "derivatives", "b.jpg": "derivatives"})
    assert not found.is_certain
    assert "holds derivatives" in found.origins[found.root].evidence


@pytest.mark.parametrize("parent", ["a", "b"])
def test_xmp_names_the_parent_where_the_pixels_leave_it_open(tmp_path: Path, parent: str) -> None:
    lost = scene(2)
    child = "b" if parent == "a" else "a"
    lost.save(tmp_path / f"{parent}.jpg", quality=82, xmp=xmp("doc:1", "iid:1"))
    lost.save(tmp_path / f"{child}.jpg", quality=82 - 2, xmp=xmp("doc:2", "iid:2", "doc:1"))
    found = trace(tmp_path, {"a.jpg": None, "b.jpg": None})
    assert found.is_certain
    assert found.root == "ab".index(parent)
    assert "its XMP says that it derives from it" in found.origins[1 - found.root].evidence


def test_xmp_does_not_outvote_an_exact_prediction(tmp_path: Path) -> None:
    picture = scene(1)
    picture.save(tmp_path / "a.jpg", quality=92, xmp=xmp("doc:2", "iid:2", "doc:1"))
    Image.open(tmp_path / "a.jpg").save(tmp_path / "b.jpg", quality=60, xmp=xmp("doc:1", "iid:1"))
    found = trace(tmp_path, {"a.jpg": None, "b.jpg": None})
    assert found.root == 0
    assert found.origins[1].parent == 0
    assert not found.is_certain


def test_a_root_that_was_made_from_another_document_is_not_certain(tmp_path: Path) -> None:
    scene(1).save(tmp_path / "a.jpg", quality=92, xmp=xmp("doc:2", "iid:2", "doc:1"))
    Image.open(tmp_path / "a.jpg").save(tmp_path / "b.jpg", quality=60)
    found = trace(tmp_path, {"a.jpg": None, "b.jpg": None})
    assert (found.root, found.is_certain) == (0, False)
    assert "another document" in found.origins[0].evidence
    declared = trace(tmp_path, {"a.jpg": "masters", "b.jpg": None})
    assert (declared.root, declared.is_certain) == (0, True)

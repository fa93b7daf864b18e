"""What files say about themselves, in three vocabularies, and with much of it broken."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from lookalike.picture.metadata import Metadata, read_metadata

pytestmark = pytest.mark.filterwarnings("ignore")

MAKE, MODEL, SOFTWARE, ARTIST, COPYRIGHT, DESCRIPTION = 271, 272, 305, 315, 33432, 270
EXIF, ORIGINAL, DIGITIZED, OFFSET = 0x8769, 36867, 36868, 36881

PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<rdf:Description rdf:about="" photoshop:Credit="City Archive" xmp:CreatorTool="Darkroom 3"
  xmpRights:WebStatement="https://example.org/rights"
  photoshop:DateCreated="1931-07-02T10:00:00+02:00">
 <dc:creator><rdf:Seq><rdf:li>Ada Example</rdf:li><rdf:li>Bob Example</rdf:li></rdf:Seq>
 </dc:creator>
 <dc:rights><rdf:Alt><rdf:li xml:lang="de">gemeinfrei</rdf:li>
  <rdf:li xml:lang="x-default">public domain</rdf:li></rdf:Alt></dc:rights>
 <xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Free to use</rdf:li></rdf:Alt>
 </xmpRights:UsageTerms>
 <dc:title><rdf:Alt><rdf:li xml:lang="x-default">The bridge</rdf:li></rdf:Alt></dc:title>
 <dc:subject><rdf:Bag><rdf:li>bridge</rdf:li><rdf:li>river</rdf:li></rdf:Bag></dc:subject>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def read(path: Path) -> Metadata:
    with Image.open(path) as image:
        image.load()
        return read_metadata(image)


def save(folder: Path, suffix: str, exif: dict[int, Any] | None = None, **options: Any) -> Path:
    tags = Image.Exif()
    for tag, value in (exif or {}).items():
        if tag in (ORIGINAL, DIGITIZED, OFFSET):
            tags.get_ifd(EXIF)[tag] = value
        else:
            tags[tag] = value
    path = folder / f"a.{suffix}"
    Image.new("RGB", (8, 8), "red").save(path, exif=tags.tobytes(), **options)
    return path


def with_iptc(path: Path, datasets: dict[int, list[bytes]]) -> Path:
    """Put IPTC-IIM into a JPEG file, in the Photoshop block where programs keep it."""
    record = b"".join(
        b"\x1c\x02" + bytes([number]) + len(value).to_bytes(2) + value
        for number, values in datasets.items()
        for value in values
    )
    block = b"8BIM\x04\x04\0\0" + len(record).to_bytes(4) + record + b"\0" * (len(record) % 2)
    segment = b"Photoshop 3.0\0" + block
    data = path.read_bytes()
    path.write_bytes(data[:2] + b"\xff\xed" + (len(segment) + 2).to_bytes(2) + segment + data[2:])
    return path


def test_a_file_that_says_nothing(tmp_path: Path) -> None:
    for suffix in ("jpg", "png", "gif", "bmp", "webp"):
        path = tmp_path / f"a.{suffix}"
        Image.new("RGB", (8, 8)).save(path)
        assert read(path) == Metadata(other=read(path).other)
        assert set(read(path).other) <= {"dpi"}


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif", "webp", "avif"])
def test_exif(tmp_path: Path, suffix: str) -> None:
    path = save(
        tmp_path,
        suffix,
        {
            MAKE: "Canon",
            MODEL: "Canon EOS 5D",
            SOFTWARE: "Darkroom",
            ARTIST: "Ada Example",
            COPYRIGHT: "(c) Example",
            DESCRIPTION: "A bridge",
            ORIGINAL: "2019:05:06 07:08:09",
            OFFSET: "+02:00",
        },
    )
    found = read(path)
    assert found.captured_at == datetime(2019, 5, 6, 5, 8, 9, tzinfo=UTC)
    assert found.camera == "Canon EOS 5D"  # the maker is not said twice
    assert found.software == "Darkroom"
    assert found.creator == "Ada Example"
    assert found.copyright_notice == "(c) Example"
    assert found.other["description"] == "A bridge"


@pytest.mark.parametrize(
    ("description", "kept"),
    [
        ("A bridge", "A bridge"),
        ("The first digital camera of the town", "The first digital camera of the town"),
        ("OLYMPUS DIGITAL CAMERA         ", None),
        ("SONY DSC", None),
        ("ImageJ=1.53t", None),
        ('{"shape": [800, 1200, 3]}', None),
    ],
)
def test_a_description_by_a_machine_is_none(
    tmp_path: Path, description: str, kept: str | None
) -> None:
    found = read(save(tmp_path, "jpg", {DESCRIPTION: description}))
    assert found.other.get("description") == kept


@pytest.mark.parametrize(
    ("exif", "when"),
    [
        ({ORIGINAL: "1999:12:31 23:59:59"}, datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ({DIGITIZED: "2001:01:02 03:04:05"}, datetime(2001, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (
            {ORIGINAL: "0000:00:00 00:00:00", DIGITIZED: "2001:01:02 03:04:05"},
            datetime(2001, 1, 2, 3, 4, 5, tzinfo=UTC),
        ),
        (
            {ORIGINAL: "1999:12:31 23:59:59", OFFSET: "nonsense"},
            datetime(1999, 12, 31, 23, 59, 59, tzinfo=UTC),
        ),
        ({ORIGINAL: "0001:01:01 00:00:00", OFFSET: "+14:00"}, None),
        ({ORIGINAL: "yesterday"}, None),
        # A clock that nobody set; the next date may be true.
        ({ORIGINAL: "1970:01:01 00:00:00"}, None),
        ({ORIGINAL: "1980:01:01 00:02:17"}, None),
        ({ORIGINAL: "2000:01:01 00:00:00"}, None),
        ({ORIGINAL: "2000:01:01 00:00:00", OFFSET: "+02:00"}, None),
        ({ORIGINAL: "2000:01:01 00:00:01"}, datetime(2000, 1, 1, 0, 0, 1, tzinfo=UTC)),
        (
            {ORIGINAL: "1970:01:01 01:00:00", DIGITIZED: "2001:01:02 03:04:05"},
            datetime(2001, 1, 2, 3, 4, 5, tzinfo=UTC),
        ),
        ({306: "2005:05:05 05:05:05"}, None),  # of the last change, not of the picture
    ],
)
def test_capture_time(tmp_path: Path, exif: dict[int, str], when: datetime | None) -> None:
    assert read(save(tmp_path, "jpg", exif)).captured_at == when


def test_text_in_utf8_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = save(tmp_path, "jpg", {ARTIST: "Zoee AAngel"})  # Pillow itself writes ASCII only
    path.write_bytes(path.read_bytes().replace(b"Zoee AAngel", "Zoë Ángel".encode()))
    assert read(path).creator == "Zoë Ángel"


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "avif", "tif"])
def test_xmp(tmp_path: Path, suffix: str) -> None:
    packet = PACKET.encode()
    if suffix == "tif":
        path = save(tmp_path, suffix, {700: packet})
    elif suffix == "png":
        text = PngInfo()
        text.add_itxt("XML:com.adobe.xmp", PACKET)
        path = save(tmp_path, suffix, pnginfo=text)
    else:
        path = save(tmp_path, suffix, xmp=packet)
    found = read(path)
    assert found.creator == "Ada Example; Bob Example"
    assert found.copyright_notice == "public domain"
    assert found.credit_line == "City Archive"
    assert found.usage_terms == "Free to use"
    assert found.rights_url == "https://example.org/rights"
    assert found.software == "Darkroom 3"
    assert found.captured_at == datetime(1931, 7, 2, 8, tzinfo=UTC)
    assert found.other["title"] == "The bridge"
    assert found.other["keywords"] == ["bridge", "river"]


def test_iptc(tmp_path: Path) -> None:
    path = with_iptc(
        save(tmp_path, "jpg"),
        {
            80: ["Zoë".encode()],
            110: [b"Caf\xe9 Press"],  # Latin-1, as old programs wrote it
            116: [b"(c) 1987"],
            25: [b"one", b"two"],
            105: [b"A headline"],
            120: [b"A caption"],
        },
    )
    found = read(path)
    assert found.creator == "Zoë"
    assert found.credit_line == "Café Press"
    assert found.copyright_notice == "(c) 1987"
    assert found.other["keywords"] == ["one", "two"]
    assert found.other["headline"] == "A headline"
    assert found.other["description"] == "A caption"


def test_xmp_is_believed_before_iptc_and_that_before_exif(tmp_path: Path) -> None:
    exif = {ARTIST: "of EXIF", COPYRIGHT: "of EXIF"}
    iptc = {80: [b"of IPTC"], 116: [b"of IPTC"]}
    assert read(save(tmp_path, "jpg", exif)).creator == "of EXIF"
    assert read(with_iptc(save(tmp_path, "jpg", exif), iptc)).creator == "of IPTC"
    all_three = with_iptc(save(tmp_path, "jpg", exif, xmp=PACKET.encode()), iptc)
    assert read(all_three).creator == "Ada Example; Bob Example"


BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>"""


@pytest.mark.parametrize(
    "packet",
    [b"", b"<", b"\xff\xfe\0", BOMB, PACKET.encode()[:500], b"x" * (5 * 2**20)],
    ids=["empty", "cut", "not text", "entities", "half", "too long"],
)
def test_broken_xmp_costs_nothing_else(tmp_path: Path, packet: bytes) -> None:
    path = tmp_path / "a.webp"
    exif = Image.Exif()
    exif[ARTIST] = "Ada Example"
    Image.new("RGB", (8, 8)).save(path, exif=exif, xmp=packet)
    assert read(path).creator == "Ada Example"


def test_broken_exif_and_iptc_cost_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("RGB", (8, 8)).save(path, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\xffgarbage")
    assert read(path).creator is None
    broken = with_iptc(save(tmp_path, "jpg"), {80: [b"Ada"]})
    broken.write_bytes(broken.read_bytes().replace(b"\x1c\x02P\0\x03Ada", b"\x1c\x02P\xff\xffAda"))
    assert read(broken).camera is None


def test_all_text_can_be_stored_and_is_bounded(tmp_path: Path) -> None:
    long = "x" * 30_000
    iptc = {25: [b"k" * 900] * 150, 120: [b"nul \0 here"]}
    path = with_iptc(save(tmp_path, "jpg", {ARTIST: long, SOFTWARE: "a\0b\x07c"}), {120: iptc[120]})
    found = read(path)
    assert len(found.creator or "") == 2000
    assert (found.creator or "").endswith("x…")
    assert "\0" not in f"{found.software}{found.other}"
    assert found.other["description"] == "nul  here"
    many = with_iptc(save(tmp_path, "jpg"), {25: [b"k" * 300] * 150})
    keywords = read(many).other["keywords"]
    assert isinstance(keywords, list)
    assert (len(keywords), {len(str(word)) for word in keywords}) == (100, {200})


def test_resolution(tmp_path: Path) -> None:
    assert read(save(tmp_path, "jpg", dpi=(300, 300))).other["dpi"] == [300.0, 300.0]
    assert "dpi" not in read(save(tmp_path, "jpg", dpi=(1, 1))).other


GPS, USER_COMMENT = 0x8825, 0x9286
A_PLACE = {1: "N", 2: (48.0, 8.0, 38.0), 3: "E", 4: (17.0, 6.0, 35.0)}


def save_with(folder: Path, suffix: str, directory: int, tags: dict[int, Any]) -> Path:
    exif = Image.Exif()
    exif.get_ifd(directory).update(tags)
    path = folder / f"a.{suffix}"
    Image.new("RGB", (8, 8), "red").save(path, exif=exif.tobytes())
    return path


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "avif", "tif"])
def test_location_in_every_format(tmp_path: Path, suffix: str) -> None:
    found = read(save_with(tmp_path, suffix, GPS, A_PLACE)).other
    assert found["location"] == "48.14389, 17.10972"


@pytest.mark.parametrize(
    ("tags", "location"),
    [
        ({1: "S", 3: "W"}, "-48.14389, -17.10972"),
        ({2: (48.0, 30.0, 0.0), 4: (0.0, 0.0, 0.0), 3: "W"}, "48.50000, 0.00000"),
        ({2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)}, None),  # a receiver without a position
        ({2: (99.0, 0.0, 0.0)}, None),
        ({2: ()}, None),
    ],
)
def test_location(tmp_path: Path, tags: dict[int, Any], location: str | None) -> None:
    found = read(save_with(tmp_path, "jpg", GPS, A_PLACE | tags)).other
    assert found.get("location") == location


def test_a_position_without_numbers_is_none(tmp_path: Path) -> None:
    path = save_with(tmp_path, "jpg", GPS, A_PLACE)
    number = (48).to_bytes(4, "little") + (1).to_bytes(4, "little")
    assert path.read_bytes().count(number) == 1
    path.write_bytes(path.read_bytes().replace(number, bytes(8)))
    assert "location" not in read(path).other


def test_half_a_position_is_none(tmp_path: Path) -> None:
    half = {1: "N", 2: A_PLACE[2]}
    assert "location" not in read(save_with(tmp_path, "jpg", GPS, half)).other


@pytest.mark.parametrize(
    ("raw", "comment"),
    [
        (b"ASCII\0\0\0Box 3\0\0", "Box 3"),
        (b"\0" * 8 + "Zoë".encode(), "Zoë"),
        (b"UNICODE\0" + "Zoë".encode("utf-16-le"), "Zoë"),
        (b"UNICODE\0" + "Zoë".encode("utf-16-be"), "Zoë"),
        (b"JIS\0\0\0\0\0" + "日本".encode("iso2022_jp"), "日本"),
        (b"Found in a box", "Found in a box"),
        (b"ASCII\0\0\0" + b" " * 90, None),
        (b"\0" * 30, None),
        (b"\0" * 8 + bytes(range(1, 200)), None),  # binary
        (b"ASCII\0\0\0Screenshot", None),
    ],
)
def test_comment_of_exif(tmp_path: Path, raw: bytes, comment: str | None) -> None:
    found = read(save_with(tmp_path, "jpg", EXIF, {USER_COMMENT: raw})).other
    assert found.get("comment") == comment


@pytest.mark.parametrize("suffix", ["jpg", "gif", "jp2"])
def test_comment_of_the_format(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    Image.new("RGB", (8, 8)).save(path, comment="Zoë, box 3".encode())
    assert read(path).other["comment"] == "Zoë, box 3"


def test_comment_of_png(tmp_path: Path) -> None:
    text = PngInfo()
    text.add_text("Comment", "Box 3")
    assert read(save(tmp_path, "png", pnginfo=text)).other["comment"] == "Box 3"


@pytest.mark.parametrize(
    ("of_format", "comment"),
    [
        (b"Box 3", "Box 3"),
        (b"Row 2", "Row 2\nBox 3"),
        (b"Created with GIMP", "Box 3"),
    ],
)
def test_comments_in_two_places(tmp_path: Path, of_format: bytes, comment: str) -> None:
    exif = {EXIF: {USER_COMMENT: b"ASCII\0\0\0Box 3"}}
    assert read(save(tmp_path, "jpg", exif, comment=of_format)).other["comment"] == comment


def test_all_comments_of_people_count(tmp_path: Path) -> None:
    path = save(tmp_path, "jpg", comment=b"Created with GIMP")
    data = path.read_bytes()
    first = b"".join(
        b"\xff\xfe" + (len(text) + 2).to_bytes(2) + text for text in (b"Box 3", b"Row 2")
    )
    path.write_bytes(data[:2] + first + data[2:])
    assert read(path).other["comment"] == "Box 3\nRow 2"


@pytest.mark.parametrize(
    "comment",
    [
        b"CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90",
        b"Created with The GIMP",
        b"LEAD Technologies Inc. V1.01",
        b"Lavc58.54.100",
    ],
)
def test_a_comment_by_a_program_is_none(tmp_path: Path, comment: bytes) -> None:
    assert "comment" not in read(save(tmp_path, "jpg", comment=comment)).other

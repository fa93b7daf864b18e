"""The metadata of a file: when and with what it was taken, and who may use it how.

Three vocabularies say the same things; XMP is believed before IPTC-IIM, and that before EXIF
and PNG text. Whatever is broken is left out: metadata never costs the audit an image.
"""

import math
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from xml.etree.ElementTree import Element  # the type only

from defusedxml import ElementTree
from PIL import Image, IptcImagePlugin
from PIL.ExifTags import IFD, Base

from lookalike.picture.colour import profile_name
from lookalike.picture.comment import read_comments, read_user_comment
from lookalike.picture.location import read_location
from lookalike.picture.provenance import Provenance, read_provenance
from lookalike.picture.text import clean, decoded

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

_LONGEST_XMP = 4 * 2**20  # bytes; real packets are some kilobytes
_MOST_KEYWORDS = 100

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
_RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_EXIF = "{http://ns.adobe.com/exif/1.0/}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

# Record 2 of IPTC-IIM, by dataset number.
_TITLE, _KEYWORDS, _CREATOR, _HEADLINE = 5, 25, 80, 105
_CREDIT, _COPYRIGHT, _CAPTION = 110, 116, 120

# Where the clock of a camera or a scanner begins before anybody sets it.
_DEFAULT_DAYS = frozenset(date(year, 1, 1) for year in (1, 1970, 1980))
_DEFAULT_MOMENT = datetime(2000, 1, 1)  # that day by itself is a real one
# Descriptions and comments that cameras and programs write by themselves.
_BY_MACHINE = re.compile(
    r'\{"shape": |ImageJ=|DCIM\\|SONY DSC$|[\w ]+ DIGITAL (STILL )?CAMERA$'
    r"|(CREATOR: |Created with |Made with )?(The )?(gd-jpeg|GIMP|XV Version|ImageMagick)\b"
    r"|File written by Adobe Photoshop|LEAD Technologies|Intel\(R\) JPEG|AppleMark|Lavc\d"
    r"|Optimized by JPEGmini|Screenshot$",
    re.IGNORECASE,
)
_OF_PIXELS = ("icc_profile", "dpi")  # what only the frame itself can say

_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The named fields are columns of the archive; `other` is kept as JSON."""

    captured_at: datetime | None = None
    camera: str | None = None
    software: str | None = None
    creator: str | None = None
    copyright_notice: str | None = None
    credit_line: str | None = None
    usage_terms: str | None = None
    rights_url: str | None = None
    other: dict[str, Json] = field(default_factory=dict)


_COLUMNS = tuple(one.name for one in fields(Metadata) if one.name != "other")


def read_metadata(image: Image.Image) -> Metadata:
    """Read what a loaded picture, as Pillow opened it, says about itself. Never raises."""
    exif = _attempt(lambda: _exif(image)) or {}
    iptc = _attempt(lambda: _iptc(image)) or {}
    packet = _attempt(lambda: _xmp_packet(image))
    xmp = (_attempt(lambda: _xmp(packet)) if packet is not None else None) or {}
    provenance = _attempt(lambda: read_provenance(image, packet)) or Provenance()
    text = {str(key): value for key, value in image.info.items() if isinstance(value, str)}
    if not (exif or iptc or xmp or text):
        return Metadata(other=_other(image, exif, iptc, xmp, text, provenance))

    def first(*found: str | None) -> str | None:
        return next((value for value in found if value), None)

    make, model = exif.get(Base.Make), exif.get(Base.Model)
    if make and model and model.lower().startswith(make.split()[0].lower()):
        make = None
    return Metadata(
        captured_at=_captured_at(exif, xmp),
        camera=_line(" ".join(part for part in (make, model) if part)),
        software=_line(
            first(exif.get(Base.Software), _joined(xmp, _XMP, "CreatorTool"), text.get("Software"))
        ),
        creator=first(
            _joined(xmp, _DC, "creator"),
            "; ".join(iptc.get(_CREATOR, ())),
            exif.get(Base.Artist),
            _line(text.get("Author")),
        ),
        copyright_notice=first(
            _joined(xmp, _DC, "rights"),
            "; ".join(iptc.get(_COPYRIGHT, ())),
            exif.get(Base.Copyright),
            _line(text.get("Copyright")),
        ),
        credit_line=first(_joined(xmp, _PHOTOSHOP, "Credit"), "; ".join(iptc.get(_CREDIT, ()))),
        usage_terms=_joined(xmp, _RIGHTS, "UsageTerms"),
        rights_url=_joined(xmp, _RIGHTS, "WebStatement"),
        other=_other(image, exif, iptc, xmp, text, provenance),
    )


def complete(metadata: Metadata, of_file: Metadata) -> Metadata:
    """Fill what a frame does not say from what the first directory of its file says."""
    own = {name: value for name in _COLUMNS if (value := getattr(metadata, name))}
    rest = {name: value for name, value in of_file.other.items() if name not in _OF_PIXELS}
    return replace(of_file, **own, other=rest | metadata.other)


def _other(
    image: Image.Image,
    exif: dict[int, str],
    iptc: dict[int, list[str]],
    xmp: dict[str, list[str]],
    text: dict[str, str],
    provenance: Provenance,
) -> dict[str, Json]:
    keywords = xmp.get(f"{_DC}subject") or iptc.get(_KEYWORDS) or []
    found: dict[str, Json] = {
        "title": _joined(xmp, _DC, "title")
        or "; ".join(iptc.get(_TITLE, ()))
        or _line(text.get("Title")),
        "headline": _joined(xmp, _PHOTOSHOP, "Headline") or "; ".join(iptc.get(_HEADLINE, ())),
        "description": _joined(xmp, _DC, "description")
        or "\n".join(iptc.get(_CAPTION, ()))
        or _by_people(exif.get(Base.ImageDescription))
        or _line(text.get("Description")),
        "keywords": [word[:200] for word in keywords[:_MOST_KEYWORDS]],
        "location": _attempt(lambda: read_location(image)),
        "comment": _comment(image, text),
        "icc_profile": _line(profile_name(image.info.get("icc_profile"))),
        "dpi": _attempt(lambda: _resolution(image.info.get("dpi"))),
        "provenance": dict(provenance.said()),
    }
    return {name: value for name, value in found.items() if value}


def _by_people(description: str | None) -> str | None:
    return None if description and _BY_MACHINE.match(description) else description


def _comment(image: Image.Image, text: dict[str, str]) -> str | None:
    comments = [
        *(_attempt(lambda: read_comments(image)) or []),
        text.get("Comment"),
        _attempt(lambda: read_user_comment(image)),
    ]
    # Many programs write one comment into several places.
    lines = dict.fromkeys(line for one in comments if (line := _by_people(_line(one))))
    return _line("\n".join(lines))


def _resolution(dpi: Any) -> list[Json]:
    sides = [round(float(side), 2) for side in dpi]
    # Without a unit, many files say 1, which only means square pixels.
    return [side for side in sides if math.isfinite(side)] if min(sides) > 1 else []


def _exif(image: Image.Image) -> dict[int, str]:
    """Text tags of the main and the camera's directory, by number."""
    tags = image.getexif()
    if not tags:
        return {}
    merged = {**tags.get_ifd(IFD.Exif), **tags}
    found = ((int(tag), _exif_text(value)) for tag, value in merged.items())
    return {tag: value for tag, value in found if value}


def _exif_text(value: object) -> str | None:
    if isinstance(value, bytes):
        return _line(decoded(value)) if len(value) < 10_000 else None
    if not isinstance(value, str):
        return None
    with suppress(UnicodeError):  # Pillow reads bytes as Latin-1; cameras and people write UTF-8
        value = value.encode("latin-1").decode("utf-8")
    return _line(value)


def _iptc(image: Image.Image) -> dict[int, list[str]]:
    """Datasets of record 2, by number, all values of each."""
    if "photoshop" not in image.info and image.format != "TIFF":
        return {}
    found: dict[int, list[str]] = {}
    for (record, dataset), raw in (IptcImagePlugin.getiptcinfo(image) or {}).items():  # type: ignore[arg-type]
        if record == 2:
            values = (_line(decoded(part)) for part in (raw if isinstance(raw, list) else [raw]))
            found[dataset] = [value for value in values if value]
    return found


def read_statement_of_origin(image: Image.Image) -> Provenance:
    """Read from which document the file of a loaded picture says that it was made. Never raises."""
    packet = _attempt(lambda: _xmp_packet(image))
    return _attempt(lambda: read_provenance(image, packet)) or Provenance()


def _xmp_packet(image: Image.Image) -> Element | None:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if not packet or len(packet) > _LONGEST_XMP:
        return None
    text = packet.rstrip(b"\0 ") if isinstance(packet, bytes) else packet
    return ElementTree.fromstring(text)  # type: ignore[no-any-return]


def _xmp(root: Element) -> dict[str, list[str]]:
    """Properties by qualified name; of a text in several languages the default one only."""
    found: dict[str, list[str]] = {}
    for description in root.iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            _add(found, name, [value])
        for node in description:
            _add(found, node.tag, _xmp_values(node))
    return found


def _xmp_values(node: Element) -> list[str | None]:
    items = [item for group in node for item in group if item.tag == f"{_RDF}li"]
    default = [item for item in items if item.get(_LANGUAGE) == "x-default"]
    if items:
        return [item.text for item in (default or items)]
    return [node.text or node.get(f"{_RDF}resource")]


def _add(found: dict[str, list[str]], name: str, values: Iterable[str | None]) -> None:
    lines = [line for line in map(_line, values) if line]
    if lines:
        found.setdefault(name, lines)


def _joined(xmp: dict[str, list[str]], space: str, name: str) -> str | None:
    return _line("; ".join(xmp.get(space + name, ())))


def _captured_at(exif: dict[int, str], xmp: dict[str, list[str]]) -> datetime | None:
    candidates = (
        (exif.get(Base.DateTimeOriginal), exif.get(Base.OffsetTimeOriginal)),
        (exif.get(Base.DateTimeDigitized), exif.get(Base.OffsetTimeDigitized)),
        (_joined(xmp, _EXIF, "DateTimeOriginal"), None),
        (_joined(xmp, _PHOTOSHOP, "DateCreated"), None),
    )
    for moment, offset in candidates:
        if moment and (when := _moment(moment, offset)):
            return when
    return None


def _moment(text: str, offset: str | None) -> datetime | None:
    """Read "2024:05:06 07:08:09" (EXIF) or ISO 8601 (XMP); UTC where no zone is given.

    The date of a clock that was never set is no date.
    """
    with suppress(ValueError, OverflowError):
        if text[4:5] == ":":
            text = text[:10].replace(":", "-") + "T" + text[11:19]
        when = datetime.fromisoformat(text)
        if when.tzinfo is None and offset:
            with suppress(ValueError):
                when = datetime.fromisoformat(when.isoformat() + offset.strip())
        if when.date() in _DEFAULT_DAYS or when.replace(tzinfo=None) == _DEFAULT_MOMENT:
            return None
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
    return None


def _line(text: str | None) -> str | None:
    return clean(text) if text else None


def _attempt(read: Callable[[], _Result]) -> _Result | None:
    try:
        return read()
    except Exception:
        return None

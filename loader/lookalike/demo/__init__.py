"""A realistic little archive, made in seconds, so that anyone can try Lookalike.

Same library versions, same bytes: nothing here is random, and no time of day is written.
"""

import io
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import skimage
from PIL import Image, ImageOps

from lookalike.demo.catalogue import catalogue
from lookalike.demo.holdings import (
    BACKED_UP,
    COURIER,
    LIBRARY,
    OLD_WEBSITE,
    PHONE,
    PHOTOGRAPHS,
    PRESS,
    README,
    THUMBNAILS,
    Photograph,
)
from lookalike.demo.metadata import Rights, exif, with_iptc, xmp
from lookalike.errors import LookalikeError

__all__ = ["SampleSummary", "make_demo"]


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """What was made: files in all, their bytes, and the photographs they are copies of."""

    folder: Path
    files: int
    byte_size: int
    photographs: int


def make_demo(folder: Path) -> SampleSummary:
    """Make the demo archive in `folder`, which must be empty or not there yet.

    Raises LookalikeError where the folder holds something, cannot be written, or the photographs
    are not installed.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        occupied = any(folder.iterdir())
    except OSError as error:
        raise LookalikeError(
            f'cannot make the demo archive in "{folder}"',
            detail=f"{error.strerror}.",
            hint="Name a folder that you may write to.",
        ) from error
    if occupied:
        raise LookalikeError(
            f'folder "{folder}" is not empty',
            detail="The demo archive goes only into an empty folder, so that nothing is"
            " overwritten.",
            hint="Name a new folder, for example: lookalike demo demo-archive",
        )
    archive = _Archive(folder)
    for photograph in PHOTOGRAPHS:
        _add_photograph(archive, photograph)
    _add_scans(archive)
    _add_incoming(archive)
    archive.write("catalogue.csv", catalogue(archive.catalogued), 2021)
    archive.write("readme.txt", README.encode(), 2021)
    return SampleSummary(folder, archive.files, archive.byte_size, len(PHOTOGRAPHS))


class _Archive:
    """Writes files with modification times that are the same on every run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files = 0
        self.byte_size = 0
        self.catalogued: dict[tuple[str, str], str] = {}  # (department, slug) -> path

    def write(self, path: str, content: bytes, year: int) -> None:
        target = self._folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        self.files += 1
        self.byte_size += len(content)
        modified = datetime(year, 6, 1, 8, tzinfo=UTC).timestamp() + 60 * self.files
        os.utime(target, (modified, modified))

    def catalogue(self, department: str, slug: str, path: str) -> None:
        self.catalogued[department, slug] = path


def _source(name: str) -> Path:
    """Find a photograph inside the installed wheel; nothing is downloaded."""
    path = Path(skimage.__file__).parent / "data" / name
    if not path.is_file():
        raise LookalikeError(
            f'the photograph "{name}" of scikit-image is not installed',
            detail=f'There is no file "{path}".',
            hint="Install scikit-image from its wheel: pip install --force-reinstall scikit-image",
        )
    return path


def _open(name: str) -> Image.Image:
    """Decode a photograph and forget what its file said about it."""
    with Image.open(_source(name)) as image:
        image.load()
        clean = image.copy()
    clean.info.clear()
    return clean


def _encode(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def _flat(image: Image.Image) -> Image.Image:
    """Lay transparency on white: JPEG has none."""
    if image.mode != "RGBA":
        return image
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image).convert("RGB")


def _fit(image: Image.Image, side: int) -> Image.Image:
    """Shrink so that the longer side has at most `side` pixels."""
    if max(image.size) <= side:
        return image
    return ImageOps.contain(image, (side, side), Image.Resampling.LANCZOS)


def _library_rights(photograph: Photograph) -> Rights:
    return Rights(
        photograph.creator,
        f"Public domain; digitised by {LIBRARY}",
        LIBRARY,
        "No known copyright; free for any use",
        "http://rightsstatements.org/vocab/NKC/1.0/",
    )


def _courier_rights(photograph: Photograph) -> Rights:
    return Rights(
        photograph.creator,
        f"© {photograph.captured[:4]} {COURIER}. All rights reserved.",
        f"{photograph.creator} / {COURIER}",
        "Editorial use only; no resale, no archiving",
        "http://rightsstatements.org/vocab/InC/1.0/",
    )


def _add_photograph(archive: _Archive, photograph: Photograph) -> None:
    """Write the master of one photograph and all its copies."""
    image = _open(photograph.source)
    flat = _flat(image)
    _add_masters(archive, photograph, image)
    _add_web(archive, photograph.slug, flat)
    if photograph.slug in PRESS:
        _add_press(archive, photograph, flat)
    if photograph.slug in OLD_WEBSITE:
        _add_old_website(archive, photograph.slug, flat)
    if photograph.slug in PHONE:
        _add_phone(archive, photograph, flat)


def _add_masters(archive: _Archive, photograph: Photograph, image: Image.Image) -> None:
    rights = _library_rights(photograph)
    tags = exif(
        camera=photograph.camera,
        captured=photograph.captured,
        software="Capture One 9",
        artist=photograph.creator,
        copyright_notice=rights.copyright_notice,
    )
    if photograph.master == "jpg":
        content = _source(photograph.source).read_bytes()
    elif photograph.master == "tif":
        tags[700] = xmp(rights)
        content = _encode(image, "TIFF", exif=tags)
    else:
        content = _encode(image, "PNG", exif=tags)
    name = f"{photograph.number} {photograph.slug}.{photograph.master}"
    archive.write(f"masters/{name}", content, 2013)
    archive.catalogue("masters", photograph.slug, f"masters/{name}")
    if photograph.slug in BACKED_UP:
        archive.write(f"Backup of masters/2016/{name}", content, 2016)


def _add_web(archive: _Archive, slug: str, image: Image.Image) -> None:
    gallery = exif(software="WebGallery 2.1")
    preview = _fit(image, 400)
    archive.write(f"web/{slug}-400.jpg", _encode(preview, "JPEG", quality=82, exif=gallery), 2014)
    if slug in THUMBNAILS:
        small = _encode(_fit(image, 120), "JPEG", quality=75)
        archive.write(f"web/thumbs/{slug}-120.jpg", small, 2014)
    if slug == "coffee":
        archive.write(f"web/{slug}.webp", _encode(image, "WEBP", quality=80), 2022)
    if slug == "rocket":
        # One thread: the encoder's bytes then do not hang on the machine.
        avif = _encode(image, "AVIF", quality=60, speed=8, max_threads=1)
        archive.write(f"web/{slug}.avif", avif, 2023)
    if slug == "horse":
        icon = _fit(image, 48).convert("P", palette=Image.Palette.ADAPTIVE, colors=16)
        archive.write("web/icons/horse.gif", _encode(icon, "GIF"), 2014)


def _add_press(archive: _Archive, photograph: Photograph, image: Image.Image) -> None:
    rights = _courier_rights(photograph)
    tags = exif(captured=photograph.captured, software="NewsDesk 4", artist=photograph.creator)
    plain = _encode(image, "JPEG", quality=92, exif=tags, xmp=xmp(rights))
    path = f"press/2016-04/{photograph.number}_{photograph.slug}_press.jpg"
    archive.write(path, with_iptc(plain, rights), 2016)
    archive.catalogue("press", photograph.slug, path)
    if photograph.slug == "astronaut":
        # The same picture to the last pixel, given out a second time under other terms.
        free = _library_rights(photograph)
        again = _encode(image, "JPEG", quality=92, exif=tags, xmp=xmp(free))
        archive.write("press/2019-11/astronaut (1).jpg", again, 2019)


def _add_old_website(archive: _Archive, slug: str, image: Image.Image) -> None:
    number = OLD_WEBSITE.index(slug) + 1
    grey = _encode(_fit(image.convert("L"), 320), "JPEG", quality=50)
    path = f"old-website/images/img{number:03}.jpg"
    archive.write(path, grey, 2003)
    archive.catalogue("old-website", slug, path)
    if slug == "cat":
        archive.write("old-website/images/Copy of img003.jpg", grey, 2003)


def _add_phone(archive: _Archive, photograph: Photograph, image: Image.Image) -> None:
    # The sensor lay on its side: the pixels are turned, and orientation 6 turns them back.
    turned = _fit(image, 480).transpose(Image.Transpose.ROTATE_90)
    stamp = f"20210512_1015{PHONE.index(photograph.slug):02}"
    tags = exif(camera=("Apple", "iPhone 11"), captured="2021:05:12 10:15:00", orientation=6)
    content = _encode(turned, "JPEG", quality=88, exif=tags)
    archive.write(f"phone/IMG_{stamp}.jpg", content, 2021)
    if photograph.slug == "coffee":
        archive.write("phone/Príloha č. 3 – Kaviareň U prístavu.jpg", content, 2021)


def _add_scans(archive: _Archive) -> None:
    """A box of pages: two blank ones are the same file, a third is another blank sheet."""
    box = "scans/Box 14/page {:02}.png"
    tags = exif(camera=("EPSON", "DS-50000"), software="ScanStation 3")
    blank = _encode(Image.new("L", (496, 702), 247), "PNG", exif=tags)
    shadow = Image.linear_gradient("L").resize((496, 702)).point(lambda value: 238 + value // 32)
    archive.write(box.format(1), _encode(_open("page.png"), "PNG", exif=tags), 2017)
    archive.write(box.format(2), blank, 2017)
    archive.write(box.format(3), _encode(_open("text.png"), "PNG", exif=tags), 2017)
    archive.write(box.format(4), blank, 2017)
    archive.write(box.format(5), _encode(shadow, "PNG", exif=tags), 2017)


def _add_incoming(archive: _Archive) -> None:
    """Uploads as they come: cut off, empty, misnamed, cropped, framed."""
    coffee, rocket, cat = (_open(name) for name in ("coffee.png", "rocket.jpg", "chelsea.png"))
    whole = _encode(coffee, "JPEG", quality=90)
    archive.write("incoming/coffee download.jpg", whole[: len(whole) * 3 // 5], 2020)
    archive.write("incoming/upload-0417.jpg", b"", 2020)
    archive.write("incoming/cat screenshot.jpg", _encode(_fit(cat, 300), "PNG"), 2020)
    page = b"<!doctype html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n"
    archive.write("incoming/coffee-large.jpg", page, 2020)
    cropped = rocket.crop((120, 20, 520, 400))
    archive.write("incoming/rocket cropped.jpg", _encode(cropped, "JPEG", quality=85), 2020)
    framed = ImageOps.expand(_fit(cat, 420), 24, "white")
    archive.write("incoming/cat framed.jpg", _encode(framed, "JPEG", quality=85), 2020)

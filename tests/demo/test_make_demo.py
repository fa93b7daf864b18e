"""the demo archive: the same each time, and as odd as it promises to be."""

import csv
import hashlib
from collections import defaultdict
from pathlib import Path

import pytest
import typer
from PIL import Image, ImageOps
from typer.testing import CliRunner

from lookalike.cli.demo import demo
from lookalike.demo import SampleSummary, make_demo
from lookalike.errors import LookalikeError
from lookalike.picture.metadata import Metadata, read_metadata


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SampleSummary:
    return make_demo(tmp_path_factory.mktemp("sample"))


def tree(folder: Path) -> dict[str, tuple[bytes, float]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime)
        for path in folder.rglob("*")
        if path.is_file()
    }


def metadata(path: Path) -> Metadata:
    with Image.open(path) as image:
        image.load()
        return read_metadata(image)


def upright_pixels(path: Path) -> bytes:
    with Image.open(path) as image:
        return ImageOps.exif_transpose(image).convert("RGB").tobytes()


def test_is_the_same_each_time(made: SampleSummary, tmp_path: Path) -> None:
    make_demo(tmp_path / "new" / "again")
    assert tree(tmp_path / "new" / "again") == tree(made.folder)


def test_summary_is_true_and_small(made: SampleSummary) -> None:
    files = tree(made.folder)
    assert made.files == len(files)
    assert made.byte_size == sum(len(content) for content, _ in files.values())
    assert 60 <= made.files <= 120
    assert made.byte_size < 12_000_000


def test_backup_is_byte_identical_in_part(made: SampleSummary) -> None:
    masters = {p.name: p.read_bytes() for p in (made.folder / "masters").iterdir()}
    backup = {p.name: p.read_bytes() for p in (made.folder / "Backup of masters").rglob("*.*")}
    assert 5 <= len(backup) < len(masters)
    assert all(masters[name] == content for name, content in backup.items())


def test_masters_say_when_with_what_and_whose(made: SampleSummary) -> None:
    tiff = metadata(made.folder / "masters" / "PH-0001 astronaut.tif")
    assert tiff.captured_at is not None and tiff.captured_at.isoformat().startswith("1999-07-01T10")
    assert tiff.camera == "Phase One iXG 100MP"
    assert tiff.creator == "Marta Kral"
    assert tiff.copyright_notice == "Public domain; digitised by Riverside City Library"
    assert tiff.usage_terms == "No known copyright; free for any use"
    assert tiff.rights_url == "http://rightsstatements.org/vocab/NKC/1.0/"
    png = metadata(made.folder / "masters" / "PH-0008 moon.png")
    assert png.captured_at is not None and png.creator == "Astronomy club"


def test_one_picture_is_given_out_under_two_licences(made: SampleSummary) -> None:
    sold = made.folder / "press/2016-04/PH-0001_astronaut_press.jpg"
    free = made.folder / "press/2019-11/astronaut (1).jpg"
    assert sold.read_bytes() != free.read_bytes()
    assert upright_pixels(sold) == upright_pixels(free)
    assert metadata(sold).usage_terms != metadata(free).usage_terms
    assert metadata(sold).rights_url != metadata(free).rights_url


def test_newsroom_block_can_be_read(made: SampleSummary) -> None:
    from PIL import IptcImagePlugin

    with Image.open(made.folder / "press/2016-04/PH-0002_coffee_press.jpg") as image:
        block = IptcImagePlugin.getiptcinfo(image)
    assert block is not None
    assert block[(2, 110)] == b"Marta Kral / Riverside Courier"
    assert block[(2, 116)].decode() == "© 2011 Riverside Courier. All rights reserved."


def test_phone_pictures_lie_on_their_side(made: SampleSummary) -> None:
    for path in (made.folder / "phone").iterdir():
        with Image.open(path) as image:
            assert image.getexif()[0x0112] == 6
            if "clock" not in path.name and image.width != image.height:
                assert image.width < image.height
                turned = ImageOps.exif_transpose(image)
                assert turned.width > turned.height


def test_old_website_is_grey_bare_and_renamed(made: SampleSummary) -> None:
    images = sorted((made.folder / "old-website").rglob("*.jpg"))
    assert len(images) == 9
    for path in images:
        with Image.open(path) as image:
            assert image.mode == "L" and max(image.size) <= 320
        assert metadata(path).captured_at is None
    copies = {p.name: p.read_bytes() for p in images}
    assert copies["Copy of img003.jpg"] == copies["img003.jpg"]


def test_formats(made: SampleSummary) -> None:
    found = defaultdict(int)
    for path in made.folder.rglob("*"):
        if path.suffix in (".gif", ".webp", ".avif", ".tif", ".png", ".jpg"):
            try:
                with Image.open(path) as image:
                    found[image.format] += 1
            except OSError:
                pass
    assert {"JPEG", "PNG", "TIFF", "GIF", "WEBP", "AVIF"} <= set(found)


def test_blank_pages(made: SampleSummary) -> None:
    box = made.folder / "scans" / "Box 14"
    digest = {p.name: hashlib.sha256(p.read_bytes()).digest() for p in box.iterdir()}
    assert digest["page 02.png"] == digest["page 04.png"] != digest["page 05.png"]
    with Image.open(box / "page 05.png") as image:
        low, high = image.getextrema()
        assert high - low < 12  # blank to the eye
    assert upright_pixels(box / "page 02.png") != upright_pixels(box / "page 05.png")


def test_broken_and_misnamed_uploads(made: SampleSummary) -> None:
    incoming = made.folder / "incoming"
    assert (incoming / "upload-0417.jpg").read_bytes() == b""
    with Image.open(incoming / "coffee download.jpg") as image, pytest.raises(OSError):
        image.load()
    with Image.open(incoming / "cat screenshot.jpg") as image:
        assert image.format == "PNG"
    assert (incoming / "coffee-large.jpg").read_bytes().startswith(b"<!doctype html>")


def test_a_name_with_accents_and_spaces(made: SampleSummary) -> None:
    assert (made.folder / "phone" / "Príloha č. 3 – Kaviareň U prístavu.jpg").is_file()
    assert "invented" in (made.folder / "readme.txt").read_text(encoding="utf-8")


def test_catalogue_entries_of_one_picture_disagree(made: SampleSummary) -> None:
    with (made.folder / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        entries = list(csv.DictReader(file))
    assert list(entries[0]) == [
        "id", "file", "title", "creator", "date", "rights", "licence", "published",
    ]  # fmt: skip
    assert len({entry["id"] for entry in entries}) == len(entries)
    missing = [e["file"] for e in entries if not (made.folder / e["file"]).is_file()]
    assert missing == ["masters/PH-0099 lost negative.tif"]
    by_number = defaultdict(list)
    for entry in entries:
        by_number[entry["id"][-3:]].append(entry)
    of_the_cat = by_number["003"]
    assert len(of_the_cat) == 3
    for field in ("title", "creator", "date", "rights", "licence"):
        assert len({entry[field] for entry in of_the_cat}) > 1, field


def test_refuses_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(LookalikeError) as refusal:
        make_demo(tmp_path)
    assert "is not empty" in refusal.value.message
    assert refusal.value.hint and "lookalike demo" in refusal.value.hint
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_refuses_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(LookalikeError, match="cannot make the demo archive"):
        make_demo(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


def test_command_says_what_to_do_next(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(demo)
    done = CliRunner().invoke(app, [str(tmp_path / "a sample")])
    assert done.exit_code == 0, done.output
    assert "Made 79 files" in done.output
    assert f"lookalike audit '{tmp_path / 'a sample'}'" in done.output

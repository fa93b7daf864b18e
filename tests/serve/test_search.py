"""Search by words and by a picture, and the page of an image."""

import base64
import http.client
import io
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image

from access.logins import Logins
from lookalike.database import connect
from serve.browser import follow
from serve.conftest import Site

# What a person does with the mouse or the keyboard, as the browser tells it to the page.
SEND = """([kind, name, encoded]) => {
    const bytes = Uint8Array.from(atob(encoded), (one) => one.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name));
    const options = { bubbles: true, cancelable: true };
    document.body.dispatchEvent(kind === "drop"
        ? new DragEvent("drop", { ...options, dataTransfer: data })
        : new ClipboardEvent("paste", { ...options, clipboardData: data }));
}"""


@pytest.fixture(scope="module", autouse=True)
def catalogue(site: Site) -> None:
    """Entries with titles, ids and dates."""
    with connect(site.database) as owner:
        owner.execute("CREATE TABLE public.object (id text, title text, date text, file text)")
        owner.execute(
            "INSERT INTO public.object VALUES"
            " ('PH-0001', 'Chat appelé Chélsea, assis', '1974', 'chelsea/chelsea.png'),"
            " ('PH-0002', '香港咖啡店', '4 May 1923', 'coffee/coffee.png'),"
            " ('PH-0003', 'A <b>lost</b> print', '1920s', 'nowhere.tif')"
        )
        owner.execute(
            "SELECT lookalike.import_entries('museum', 'SELECT * FROM public.object',"
            ' \'{"external_id": "id", "title": "title", "date": "date", "file": "file"}\')'
        )


def search(site: Site, page: Any, words: str, by: str) -> list[str]:
    """What a search by the form finds."""
    page.goto(f"{site.url}/search")
    page.fill("#q", words)
    page.check(f"input[name=by][value={by}]")
    follow(page, "form.search button")
    return [str(text) for text in page.locator(".pictures > li").all_inner_texts()]


def send(page: Any, kind: str, name: str, content: bytes) -> None:
    """Drop or paste a file."""
    page.evaluate(SEND, [kind, name, base64.b64encode(content).decode()])


def answer(page: Any, name: str) -> list[str]:
    """The answer to a picture."""
    page.wait_for_selector(f"h1:has-text('{name}')")
    return [str(text) for text in page.locator(".pictures > li").all_inner_texts()]


def test_by_path_title_entry_and_date(site: Site, page: Any) -> None:
    site.enter(page)
    assert len(search(site, page, "CHELSEA", "path")) == 5
    (found,) = search(site, page, str(site.folder / "chelsea" / "chelsea.png"), "path")
    assert "chelsea.png" in found
    assert len(search(site, page, "archive:chelsea/", "path")) == 5
    for words, by in (
        ("chelsea chat", "title"), ("appel", "title"), ("ph 0001", "entry"),
        ("museum:PH-0001", "entry"), ("1970s", "date"),
    ):  # fmt: skip
        (found,) = search(site, page, words, by)
        assert "chelsea.png" in found, (words, by)
        assert "PH-0001" in found, (words, by)
    (found,) = search(site, page, "咖啡", "title")
    assert "coffee.png" in found
    assert search(site, page, "啡咖", "title") == []
    (found,) = search(site, page, "lost", "title")
    assert "A <b>lost</b> print" in found  # a title is text
    assert "The entry has no image here." in found
    assert len(search(site, page, "1923", "date")) == 2
    assert len(search(site, page, "PH", "entry")) == 3
    assert search(site, page, "whenever", "date") == []
    assert 'cannot read the date "whenever"' in page.locator("[role=alert]").inner_text()
    assert search(site, page, "%_'\\", "path") == []


def test_an_image_with_all_that_is_known(site: Site, page: Any) -> None:
    site.enter(page)
    search(site, page, "chelsea.png", "path")
    follow(page, ".pictures a.picture")
    said = page.locator("main").inner_text()
    for known in ("PNG", "451 × 300", "archival master", "last copy", "Chat appelé", "SHA-256"):
        assert known in said
    assert page.locator("a:has-text('Its cluster of 5 images')").count() == 1
    assert page.locator("a:has-text('Compare')").count() > 0
    follow(page, "text=Place a hold on it")
    assert page.input_value("#subject") == "archive:chelsea/chelsea.png"
    for address in ("/image/999999", "/image/99999999999999999999"):
        assert page.goto(site.url + address).status == 404


@pytest.mark.parametrize("kind", ["drop", "paste"])
def test_a_crop_finds_its_original(
    site: Site, page: Any, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Image.open(site.folder / "coffee" / "coffee.png") as picture:
        crop, encoded = picture.crop((90, 60, 350, 250)), io.BytesIO()
        crop.save(encoded, "PNG")
    site.enter(page)
    page.goto(f"{site.url}/search")
    send(page, kind, "of my own.png", encoded.getvalue())
    found = {text.split("\n")[0]: text for text in answer(page, "of my own.png")}
    original = found["archive: coffee/coffee.png"]
    assert "cropped" in original
    # Where it lies is drawn, in pixels of the original, and said to who does not see it.
    place = page.locator("li:has-text('coffee/coffee.png') svg")
    box = [float(place.locator("rect").get_attribute(one)) for one in ("x", "y", "width", "height")]
    assert box == pytest.approx([90, 60, 260, 190], abs=3)
    assert "260" in place.get_attribute("aria-label")
    assert list(tmp_path.iterdir()) == []  # it was not kept


def test_a_file_that_is_no_picture(site: Site, page: Any) -> None:
    site.enter(page)
    page.goto(f"{site.url}/search")
    send(page, "drop", "notes.txt", b"no picture")
    said = page.locator("[role=alert]")
    said.wait_for()
    assert 'cannot look for "notes.txt"' in said.inner_text()
    assert "Name a file that holds a picture." in said.inner_text()


def test_without_scripts_the_form_is_enough(site: Site, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    site.enter(page)
    page.goto(f"{site.url}/search")
    page.set_input_files("#picture", str(site.folder / "rocket" / "rocket mirror.jpg"))
    follow(page, "form.picture button")
    assert any("rocket/rocket.png" in text for text in answer(page, "rocket mirror.jpg"))
    page.goto(f"{site.url}/search")
    page.set_input_files("#picture", {"name": "e.jpg", "mimeType": "image/jpeg", "buffer": b""})
    follow(page, "form.picture button")
    assert "no picture was sent" in page.locator("[role=alert]").inner_text()
    context.close()


def test_a_form_that_does_not_say_its_length_is_bounded(site: Site) -> None:
    server = http.client.HTTPConnection(urlsplit(site.url).netloc)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Transfer-Encoding": "chunked"}
    body = (b"x" * 100_000 for _ in range(12))
    with suppress(BrokenPipeError, ConnectionResetError):  # it need not take all of it
        server.request("POST", "/sign-in", body, headers, encode_chunked=True)
    assert server.getresponse().status == 413
    server.close()


def test_a_picture_that_has_vanished_is_not_proven(site: Site, page: Any, tmp_path: Path) -> None:
    gone = site.folder / "astronaut" / "astronaut.png"
    content = (site.folder / "astronaut" / "astronaut mirror.jpg").read_bytes()
    gone.rename(tmp_path / "gone.png")
    try:
        site.enter(page)
        page.goto(f"{site.url}/search")
        send(page, "drop", "mirrored.jpg", content)
        found = answer(page, "mirrored.jpg")
        assert not any("astronaut/astronaut.png" in text for text in found)
        assert any("astronaut/astronaut mirror.jpg" in text for text in found)
    finally:
        (tmp_path / "gone.png").rename(gone)


def test_what_is_restricted_is_not_found(site: Site, page: Any, logins: Logins) -> None:
    logins.add("lookalike_reviewer", name="anna")
    logins.add("lookalike_steward", name="stella")
    coffee = site.folder / "coffee" / "coffee.png"
    with connect(site.database) as owner:
        ((image,),) = owner.execute("SELECT lookalike.find_path('coffee/coffee.png')").fetchall()
        ((restriction,),) = owner.execute(
            "SELECT lookalike.restrict_access('donor', 'deed of gift', 'ida', 'closed',"
            " image_id => %s)",
            (image,),
        ).fetchall()
        try:
            for name, sees in (("anna", False), ("stella", True)):
                site.sign_in(page, name)
                for words, by in (
                    ("coffee", "path"),
                    ("PH-0002", "entry"),
                    ("咖啡", "title"),
                    ("May 1923", "date"),
                ):
                    found = search(site, page, words, by)
                    assert any("coffee/coffee.png" in text for text in found) == sees, (words, by)
                status = page.goto(f"{site.url}/image/{image}").status
                assert status == (200 if sees else 404)
                page.goto(f"{site.url}/search")
                send(page, "drop", f"coffee of {name}.png", coffee.read_bytes())
                shown = answer(page, f"coffee of {name}.png")
                assert any("coffee/coffee.png" in text for text in shown) == sees
            # An answer that was given before shows nothing that has become hidden.
            owner.execute("REVOKE lookalike_steward FROM stella")
            owner.execute("GRANT lookalike_reviewer TO stella")
            page.goto(f"{site.url}/search/picture")
            assert "coffee/coffee.png" not in page.locator("main").inner_text()
        finally:
            owner.execute(
                "SELECT lookalike.lift_restriction(%s, 'ida', 'the test is over')", (restriction,)
            )

"""Two pictures are looked at closely, in a real browser."""

import os
import re
from typing import Any

import pytest
from PIL import Image

from lookalike.database import connect
from serve.conftest import Site

CHELSEA, MIRRORED = "chelsea/chelsea.png", "chelsea/chelsea mirror.jpg"
CAPTION = "chelsea/chelsea caption-bar.jpg"
# The colours of the middle half of a canvas, left to right: red, green and blue of its columns.
COLUMNS = """(number) => {
  const canvas = document.querySelectorAll(".viewer canvas")[number];
  const [w, h, n] = [canvas.width, canvas.height, 16];
  const small = new OffscreenCanvas(n, 1).getContext("2d");
  small.imageSmoothingQuality = "high";
  small.drawImage(canvas, w / 4, h / 4, w / 2, h / 2, 0, 0, n, 1);
  return [...small.getImageData(0, 0, n, 1).data];
}"""


@pytest.fixture
def viewer(site: Site, page: Any) -> Any:
    """A page that shows the mirrored copy and the picture, laid on each other."""
    site.enter(page)
    page.goto(f"{site.url}/compare/{site.image(MIRRORED)}/{site.image(CHELSEA)}")
    page.locator(".viewer[data-laid-on=true]").wait_for()
    page.wait_for_load_state("networkidle")
    return page


def columns(page: Any, canvas: int = 1) -> list[int]:
    found: list[int] = page.evaluate(COLUMNS, canvas)
    return found


def unlike(one: list[int], other: list[int]) -> float:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) / len(one)


def scale(page: Any) -> float:
    return float(page.locator(".viewer").get_attribute("data-scale"))


def test_both_lie_in_one_frame(viewer: Any) -> None:
    """The mirrored copy is drawn as it lies on the picture, so both panes show the same."""
    assert viewer.locator("[role=status]").inner_text().startswith("The first picture is laid")
    assert unlike(columns(viewer, 0), columns(viewer, 1)) < 6
    assert max(columns(viewer)[0::4]) > 60  # there is a picture


def test_zoom_and_pan_are_linked(viewer: Any) -> None:
    before, whole = columns(viewer), scale(viewer)
    viewer.keyboard.press("+")
    viewer.get_by_role("button", name="Closer").click()
    assert scale(viewer) == pytest.approx(whole * 1.25**2, rel=0.01)
    viewer.locator(".viewer canvas").nth(1).focus()
    for _ in range(2):
        viewer.keyboard.press("ArrowRight")
    assert unlike(columns(viewer, 0), columns(viewer, 1)) < 6
    assert unlike(columns(viewer), before) > 3
    viewer.keyboard.press("0")
    assert scale(viewer) == pytest.approx(whole, rel=0.01)
    assert unlike(columns(viewer), before) < 1
    box = viewer.locator(".viewer canvas").first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    viewer.mouse.move(x, y)
    viewer.mouse.wheel(0, -480)
    viewer.wait_for_function(
        f"Number(document.querySelector('.viewer').dataset.scale) > {whole * 1.2}"
    )
    near = columns(viewer)
    viewer.mouse.down()
    viewer.mouse.move(x - 60, y, steps=3)
    viewer.mouse.up()
    assert unlike(columns(viewer), near) > 3
    assert unlike(columns(viewer, 0), columns(viewer, 1)) < 6


def test_what_is_seen_is_fetched_in_detail(site: Site, page: Any) -> None:
    """Of a picture of 3,000 pixels, the part that is seen is asked for."""
    path = site.folder / "rocket" / "rocket.png"
    kept, written = path.read_bytes(), path.stat().st_mtime_ns
    with Image.open(path) as picture:
        size, large = picture.size, picture.resize((3000, 2000))
    resize = (
        "UPDATE lookalike_internal.image SET width = %s, height = %s, byte_size = %s"
        " WHERE image_id = %s"
    )
    image = site.image("rocket/rocket.png")
    site.enter(page)
    try:
        large.save(path)
        os.utime(path, ns=(written, written))
        with connect(site.database) as owner:
            owner.execute(resize.encode(), (*large.size, path.stat().st_size, image))
        with page.expect_response(re.compile(rf"/iiif/{image}/full/")):
            page.goto(f"{site.url}/compare/{image}/{image}")
        page.locator(".viewer[data-laid-on=true]").wait_for()
        with page.expect_response(re.compile(rf"/iiif/{image}/\d+,\d+,\d+,\d+/")) as part:
            for _ in range(10):
                page.keyboard.press("+")
        assert part.value.status == 200
    finally:
        path.write_bytes(kept)
        os.utime(path, ns=(written, written))
        with connect(site.database) as owner:
            owner.execute(resize.encode(), (*size, len(kept), image))


def test_swipe(site: Site, page: Any) -> None:
    site.enter(page)
    page.goto(f"{site.url}/compare/{site.image('coffee/coffee.png')}/{site.image(CHELSEA)}")
    page.locator(".viewer[data-laid-on=false]").wait_for()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("w")
    assert page.locator(".viewer canvas").first.is_hidden()
    slider, seen = page.get_by_role("slider"), {}
    for share in ("100", "50", "0"):
        slider.fill(share)
        seen[share] = columns(page)
    half = len(seen["50"]) // 2
    assert unlike(seen["100"], seen["0"]) > 10
    assert unlike(seen["50"][: half - 4], seen["100"][: half - 4]) < 1
    assert unlike(seen["50"][half + 4 :], seen["0"][half + 4 :]) < 1
    slider.press("End")
    assert slider.input_value() == "100"


def test_blink(site: Site, page: Any) -> None:
    """Each press shows the other picture; nothing blinks by itself."""
    site.enter(page)
    page.goto(f"{site.url}/compare/{site.image(CAPTION)}/{site.image(CHELSEA)}")
    page.locator(".viewer[data-laid-on=true]").wait_for()
    page.wait_for_load_state("networkidle")
    status, seen = page.locator("[role=status]"), []
    for name in ("First picture", "Second picture", "First picture"):
        page.keyboard.press("b")
        assert status.inner_text() == name
        seen.append(columns(page))
    assert unlike(seen[0], seen[2]) == 0
    assert unlike(seen[0], seen[1]) > 0
    assert page.get_by_role("button", name="Blink").get_attribute("aria-pressed") == "true"


def test_difference(site: Site, page: Any) -> None:
    site.enter(page)
    page.goto(f"{site.url}/compare/{site.image(CAPTION)}/{site.image(CHELSEA)}")
    page.locator(".viewer[data-laid-on=true]").wait_for()
    assert "Outlined regions that differ: 1" in page.locator("[role=status]").inner_text()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("x")
    shown = columns(page)
    assert max(shown[0::4]) - min(shown[0::4]) < 120  # pale
    page.keyboard.press("s")
    assert page.locator(".viewer canvas").first.is_visible()


def test_two_that_do_not_lie_on_each_other(site: Site, page: Any) -> None:
    site.enter(page)
    page.goto(f"{site.url}/compare/{site.image(CHELSEA)}/{site.image('coffee/coffee.png')}")
    page.locator(".viewer[data-laid-on=false]").wait_for()
    assert "do not lie on each other" in page.locator("[role=status]").inner_text()
    assert page.get_by_role("button", name="Difference").is_disabled()
    page.keyboard.press("x")
    assert page.locator(".viewer canvas").first.is_visible()


def test_without_scripts(site: Site, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        site.enter(page)
        page.goto(f"{site.url}/compare/{site.image(CAPTION)}/{site.image(CHELSEA)}")
        pictures = page.locator(".viewer-plain img")
        assert pictures.count() == 3
        assert page.locator(".viewer-tools").is_hidden()
        for at in range(3):
            box = pictures.nth(at).bounding_box()
            assert box is not None
            assert box["height"] > 50
    finally:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_viewer_is_accessible(viewer: Any, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    viewer.emulate_media(color_scheme=scheme)
    for mode in ("beside", "swipe", "blink", "difference"):
        viewer.locator(f"[data-mode={mode}]").click()
        found = axe.Axe().run(viewer).response["violations"]
        assert [one["id"] for one in found] == [], mode


def test_the_whole_picture_fits(viewer: Any) -> None:
    """In each way of looking, and on a phone: there one pane lies below the other."""
    for width in (1280, 390):
        viewer.set_viewport_size({"width": width, "height": 800})
        assert viewer.evaluate("document.documentElement.scrollWidth") <= width
        for mode in ("beside", "difference"):
            viewer.locator(f"[data-mode={mode}]").click()
            panes = viewer.locator(".viewer-panes").bounding_box()
            canvas = viewer.locator(".viewer canvas").nth(1).bounding_box()
            assert canvas["y"] + canvas["height"] <= panes["y"] + panes["height"] + 1
            fitting = min(canvas["width"] / 451, canvas["height"] / 300)
            assert scale(viewer) == pytest.approx(fitting, rel=0.05)
    viewer.locator("[data-mode=beside]").click()
    first, second = (viewer.locator(".viewer canvas").nth(at).bounding_box() for at in (0, 1))
    assert second["y"] >= first["y"] + first["height"]

"""The report in Chromium: accessible, printable, wide and narrow, and without a request."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from lookalike.report import write_report
from report.conftest import Audit

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: apt install chromium"),
]

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def reports(sample_audit: Audit, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    chinese = tmp_path_factory.mktemp("zh")
    files = write_report(sample_audit.connection, chinese, language_code="zh-Hant")
    return {"en": sample_audit.files.html, "zh-Hant": files.html}


def open_report(browser: Any, path: Path, **options: Any) -> tuple[Any, list[str]]:
    """Open a page; the list takes what it asks of a network, and what the browser complains of."""
    page, said = browser.new_page(**options), []
    page.on("request", lambda r: r.url.startswith(("file:", "data:")) or said.append(r.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(path.as_uri())
    return page, said


def violations(page: Any) -> list[str]:
    return [
        f"{found['id']}: {found['help']}: {found['nodes'][0]['html'][:200]}"
        for found in axe.Axe().run(page).response["violations"]
    ]


@pytest.mark.parametrize("code", ["en", "zh-Hant"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_it_is_accessible(
    browser: Any, reports: dict[str, Path], code: str, scheme: str, viewport: dict[str, int]
) -> None:
    page, said = open_report(browser, reports[code], viewport=viewport, color_scheme=scheme)
    assert violations(page) == []
    assert said == []
    beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert beyond <= 0  # nothing has to be scrolled sideways but tables and charts
    assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 0)")
    assert page.evaluate(
        "[...document.querySelectorAll('.chart svg')].every(s => s.getBBox().width > 100)"
    )
    page.close()


def test_a_violation_is_found(browser: Any, reports: dict[str, Path], tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    html = reports["en"].read_text("utf-8")
    bad.write_text(html.replace('alt="', 'data-alt="').replace("--muted: #59626b", "--muted: #ccc"))
    page, _ = open_report(browser, bad, color_scheme="light")
    found = " ".join(violations(page))
    assert "image-alt" in found and "color-contrast" in found
    page.close()


@pytest.mark.parametrize(("code", "heading"), [("en", "The worst clusters"), ("zh-Hant", "衝突")])
def test_it_is_printable(browser: Any, reports: dict[str, Path], code: str, heading: str) -> None:
    page, _ = open_report(browser, reports[code])
    margin = dict.fromkeys(("top", "bottom", "left", "right"), "15mm")
    printed = PdfDocument(io.BytesIO(page.pdf(format="A4", margin=margin)))
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    # Nothing is cut off at the right: no table or chart is wider than its place.
    page.set_viewport_size({"width": 680, "height": 1000})  # A4 without its margins
    cut = page.evaluate(
        "[...document.querySelectorAll('.scroll, .chart, pre')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.getAttribute('aria-label'))"
    )
    assert cut == []
    page.close()
    assert 5 < len(printed) < 60
    text = "".join(sheet.get_textpage().get_text_range() for sheet in printed)
    assert heading in text
    # Ink on every sheet, and white paper.
    for sheet in printed:
        picture = sheet.render(scale=0.3).to_pil().convert("L")
        assert picture.getextrema()[0] < 200 and picture.getpixel((2, 2)) == 255

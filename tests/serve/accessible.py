"""Whether a page can be used by everybody."""

from typing import Any

import pytest

# In the dark only the colours differ.
_RULES = {"light": {}, "dark": {"runOnly": {"type": "rule", "values": ["color-contrast"]}}}


def check_accessible(page: Any) -> None:
    """Run axe-core in light and dark; and nothing may stick out of the screen of a phone."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for scheme, rules in _RULES.items():
        page.emulate_media(color_scheme=scheme)
        found = axe.run(page, options={"resultTypes": ["violations"], **rules}).response
        told = [
            (one["id"], [node["html"][:200] for node in one["nodes"]])
            for one in found["violations"]
        ]
        assert told == [], (page.url, scheme)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 390, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert wide <= 390, page.url

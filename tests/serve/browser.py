"""What a person does in a browser."""

from typing import Any


def follow(page: Any, selector: str) -> None:
    """Press a link or a button, and wait for the page behind it, which a click alone does not."""
    with page.expect_navigation():
        page.click(selector)

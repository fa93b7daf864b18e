"""What is left in English on a page in another language."""

import re
from typing import Any

# All texts of a page but those that the archive holds or people type, which are marked.
_TEXTS = """() => {
    const marked = ":not(html)[lang=en], bdi, code, kbd, script, style, textarea, datalist,"
        + " [translate=no]";
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        if (!walk.currentNode.parentElement.closest(marked)) found.push(walk.currentNode.data);
    }
    for (const one of document.querySelectorAll("*")) {
        if (one.closest(marked)) continue;
        found.push(...["aria-label", "title", "alt", "placeholder"]
            .map((name) => one.getAttribute(name) ?? ""));
        // What a script says; a word alone is for scripts.
        found.push(...Object.values(one.dataset).filter((said) => said.includes(" ")));
    }
    return found;
}"""
# Names, units, formats, and what people type as it is.
_NAMES = {
    "Lookalike", "English", "SHA", "PNG", "JPEG", "TIFF", "WEBP", "RGB", "kB", "MB", "GB", "UTC",
    "PATH", "COLLECTION", "FOLDER", "CATALOGUE", "ID", "Enter", "YYYY", "MM", "DD", "NAME",
    "lookalike", "quarantine", "apply", "restore", "transfer", "lineage",
}  # fmt: skip


def english(page: Any) -> list[str]:
    """Words in Latin letters of a page that is in Chinese, each with its text."""
    return [
        f"{word}: {' '.join(text.split())[:80]}"
        for text in page.evaluate(_TEXTS)
        for word in re.findall(r"[A-Za-z]{2,}", text)
        if word not in _NAMES
    ]

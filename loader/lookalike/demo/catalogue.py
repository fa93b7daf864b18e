"""The catalogue of the demo archive: entries of several departments that name one picture."""

import csv
import io
from collections.abc import Mapping

from lookalike.demo.holdings import COURIER, LIBRARY, PHOTOGRAPHS

COLUMNS = ("id", "file", "title", "creator", "date", "rights", "licence", "published")

_NO_KNOWN_COPYRIGHT = "http://rightsstatements.org/vocab/NKC/1.0/"
_IN_COPYRIGHT = "http://rightsstatements.org/vocab/InC/1.0/"
_CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"

# What the website of 2003 called the pictures.
_OLD_TITLES = {
    "astronaut": ("Astronaut, visit to the library", "1998", "Anonymous"),
    "coffee": ("Still life with cup", "ca. 2010", "M. Kral"),
    "cat": ("Tabby cat", "2008", "Holub, Ivan"),
    "rocket": ("Rocket", "", ""),
    "cameraman": ("The surveyor", "1930s?", "Unknown"),
    "moon": ("Moon", "2006-01-14", "Astronomy club"),
    "clock": ("Station clock, blurred", "2010", "Ivan Holub"),
    "horse": ("Horse (woodcut)", "19th century", ""),
}


def catalogue(files: Mapping[tuple[str, str], str]) -> bytes:
    """Write the catalogue as UTF-8 CSV.

    `files` gives the path of a picture by (department, slug), the department being "masters",
    "press" or "old-website".
    """
    rows: list[tuple[str, ...]] = []
    for photograph in PHOTOGRAPHS:
        slug, number = photograph.slug, photograph.number
        taken = photograph.captured[:10].replace(":", "-")
        rows.append((number, files["masters", slug], photograph.title, photograph.creator, taken,
                     _NO_KNOWN_COPYRIGHT, _CC0, "yes"))  # fmt: skip
        if press := files.get(("press", slug)):
            day, month, year = taken[8:], taken[5:7], taken[:4]
            rows.append((f"RC-{number[3:]}", press, f"{photograph.title} (press)", COURIER,
                         f"{day}.{month}.{year}", _IN_COPYRIGHT, "Editorial use only",
                         "yes"))  # fmt: skip
        if old := files.get(("old-website", slug)):
            title, date, creator = _OLD_TITLES[slug]
            rows.append((f"W{number[-3:]}", old, title, creator, date, f"(c) {LIBRARY}", "", "no"))
    # An entry whose file is gone: every catalogue has some.
    rows.append(("PH-0099", "masters/PH-0099 lost negative.tif", "Flood in the lower town",
                 "Unknown photographer", "1965", _NO_KNOWN_COPYRIGHT, "", "yes"))  # fmt: skip
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue().encode()

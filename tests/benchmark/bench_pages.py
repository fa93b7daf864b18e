"""Time the pages of `lookalike serve` in Chromium: python bench_pages.py [--images N]

The archive is that of bench_queue, with a cluster of 2,000 images beside. Prints, for each page,
the milliseconds to the first paint (median of five), and from the key of a decision to the next
pair.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import sync_playwright

from benchmark.bench_classify import make_archive
from benchmark.figures import Book, machine
from benchmark.made_up import archive_database
from lookalike import stages
from serve.conftest import CHROMIUM, Site, serving

_ROUNDS = 5
_DECISIONS = 20
_LARGE = 2_000  # images of the largest cluster
_PAINTED = (
    "() => new Promise(done => { const found = () => performance"
    ".getEntriesByName('first-contentful-paint')[0]; const wait = () => found()"
    " ? done(found().startTime) : setTimeout(wait, 5); wait(); })"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=1_200_000)
    options = parser.parse_args()
    book = Book()
    with archive_database() as (connection, _), tempfile.TemporaryDirectory() as folder:
        make_archive(connection, options.images, "queued.sql")
        cluster = _make_large_cluster(connection)
        stages.refresh(connection)
        connection.execute("VACUUM ANALYZE")
        pairs = connection.execute(
            "SELECT image_id_a, image_id_b FROM lookalike.review_queue"
            " WHERE kind = 'possible pair' LIMIT 1"
        ).fetchone()
        cases = connection.execute("SELECT count(*) FROM lookalike.review_queue").fetchone()
        assert pairs is not None and cases is not None
        print(f"{machine(connection)}\n{cases[0]:,} cases in the queue\n", flush=True)
        with serving(connection.info.dsn, Path(folder)) as site, _browser() as page:
            site.enter(page)
            for path in (
                "/queue",
                f"/pair/{pairs[0]}/{pairs[1]}",
                f"/cluster/{cluster}",
                f"/image/{pairs[0]}",
                "/plans",
                "/holds",
                "/search",
                "/search?q=1234",
                "/schedule",
            ):
                book.add(path, options.images, _paint(page, site, path), "ms")
            book.add("a decision", options.images, _decide(page, site), "ms")


@contextmanager
def _browser() -> Iterator[Any]:
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser.new_page(viewport={"width": 1280, "height": 900})
        browser.close()


def _paint(page: Any, site: Site, path: str) -> float:
    """The median of the times from the request to the first paint."""
    times = []
    for _ in range(_ROUNDS):
        answer = page.goto(site.url + path)
        assert answer.status == 200, f"{path}: {answer.status}"
        times.append(page.evaluate(_PAINTED))
    return statistics.median(times)


def _decide(page: Any, site: Site) -> float:
    """The median from the key of a decision to the paint of the next pair."""
    page.goto(f"{site.url}/queue?kind=possible+pair")
    page.click("text=Start reviewing")
    page.wait_for_url("**/pair/**")
    # The first decision needs a reason; the others take it over.
    pair = page.url
    page.fill("#reason", "other pictures")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.wait_for_url(lambda url: "/pair/" in url and url != pair)
    times = []
    for _ in range(_DECISIONS):
        before, pair = page.evaluate("() => performance.timeOrigin + performance.now()"), page.url
        page.keyboard.press("n")
        page.wait_for_url(lambda url, pair=pair: "/pair/" in url and url != pair)
        painted = page.evaluate(_PAINTED) + page.evaluate("() => performance.timeOrigin")
        times.append(painted - before)
    return statistics.median(times)


def _make_large_cluster(connection: Any) -> int:
    """Put images that are in no cluster into one of 2,000."""
    connection.execute(
        "WITH alone AS (SELECT i.image_id FROM lookalike_internal.image i"
        "   WHERE NOT EXISTS (SELECT FROM lookalike_internal.cluster_member m"
        "                     WHERE m.image_id = i.image_id) LIMIT %s),"
        " made AS (INSERT INTO lookalike_internal.cluster (cluster_id, images, created_run_id)"
        "   SELECT min(a.image_id), count(*), 1 FROM alone a RETURNING cluster_id)"
        " INSERT INTO lookalike_internal.cluster_member (image_id, cluster_id)"
        " SELECT a.image_id, m.cluster_id FROM alone a CROSS JOIN made m",
        (_LARGE,),
    )
    row = connection.execute(
        "SELECT cluster_id FROM lookalike_internal.cluster ORDER BY images DESC LIMIT 1"
    ).fetchone()
    return int(row[0])


if __name__ == "__main__":
    main()

"""Thumbnails, parts of pictures by the IIIF Image API, and pairs laid on each other."""

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from access.logins import Logins
from lookalike.database import connect, one
from serve.conftest import Site

CHELSEA, CROP = "chelsea/chelsea.png", "chelsea/chelsea crop-35-%.jpg"


@pytest.fixture
def asked(site: Site, chromium: Any) -> Iterator[Any]:
    """The owner, who asks for addresses of the site without a page."""
    context = chromium.new_context(base_url=site.url)
    site.enter(context.new_page())
    yield context.request
    context.close()


def opened(answer: Any) -> Image.Image:
    assert answer.status == 200, answer.text()[:500]
    assert answer.headers["content-type"] == "image/jpeg"
    return Image.open(io.BytesIO(answer.body())).convert("RGB")


def off(one: Image.Image, other: Image.Image) -> float:
    """By how many levels two pictures of one size differ on average."""
    assert one.size == other.size
    return float(np.abs(np.asarray(one, float) - np.asarray(other.convert("RGB"), float)).mean())


def test_thumbnail(site: Site, asked: Any) -> None:
    image = site.image(CHELSEA)
    whole = Image.open(site.folder / CHELSEA)
    small = opened(asked.get(f"/image/{image}/thumbnail"))
    assert max(small.size) == 128
    assert off(small, whole.resize(small.size)) < 12
    large = opened(asked.get(f"/image/{image}/thumbnail?size=256"))
    assert max(large.size) == 256
    assert off(large, whole.resize(large.size, Image.Resampling.LANCZOS)) < 4
    assert asked.get(f"/image/{image}/thumbnail?size=5000").status == 400


def test_region_and_size(site: Site, asked: Any) -> None:
    image = site.image(CHELSEA)
    whole = Image.open(site.folder / CHELSEA)
    width, height = whole.size
    side = min(whole.size)
    left, top = (width - side) // 2, (height - side) // 2
    for region, box in (
        ("full", (0, 0, width, height)),
        ("square", (left, top, left + side, top + side)),
        ("40,30,120,90", (40, 30, 160, 120)),
        ("pct:20,50,40,25", (90, 150, 90 + 180, 225)),  # of 451 x 300
        (f"{width - 50},0,400,{height}", (width - 50, 0, width, height)),
    ):
        part = whole.crop(box)
        for size, pixels in (
            ("max", part.size),
            ("30,", (30, int(30 * part.height / part.width + 0.5))),
            (",20", (int(20 * part.width / part.height + 0.5), 20)),
            ("pct:50", None),
            ("40,20", (40, 20)),
            ("!48,48", None),
        ):
            drawn = opened(asked.get(f"/iiif/{image}/{region}/{size}/0/default.jpg"))
            if pixels is not None:
                assert drawn.size == pixels, (region, size)
            if size == "!48,48":
                assert max(drawn.size) == 48
            expected = part.resize(drawn.size, Image.Resampling.LANCZOS)
            assert off(drawn, expected) < 6, (region, size)


def test_requests_that_are_refused(site: Site, asked: Any) -> None:
    image = site.image(CHELSEA)
    for rest, status in (
        ("full/max/0/default.png", 501),
        ("full/max/90/default.jpg", 501),
        ("full/max/!0/default.jpg", 501),
        ("full/max/0/gray.jpg", 501),
        ("full/^max/0/default.jpg", 501),
        ("full/max/361/default.jpg", 400),
        ("full/max/left/default.jpg", 400),
        ("full/max/0/nice.jpg", 400),
        ("full/max/0/default", 400),
        ("full/0,/0/default.jpg", 400),
        ("full/,/0/default.jpg", 400),
        ("full/!9,/0/default.jpg", 400),
        ("full/pct:0/0/default.jpg", 400),
        ("full/pct:101/0/default.jpg", 400),
        ("full/9999,/0/default.jpg", 400),
        ("0,0,0,9/max/0/default.jpg", 400),
        ("9999,0,9,9/max/0/default.jpg", 400),
        ("-1,0,9,9/max/0/default.jpg", 400),
        ("pct:100,0,9,9/max/0/default.jpg", 400),
        ("somewhere/max/0/default.jpg", 400),
    ):
        assert asked.get(f"/iiif/{image}/{rest}").status == status, rest


def test_information(site: Site, asked: Any) -> None:
    image = site.image(CHELSEA)
    whole = Image.open(site.folder / CHELSEA)
    answer = asked.get(f"/iiif/{image}")  # leads to it
    assert answer.url == f"{site.url}/iiif/{image}/info.json"
    said = answer.json()
    assert said["id"] == f"{site.url}/iiif/{image}"
    assert (said["width"], said["height"], said["profile"]) == (*whole.size, "level1")
    assert answer.headers["content-type"] == "application/json"
    linked = asked.get(answer.url, headers={"Accept": "application/ld+json"})
    assert linked.headers["content-type"].startswith("application/ld+json;profile=")


def test_a_browser_keeps_pictures(site: Site, asked: Any) -> None:
    image, crop = site.image(CHELSEA), site.image(CROP)
    for address in (
        f"/image/{image}/thumbnail",
        f"/image/{image}/thumbnail?size=256",
        f"/iiif/{image}/full/100,/0/default.jpg",
        f"/iiif/{image}/info.json",
        f"/pair/{crop}/{image}/laid.jpg",
    ):
        answer = asked.get(address)
        tag = answer.headers["etag"]
        assert answer.headers["cache-control"].startswith("private, max-age=")
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert asked.get(address, headers={"If-None-Match": f'"other", {tag}'}).status == 304
        assert asked.get(address, headers={"If-None-Match": '"other"'}).status == 200


def test_a_pair_in_one_frame(site: Site, asked: Any) -> None:
    image, crop = site.image(CHELSEA), site.image(CROP)
    pair = f"/pair/{crop}/{image}"
    under = opened(asked.get(f"{pair}/under.jpg"))
    assert off(under, Image.open(site.folder / CHELSEA)) < 4
    laid = opened(asked.get(f"{pair}/laid.jpg"))
    facts = json.loads(asked.get(f"{pair}/facts.json").body())
    assert facts["is_laid"]
    assert facts["frame"] == [0, 0, *under.size]
    # Where the crop lies, it shows what is below it; beyond it is one grey.
    a, _, x, _, d, y = facts["map"]
    part = Image.open(site.folder / CROP)
    box = (
        round(x) + 2,
        round(y) + 2,
        round(x + a * part.width) - 2,
        round(y + d * part.height) - 2,
    )
    assert off(laid.crop(box), under.crop(box)) < 8
    outside = np.asarray(laid.crop((0, 0, max(box[0] - 8, 1), under.height)))
    assert outside.std() < 3
    difference = np.asarray(opened(asked.get(f"{pair}/difference.jpg")), int)
    assert facts["regions"] == 0
    assert not (difference[..., 0] - difference[..., 1] > 100).any()


def test_a_difference_is_outlined(site: Site, asked: Any) -> None:
    image = site.image(CHELSEA)
    bar = site.image("chelsea/chelsea caption-bar.jpg")
    facts = json.loads(asked.get(f"/pair/{bar}/{image}/facts.json").body())
    assert facts["regions"] >= 1
    difference = np.asarray(opened(asked.get(f"/pair/{bar}/{image}/difference.jpg")), int)
    red = difference[..., 0] - difference[..., 1] > 100
    rows = np.flatnonzero(red.any(axis=1))
    assert rows.min() > difference.shape[0] / 2  # the bar lies below


def test_a_part_is_laid_on_its_place(site: Site, asked: Any) -> None:
    image, sheet = site.image(CHELSEA), site.image("sheet.png")
    facts = json.loads(asked.get(f"/pair/{image}/{sheet}/facts.json").body())
    assert facts["is_laid"]
    x, y, width, height = facts["frame"]
    assert abs(x - 40) < 8 and abs(y - 100) < 8 and abs(width - 380) < 12 and abs(height - 250) < 12
    laid = opened(asked.get(f"/pair/{image}/{sheet}/laid.jpg"))
    under = opened(asked.get(f"/pair/{image}/{sheet}/under.jpg"))
    assert off(laid, under) < 10


def test_two_that_do_not_lie_on_each_other(site: Site, asked: Any) -> None:
    a, b = site.image(CHELSEA), site.image("coffee/coffee.png")
    assert asked.get(f"/pair/{a}/{b}/facts.json").json() == {"is_laid": False}
    answer = asked.get(f"/pair/{a}/{b}/laid.jpg")
    assert answer.status == 404
    assert "The two do not lie on each other" in answer.text()


def test_who_may_not_see_a_picture(site: Site, page: Any, logins: Logins) -> None:
    hidden, shown = site.image("rocket/rocket.png"), site.image(CHELSEA)
    logins.add("lookalike_reviewer", name="anna")
    with connect(site.database) as owner:
        restriction = one(
            owner,
            "SELECT lookalike.restrict_access('donor', 'x', 'Stella', 'x', image_id => %s)",
            hidden,
        )
    try:
        site.sign_in(page, "anna")
        ask = page.context.request.get
        for address in (
            "/image/{}/thumbnail",
            "/image/{}/thumbnail?size=512",
            "/iiif/{}/info.json",
            "/iiif/{}/full/max/0/default.jpg",
            f"/pair/{{}}/{shown}/laid.jpg",
            f"/pair/{shown}/{{}}/under.jpg",
            f"/pair/{shown}/{{}}/difference.jpg",
            f"/pair/{shown}/{{}}/facts.json",
            f"/compare/{shown}/{{}}",
        ):
            refused = ask(site.url + address.format(hidden))
            nothing = ask(site.url + address.format(987_654_321))
            assert refused.status == nothing.status == 404, address
            assert refused.text().replace(str(hidden), "987654321") == nothing.text()
            assert ask(site.url + address.format(shown)).status != 404 or "pair" in address
        assert ask(f"{site.url}/image/{2**63}/thumbnail").status == 404
    finally:
        with connect(site.database) as owner:
            one(owner, "SELECT lookalike.lift_restriction(%s, 'Stella', 'x')", restriction)


def test_a_dashboard_shows_thumbnails(site: Site, page: Any, logins: Logins) -> None:
    logins.add("lookalike_dashboard", name="board")
    site.sign_in(page, "board")
    thumbnail = f"{site.url}/image/{site.image(CHELSEA)}/thumbnail"
    assert page.context.request.get(thumbnail).status == 200


def test_nobody_sees_a_picture_without_signing_in(site: Site, page: Any) -> None:
    image = site.image(CHELSEA)
    answer = page.context.request.get(f"{site.url}/image/{image}/thumbnail")
    assert "/sign-in" in answer.url


def test_a_file_that_is_gone_or_broken(site: Site, asked: Any) -> None:
    path: Path = site.folder / "coffee" / "coffee.png"
    image, kept = site.image("coffee/coffee.png"), path.read_bytes()
    written = path.stat().st_mtime_ns
    try:
        path.unlink()
        for address in (
            f"/iiif/{image}/full/max/0/default.jpg",
            f"/image/{image}/thumbnail?size=512",
        ):
            answer = asked.get(address)
            assert answer.status == 410
            assert answer.headers["content-type"].startswith("image/svg+xml")
            assert "The file is not there" in answer.text()
        assert asked.get(f"/image/{image}/thumbnail").status == 200  # the scan has kept it
        path.write_bytes(b"\x89PNG\r\n\x1a\nbroken".ljust(len(kept)))
        os.utime(path, ns=(written, written))  # else it is known that the file has changed
        answer = asked.get(f"/iiif/{image}/full/max/0/default.jpg")
        assert answer.status == 422
        assert "The file cannot be read" in answer.text()
        Image.new("RGB", (30, 20)).save(path)
        answer = asked.get(f"/iiif/{image}/full/max/0/default.jpg")
        assert answer.status == 409
        assert "The file has changed since the scan" in answer.text()
    finally:
        path.write_bytes(kept)
        os.utime(path, ns=(written, written))


def test_addresses_of_thumbnails(site: Site, asked: Any) -> None:
    query = (
        "SELECT count(DISTINCT t.thumbnail_url), min(t.thumbnail_url) = min(f.thumbnail_url),"
        " min(d.thumbnail_url) FROM lookalike.thumbnail t"
        " JOIN lookalike.image_fact f USING (image_id)"
        " JOIN lookalike_detail.duplicate_image d USING (image_id)"
    )
    with connect(site.database) as owner:
        urls = "SELECT count(*), count(thumbnail_url) FROM lookalike.thumbnail"
        every, none = owner.execute(urls).fetchone() or (0, 0)
        assert every > 0
        assert none == 0
        owner.execute("SELECT lookalike.set_setting('base_url', %s)", (site.url,))
        try:
            count, is_same, url = owner.execute(query.encode()).fetchone() or (0, False, "")
            assert count > 5
            assert is_same
            answer = asked.get(url)
            assert answer.status == 200
            assert answer.headers["cross-origin-resource-policy"] == "same-site"
            assert "access-control-allow-origin" in answer.headers
        finally:
            owner.execute("SELECT lookalike.reset_setting('base_url')")

"""The hashes of mirrored, turned and inverted pictures, from the hash of the picture alone."""

import imagehash
import numpy as np
import psycopg
import pytest
import skimage.data
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from extension.hashes import bits, distance, hashes
from lookalike.picture.hashes import phash, phash_flips

PHOTOGRAPHS = ("astronaut", "camera", "chelsea", "coffee", "coins", "rocket")
PLAIN = settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def photograph(name: str) -> Image.Image:
    return Image.fromarray(getattr(skimage.data, name)()).convert("RGB")


def really(image: Image.Image, variant: int) -> Image.Image:
    """The picture mirrored, turned and inverted on its pixels, as the number of a variant says."""
    if variant & 1:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if variant & 2:
        image = image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    if variant & 4:
        image = image.transpose(Image.Transpose.TRANSPOSE)
    return ImageOps.invert(image) if variant & 8 else image


def reference(image: Image.Image) -> int:
    return int(str(imagehash.phash(image)), 16)


def stored(image: Image.Image) -> tuple[int, int]:
    """What the scan keeps of a picture: its hash, and those of its three mirrorings in one."""
    small = np.asarray(image.convert("L").resize((32, 32), Image.Resampling.LANCZOS))
    return int.from_bytes(phash(small)[0]), int.from_bytes(phash_flips(small))


def variants(connection: psycopg.Connection, h: int, flips: int | None) -> dict[int, int]:
    rows = connection.execute(
        "SELECT variant, phash::text FROM lookalike.phash_variants(%s::bit(64), %s::bit(192))",
        [bits(h), None if flips is None else bits(flips, 192)],
    ).fetchall()
    assert sorted(number for number, _ in rows) == list(range(1, 16))
    return {number: int(found, 2) for number, found in rows}


def transposed(h: int) -> int:
    """By the book: 64 bits as a matrix, row by row."""
    square = np.array([int(bit) for bit in bits(h)]).reshape(8, 8)
    return int("".join(map(str, square.T.ravel())), 2)


def test_variants_of_photographs(any_functions: psycopg.Connection) -> None:
    for name in PHOTOGRAPHS:
        image = photograph(name)
        h, flips = stored(image)
        with_flips = variants(any_functions, h, flips)
        without = variants(any_functions, h, None)
        for number in range(1, 16):
            expected = reference(really(image, number))
            # In a negative the mean stays on top while all else changes sides, so the frequency
            # just below the median is below it still: that bit is always off.
            off = 2 + (number >= 8)
            assert distance(with_flips[number], expected) <= off, (name, number)
            assert distance(without[number], expected) <= 11, (name, number)
        # None is near another, so none of the above can hold by a mistake of the number.
        found = [h, *with_flips.values()]
        nearest = min(distance(a, b) for i, a in enumerate(found) for b in found[:i])
        assert nearest > 11, name


@PLAIN
@given(table=st.lists(hashes, min_size=1, max_size=50))
def test_transposed(any_functions: psycopg.Connection, table: list[int]) -> None:
    rows = any_functions.execute(
        "SELECT lookalike.phash_transposed(h)::text,"
        " lookalike.phash_transposed(lookalike.phash_transposed(h)) = h"
        " FROM unnest(%s::bit(64)[]) WITH ORDINALITY AS t (h, n) ORDER BY n",
        [[bits(h) for h in table]],
    ).fetchall()
    assert rows == [(bits(transposed(h)), True) for h in table]


def test_every_bit_goes_to_its_place(any_functions: psycopg.Connection) -> None:
    rows = any_functions.execute(
        "SELECT n, lookalike.phash_transposed(set_bit(0::bigint::bit(64), n, 1))::text"
        " FROM generate_series(0, 63) AS n"
    ).fetchall()
    assert {n: found.index("1") for n, found in rows} == {n: n % 8 * 8 + n // 8 for n in range(64)}


@PLAIN
@given(h=hashes, flips=st.integers(0, 2**192 - 1))
def test_what_the_numbers_mean(any_functions: psycopg.Connection, h: int, flips: int) -> None:
    """Laws for any bits: flips are taken as they are, 4 transposes them, 8 leaves the mean."""
    found = {0: h, **variants(any_functions, h, flips)}
    assert [found[1], found[2], found[3]] == [flips >> n & (2**64 - 1) for n in (128, 64, 0)]
    for number in range(4):
        assert found[number + 4] == transposed(found[number])
    for number in range(8):
        assert found[number + 8] ^ found[number] == 2**63 - 1


@PLAIN
@given(h=hashes)
def test_without_flips_they_form_a_group(any_functions: psycopg.Connection, h: int) -> None:
    """Each variant has the same variants, the picture among them, and no two are one."""
    found = {h, *variants(any_functions, h, None).values()}
    for one in list(found)[:3]:
        assert {one, *variants(any_functions, one, None).values()} == found
    # Only the mean is alike in all.
    assert {one >> 63 for one in found} == {h >> 63}


def test_nulls(any_functions: psycopg.Connection) -> None:
    h, flips = stored(photograph("chelsea"))
    one = any_functions.execute("SELECT lookalike.phash_transposed(NULL)").fetchone()
    assert one == (None,)
    # Flips that are not known may be left out.
    rows = any_functions.execute(
        "SELECT variant, phash::text FROM lookalike.phash_variants(%s::bit(64))", [bits(h)]
    ).fetchall()
    assert {n: int(found, 2) for n, found in rows} == variants(any_functions, h, None)
    assert variants(any_functions, h, None) != variants(any_functions, h, flips)
    # Of no hash there are no variants that would match anything.
    rows = any_functions.execute(
        "SELECT phash FROM lookalike.phash_variants(NULL) WHERE phash IS NOT NULL"
    ).fetchall()
    assert rows == []


def test_longer_hashes(any_functions: psycopg.Connection) -> None:
    """No part of a longer hash is taken for the whole."""
    for call in ("phash_transposed(1::bit(256))", "phash_variants(1::bit(256))"):
        with pytest.raises(psycopg.errors.DataError):
            any_functions.execute(f"SELECT * FROM lookalike.{call}")

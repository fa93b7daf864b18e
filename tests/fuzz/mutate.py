"""Mutations of files, the same for the same seed."""

from collections.abc import Sequence
from random import Random

_EXTREMES = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\0\0\0\x80", b"\0\1\0\0")


def mutated(content: bytes, others: Sequence[bytes], random: Random) -> bytes:
    """Return the content with one to eight faults; half of them early, where headers are."""
    data = bytearray(content)
    for _ in range(random.choice((1, 1, 1, 1, 2, 3, 8))):
        if not data:
            break
        random.choice(_FAULTS)(data, others, random)
    return bytes(data)


def _place(data: bytearray, random: Random) -> int:
    end = len(data) if random.random() < 0.5 else min(len(data), 256)
    return random.randrange(end)


def _flip(data: bytearray, _: Sequence[bytes], random: Random) -> None:
    for _ in range(random.choice((1, 1, 2, 16))):
        data[_place(data, random)] ^= 1 << random.randrange(8)


def _extreme(data: bytearray, _: Sequence[bytes], random: Random) -> None:
    value = random.choice(_EXTREMES)[: random.choice((1, 2, 4))]
    at = _place(data, random)
    data[at : at + len(value)] = value


def _cut(data: bytearray, _: Sequence[bytes], random: Random) -> None:
    del data[_place(data, random) :]


def _remove(data: bytearray, _: Sequence[bytes], random: Random) -> None:
    at = _place(data, random)
    del data[at : at + random.randint(1, 64)]


def _repeat(data: bytearray, _: Sequence[bytes], random: Random) -> None:
    at = _place(data, random)
    data[at:at] = data[at : at + random.randint(1, 512)] * random.randint(1, 20)


def _noise(data: bytearray, _: Sequence[bytes], random: Random) -> None:
    at = _place(data, random)
    data[at : at + 64] = random.randbytes(random.randint(1, 64))


def _splice(data: bytearray, others: Sequence[bytes], random: Random) -> None:
    other = random.choice(others)
    at = random.randrange(len(other) or 1)
    data[_place(data, random) :] = other[at:]


_FAULTS = (_flip, _flip, _extreme, _extreme, _cut, _remove, _repeat, _noise, _splice)

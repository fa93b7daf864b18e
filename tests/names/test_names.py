"""File names as bytes and as text that PostgreSQL stores."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lookalike.names import escape_path, name_problem, unescape_path

# Bytes that meet each other in escapes are drawn more often than chance would have it.
names = (
    st.binary().map(lambda raw: raw.replace(b"\0", b""))
    | st.text(alphabet="\\xX5Cc41fé/", max_size=12).map(lambda text: text.encode())
    | st.lists(
        st.sampled_from(
            [b"\\", b"x", b"5C", b"\xff", b"\xc3", b"\xa9", b"4", b"1", b"\xed\xa0\x80"]
        )
    ).map(b"".join)
)


@given(names)
@example(b"\\x41")
@example(b"\\\xff")
@example(b"\\x5Cx41")
def test_a_name_comes_back(raw: bytes) -> None:
    assert unescape_path(escape_path(raw)) == raw


@given(names)
def test_postgresql_can_store_it(raw: bytes) -> None:
    text = escape_path(raw)
    assert "\0" not in text
    text.encode("utf-8")  # no lone surrogate


@given(names, names)
def test_two_names_never_meet(one: bytes, other: bytes) -> None:
    assert (escape_path(one) == escape_path(other)) == (one == other)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"a/b.jpg", "a/b.jpg"),
        ("Fotografía 1.jpg".encode(), "Fotografía 1.jpg"),
        (b"caf\xe9.jpg", r"caf\xE9.jpg"),
        (rb"C:\x41", r"C:\x5Cx41"),
        (rb"back\slash", r"back\slash"),
        (b"new\nline", "new\nline"),
    ],
)
def test_what_is_written(raw: bytes, text: str) -> None:
    assert escape_path(raw) == text


def test_a_nul_byte_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        escape_path(b"a\0b")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"caf\xe9.jpg", "not valid UTF-8: byte 0xE9 at position 4"),
        (b"new\nline.jpg", "line break: U\\+000A at position 4"),
        (b"bell\a", "control character: U\\+0007"),
        ("\u2028".encode(), "line break"),
        ("\x85".encode(), "line break"),
    ],
)
def test_a_name_that_is_trouble(raw: bytes, words: str) -> None:
    assert re.search(words, name_problem(raw) or "")


@pytest.mark.parametrize("name", ["a.jpg", "été.png", "emoji 📷.jpg", " leading", "a\\b", "-rf"])
def test_a_name_that_is_none(name: str) -> None:
    assert name_problem(name.encode()) is None

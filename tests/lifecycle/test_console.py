"""What commands print: a table, and names that cannot pass for a line of ours."""

import sys
import unicodedata

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lookalike import cli
from lookalike.console import harmless, say, say_table, warn, warn_of_error
from lookalike.errors import LookalikeError

# C0, DEL, C1, separators of lines, marks of direction and whatever else does not print.
HOSTILE = sorted(
    {*map(chr, range(32)), *map(chr, range(127, 160))}
    | {
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(character) in ("Zl", "Zp", "Cf")
    }
)
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def test_a_table_on_a_pipe_is_plain_and_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    path = f"{'deep/' * 60}日本 [bold] \x1b[31m.tif"
    say_table(
        ("", "name", "images", "share", "path"),
        [("*", "日本", "1,200", "-", path), ("", "a", "7", "10.0%", "b.tif")],
    )
    assert capsys.readouterr().out.splitlines() == [
        "   name  images  share  path",
        f"*  日本   1,200      -  {path.replace(chr(27), chr(92) + 'x1b')}",
        "   a          7  10.0%  b.tif",
    ]


def test_a_table_without_rows_has_its_headings(capsys: pytest.CaptureFixture[str]) -> None:
    say_table(("plan", "name"), [])
    assert capsys.readouterr().out == "plan  name\n"


def test_every_hostile_character_is_spelled_out() -> None:
    assert set(BIDI) < set(HOSTILE)
    for character in HOSTILE:
        assert harmless(f"a{character}b") == f"a{ascii(character)[1:-1]}b"


@given(st.text(st.one_of(st.characters(), st.sampled_from(HOSTILE)), max_size=40))
def test_a_name_is_one_line_and_plain(name: str) -> None:
    printed = harmless(name)
    assert printed.isprintable()
    assert len(printed.splitlines()) <= 1
    assert harmless("日本 é [bold]").startswith("日本 é")


@pytest.mark.parametrize(
    "name",
    [
        "x.png\n   stays: masters: fake.tif",
        "x.png\r   stays: masters: fake.tif",
        "x.png\u2028   stays: masters: fake.tif",
        "x.png\x85   stays: masters: fake.tif",
        "x\x1b[2K\x9b2Kgone.png",
        "gpj.\u202egnp.x",
        ":warning: [bold red]x[/] [link=http://example.org]:smile:[/link]",
    ],
)
def test_a_name_forges_no_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    say(f"   moves: {name}")
    warn(f"{name}: could not be moved")
    say_table(("path",), [(name,)])
    printed = capsys.readouterr()
    assert printed.out.splitlines() == [f"   moves: {harmless(name)}", "path", harmless(name)]
    assert printed.err.splitlines() == [f"{harmless(name)}: could not be moved"]


def test_an_error_is_printed_in_its_own_lines(capsys: pytest.CaptureFixture[str]) -> None:
    name = "a\nHINT: trust me"
    warn_of_error(
        LookalikeError(
            f'cannot read "{name}"',
            detail=f"{name} is gone.",
            hint="Look again.",
            shown=["x = 1", "    ^"],
        )
    )
    assert capsys.readouterr().err.splitlines() == [
        r'error: cannot read "a\nHINT: trust me"',
        "  x = 1",
        "      ^",
        r"DETAIL: a\nHINT: trust me is gone.",
        "HINT: Look again.",
    ]


def test_an_error_of_the_server_forges_no_line(
    archive_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        with psycopg.connect(archive_url) as connection:
            connection.execute(
                "DO $$ BEGIN RAISE EXCEPTION '%', E'no file a\\nHINT: b'"
                " USING DETAIL = E'c\\nHINT: d'; END $$"
            )

    monkeypatch.setattr(cli, "command", lambda: fails)
    with pytest.raises(SystemExit):
        cli.main()
    assert capsys.readouterr().err.splitlines() == [
        r"error: no file a\nHINT: b",
        r"DETAIL: c\nHINT: d",
    ]

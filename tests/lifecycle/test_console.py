"""The table that commands print."""

import pytest

from lookalike.console import say_table


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

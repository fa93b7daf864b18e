"""`lookalike policy`, as a person uses it."""

from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection

from builder import FakeImage, put
from command import run_command
from lookalike.errors import LookalikeError

EXAMPLE = Path(__file__).parents[2] / "docs/policies/public-library.toml"


@pytest.fixture
def run(archive: Connection[Any], archive_url: str) -> Any:
    """Runs a command on an archive of a picture, a smaller one, and one that is like neither."""
    put(
        archive,
        [
            FakeImage("a", width=200, height=200),
            FakeImage("b", content="x"),
            FakeImage("c", content="x"),
            FakeImage("d", phash=2**63 - 1),
        ],
    )
    for stage in ("find_matches", "form_clusters", "classify_images"):
        archive.execute(f"CALL lookalike.{stage}()".encode())

    def run(*arguments: object) -> str:
        return run_command(archive_url, "policy", *arguments)

    return run


def test_a_policy_from_file_to_use(run: Any, tmp_path: Path) -> None:
    shown = run("show")
    assert shown.startswith('name = "default"\n')
    mine = tmp_path / "mine.toml"
    text = shown.replace('"default"', '"mine"', 1)
    text = text.replace(
        'class = "unique"\ndisposition = "retain"', 'class = "unique"\ndisposition = "transfer"'
    )
    mine.write_text(text, encoding="utf-8")

    assert run("check", mine) == 'Policy "mine" is in order: 16 rules.\n'
    compared = run("diff", mine)
    assert "would change class or disposition of 1 of 4 images" in compared
    assert "test:d: unique, retain -> unique, transfer" in compared
    assert "mine" not in run("list")  # nothing was stored

    assert 'Policy "mine", version 1, is in use.' in run("apply", mine, "--by", "lookalike")
    assert "was in use already" in run("apply", mine, "--by", "lookalike")
    listed = [line.split() for line in run("list").splitlines()]
    assert [line[:3] for line in listed[1:]] == [["default", "2", "16"], ["*", "mine", "1"]]
    assert run("show") == run("show", "mine", "--version", "1") == text
    assert run("show", "default") == shown


def test_a_difference_in_full(run: Any, tmp_path: Path) -> None:
    assert run("diff", EXAMPLE, "--limit", "0").count("\n") < 6
    run("diff", EXAMPLE, "--csv", tmp_path / "all.csv")
    lines = (tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("image_id,collection,path,class_before,class_after,")
    with pytest.raises(LookalikeError, match="cannot write"):
        run("diff", EXAMPLE, "--csv", tmp_path / "none" / "all.csv")


def test_columns_are_listed(run: Any) -> None:
    assert "is_published_pixels" in run("columns")


def test_what_is_not_there(run: Any, tmp_path: Path) -> None:
    with pytest.raises(LookalikeError, match='policy "none" does not exist'):
        run("show", "none")
    with pytest.raises(LookalikeError, match='policy "default" has no version 9'):
        run("show", "default", "--version", "9")
    with pytest.raises(LookalikeError, match="cannot read"):
        run("apply", tmp_path / "none.toml", "--by", "lookalike")

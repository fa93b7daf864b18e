"""`lookalike settings`, as people type it."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection

from command import run_command
from lookalike.errors import LookalikeError


def test_a_new_archive_has_the_defaults(any_archive: Connection[Any]) -> None:
    """The file that inserts them and the function that knows them say the same."""
    others = any_archive.execute(
        "SELECT name FROM lookalike_internal.setting WHERE value IS DISTINCT FROM default_value"
    ).fetchall()
    assert others == []


def test_a_setting_is_shown_changed_and_reset(archive: Connection[Any], archive_url: str) -> None:
    def settings(*arguments: str) -> str:
        said = run_command(archive_url, "settings", *arguments)
        if arguments == ("list",):
            return said
        done, next_step = said.splitlines(keepends=True)
        assert next_step == "There is no collection yet. Next: lookalike audit FOLDER\n"
        return done

    def line(name: str) -> list[str]:
        (found,) = (line for line in settings("list").splitlines() if f" {name} " in line)
        return found.split()

    assert settings("list").split()[:4] == ["name", "value", "default", "description"]
    assert line("match_radius")[:4] == ["match_radius", "8", "8", "Two"]
    assert settings("set", "match_radius", "10") == "Setting match_radius is now 10. It was 8.\n"
    assert line("match_radius")[:4] == ["*", "match_radius", "10", "8"]
    assert archive.execute("SELECT lookalike.get_setting('match_radius')").fetchall() == [("10",)]
    assert settings("set", "match_radius", "10") == "Nothing to do: setting match_radius is 10.\n"
    assert settings("reset", "match_radius") == "Setting match_radius is now 8. It was 10.\n"
    assert settings("reset", "match_radius") == "Nothing to do: setting match_radius is 8.\n"
    assert line("match_radius")[:3] == ["match_radius", "8", "8"]


@pytest.mark.parametrize("arguments", [("set", "match_radios", "1"), ("reset", "match_radios")])
def test_an_unknown_name_is_explained(archive_url: str, arguments: tuple[str, ...]) -> None:
    with pytest.raises(LookalikeError, match='setting "match_radios" does not exist') as caught:
        run_command(archive_url, "settings", *arguments)
    assert caught.value.hint == (
        'Did you mean "match_radius"? List the settings: lookalike settings list'
    )


@pytest.mark.parametrize("value", ["65", "-1", "wide"])
def test_a_wrong_value_is_explained(archive_url: str, value: str) -> None:
    with pytest.raises(psycopg.Error, match="invalid value for setting") as caught:
        run_command(archive_url, "settings", "set", "match_radius", value)
    assert caught.value.diag.message_hint == "Give a whole number from 0 to 64."


def test_the_function_refuses_an_unknown_name(archive: Connection[Any]) -> None:
    with pytest.raises(psycopg.Error, match='setting "other" does not exist'):
        archive.execute("SELECT lookalike.reset_setting('other')")

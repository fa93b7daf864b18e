"""What `--help` shows at 80 columns, and the earlier spellings that it does not show."""

import re
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from lookalike.cli import app

TREE: Any = typer.main.get_command(app)
GROUPS = [(), *((name,) for name, command in TREE.commands.items() if hasattr(command, "commands"))]
HEADINGS = {
    "Look": {
        "audit",
        "status",
        "report",
        "serve",
        "find",
        "evaluate",
        "takedown",
        "verify",
        "export",
        "psql",
    },
    "Stages": {"scan", "encode", "embed", "match", "prove", "cluster", "lineage", "classify"},
    "Act": {
        "import",
        "collection",
        "site",
        "review",
        "hold",
        "restriction",
        "policy",
        "authority",
        "quarantine",
    },
    "Set up": {
        "install",
        "doctor",
        "dump",
        "restore",
        "server",
        "preload",
        "user",
        "model",
        "index",
        "settings",
        "demo",
    },
}


def commands_of(group: tuple[str, ...]) -> dict[str, Any]:
    """The commands of `lookalike`, or of one of its groups."""
    commands: dict[str, Any] = TREE.commands
    for name in group:
        commands = commands[name].commands
    return commands


COMMANDS = [(*group, name) for group in GROUPS for name in commands_of(group)]


def help_of(*words: str) -> str:
    done = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "80"}, color=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_commands_stand_under_four_headings() -> None:
    shown = help_of()
    sections = dict(re.findall(r"^(\w[\w ]*):\n((?:  .*\n)+)", shown, re.MULTILINE))
    assert list(sections) == ["Options", *HEADINGS]
    for heading, names in HEADINGS.items():
        assert {line.split()[0] for line in sections[heading].splitlines()} == names


@pytest.mark.parametrize("group", GROUPS, ids=" ".join)
def test_each_summary_is_a_sentence_on_one_line(group: tuple[str, ...]) -> None:
    lines = help_of(*group).splitlines()
    for name, command in commands_of(group).items():
        if command.hidden:
            continue
        assert command.help, name
        sentence = command.help.split("\n\n")[0]
        assert sentence.endswith("."), name
        assert ". " not in sentence, name
        (shown,) = (line for line in lines if line.split()[:1] == [name] and line.startswith("  "))
        assert shown.split(maxsplit=1)[1] == sentence, "it does not fit its line"
        assert len(shown) <= 80


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_says_what_every_option_is_for(command: tuple[str, ...]) -> None:
    shown = help_of(*command)
    assert "…" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    (this,) = (found for name, found in commands_of(command[:-1]).items() if name == command[-1])
    for parameter in this.params:
        assert getattr(parameter, "help", None), parameter.name


def test_no_group_has_one_command() -> None:
    assert all(len(commands_of(group)) > 1 for group in GROUPS)


def test_people_are_named_by_one_option() -> None:
    options = {
        option for command in COMMANDS
        for option in re.findall(r"--[a-z-]+", help_of(*command))
    }  # fmt: skip
    assert "--by" in options
    assert "--reviewer" not in options


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (["verify", "--head", "?"], ["verify", "log", "--head", "?"]),
        (["import", "--name", "x"], ["import", "catalogue", "--name", "x"]),
    ],
)
def test_earlier_commands_are_understood(now: list[str], before: list[str]) -> None:
    one, other = (CliRunner().invoke(app, words) for words in (now, before))
    assert one.exit_code == other.exit_code
    assert (one.output, str(one.exception)) == (other.output, str(other.exception))
    assert one.output or re.search("not the head|needs one source", str(one.exception))

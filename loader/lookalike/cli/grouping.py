"""How commands are grouped, and the earlier spellings that they still understand."""

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

# The headings of the help, in the order of the help.
HEADINGS = LOOK, STAGES, ACT, SET_UP = "Look", "Stages", "Act", "Set up"


class HelpGroup(TyperGroup):
    """Lists its commands under the headings that they name, each with its whole summary."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write a section for each heading, in their order; Typer itself puts groups last."""
        width = max(map(len, self.commands))  # all sections have the same columns
        sections: dict[str, list[tuple[str, str]]] = {heading: [] for heading in HEADINGS}
        for name, command in self.commands.items():
            if not command.hidden:
                heading = getattr(command, "rich_help_panel", None) or "Commands"
                summary = command.get_short_help_str(limit=1000)  # longer ones are folded
                sections.setdefault(heading, []).append((name.ljust(width), summary))
        for heading, lines in ((heading, lines) for heading, lines in sections.items() if lines):
            with formatter.section(heading):
                formatter.write_dl(lines)


def command_group(purpose: str) -> typer.Typer:
    """A command that has commands."""
    return typer.Typer(
        cls=HelpGroup,
        help=purpose,
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )


def group_with_default(purpose: str, default: str, takes_files: bool = False) -> typer.Typer:
    """A command that has commands, and runs one of them where it is given only options, or none.

    If that one `takes_files`, it also runs where the first word is no command.
    """

    class DefaultGroup(HelpGroup):
        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            word = next(iter(args), "-")
            is_named = word == "--help" or not word.startswith("-")
            if takes_files:
                is_named = word == "--help" or word in self.commands
            return super().parse_args(ctx, args if is_named else [default, *args])

    group = command_group(purpose)
    group.info.cls = DefaultGroup
    return group


class ByCommand(TyperCommand):
    """Takes `--reviewer`, as `--by` was called in some commands, for `--by`."""

    def make_parser(self, ctx: Any) -> Any:
        """Add the earlier name to the parser, which the help does not ask."""
        parser = super().make_parser(ctx)
        for option in self.params:
            if "--by" in option.opts:
                parser.add_option(obj=option, opts=["--reviewer"], dest=option.name)  # type: ignore[arg-type]
        return parser

"""`settings`: the values that the stages and the report go by."""

from typing import Annotated, Any

import typer
from psycopg import Connection

from lookalike.cli.grouping import command_group
from lookalike.cli.mend import archive_to_change
from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.cli.query import Row, rows
from lookalike.console import say, say_table
from lookalike.database import connect, one, open_target
from lookalike.errors import LookalikeError
from lookalike.nearest import did_you_mean

app = command_group("Show and change the settings of the archive.")

NameArgument = Annotated[
    str, typer.Argument(metavar="NAME", help="Name of the setting: see lookalike settings list.")
]


@app.command("list")
def list_settings(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """List the settings, with their values and defaults.

    * marks a value that is not the default.
    """
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        settings = rows(connection, "settings")
    say_table(
        ("", "name", "value", "default", "description"),
        [
            (
                "" if setting["value"] == setting["default_value"] else "*",
                setting["name"],
                setting["value"],
                setting["default_value"],
                setting["description"],
            )
            for setting in settings
        ],
    )


# A value such as -1 is no option: the database says which values a setting can have.
@app.command("set", context_settings={"ignore_unknown_options": True})
def set_(
    name: NameArgument,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The new value.")],
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Change a setting.

    A stage uses the new value from its next run. The settings for proposing pairs apply only to
    new pictures.
    """
    with archive_to_change(database, data_dir, mends=False) as (connection, _):
        before = _find(connection, name)
        change_setting(connection, name, value)
        _say_change(before, value)


@app.command()
def reset(
    name: NameArgument, database: DatabaseOption = None, data_dir: DataDirOption = None
) -> None:
    """Give a setting its default value again."""
    with archive_to_change(database, data_dir, mends=False) as (connection, _):
        before = _find(connection, name)
        value = one(connection, "SELECT lookalike.reset_setting(%s)", name)
        _say_change(before, value)


def change_setting(connection: Connection[Any], name: str, value: str) -> None:
    """Give a setting another value. An error of the database says which values are possible."""
    connection.execute("SELECT lookalike.set_setting(%s, %s)", (name, value))


def _find(connection: Connection[Any], name: str) -> Row:
    """Find a setting by its name. Raises LookalikeError."""
    settings = {row["name"]: row for row in rows(connection, "settings")}
    if name not in settings:
        raise LookalikeError(
            f'setting "{name}" does not exist',
            hint=did_you_mean(name, settings) + "List the settings: lookalike settings list",
        )
    return settings[name]


def _say_change(before: Row, value: str) -> None:
    if before["value"] == value:
        say(f"Nothing to do: setting {before['name']} is {value}.")
    else:
        say(f"Setting {before['name']} is now {value}. It was {before['value']}.")

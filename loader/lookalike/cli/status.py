"""`lookalike status`: what the archive holds, what is behind, and what waits for people."""

from lookalike.behind import find_behind, name_commands
from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.cli.query import Row, rows
from lookalike.console import counted, format_bytes, say
from lookalike.database import connect, open_target
from lookalike.database.target import is_made

_BEGIN = (
    "There is no archive yet. To make one:",
    "  lookalike audit FOLDER  reads the images in a folder, and changes nothing there",
    "  lookalike demo FOLDER   makes a small archive, to try Lookalike on",
)


def status(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """Show what is behind, what waits for people, and the next command."""
    from lookalike.report.moves import read_moves  # the report reads pictures

    if is_made(database, data_dir):
        with open_target(database, data_dir) as target, connect(target.url) as connection:
            (holdings,) = rows(connection, "holdings")
            behind = find_behind(connection)
            work = rows(connection, "open_work")
            moves = read_moves(connection)
        _say_holdings(holdings)
        say(moves)
        if holdings["collections"]:
            _say_stages(behind)
        else:
            say("Next: lookalike audit FOLDER")
        _say_work(work)
    else:
        for line in _BEGIN:
            say(line)
    say("All commands: lookalike --help")


def _say_holdings(holdings: Row) -> None:
    say(
        f"{counted(holdings['images'], 'image')} ({format_bytes(holdings['bytes'])})"
        f" in {counted(holdings['collections'], 'collection')},"
        f" {counted(holdings['clusters'], 'cluster')} of copies."
    )


def _say_stages(behind: list[Row]) -> None:
    if behind:
        say(
            f"Behind: {', '.join(row['stage'] for row in behind)}."
            " What these stages show is from before the last changes."
        )
        say(f"Next: {name_commands(behind)}")
    else:
        say("Pairs, clusters and classes show everything that was scanned and decided.")


def _say_work(work: list[Row]) -> None:
    if not work:
        say("Nothing waits for people.")
        return
    say("")
    say("Waits for people, the most urgent first:")
    widest = max(len(f"{row['items']:,}") for row in work)
    for row in work:
        since = f", since {row['since']}" if row["since"] else ""
        say(f"  {row['items']:>{widest},}  {row['work']}{since}")
        say(f"  {'':{widest}}  {row['command']}")

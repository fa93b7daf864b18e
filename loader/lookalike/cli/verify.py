"""`verify`: proofs that the records of the archive, and its files, are as they were written."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from psycopg import Connection

from lookalike.cli.grouping import group_with_default
from lookalike.cli.options import DatabaseOption, DataDirOption
from lookalike.cli.query import rows
from lookalike.console import counted, format_bytes, say, warn
from lookalike.database import connect, one, open_target
from lookalike.database.install import installed
from lookalike.database.sources import extension_version
from lookalike.errors import LookalikeError
from lookalike.verify.chain import Chain, read_chain
from lookalike.verify.heads import HeadFile, KeptHead, open_heads
from lookalike.verify.installed import compare_with_shipped
from lookalike.verify.timestamp import Authority, read_authority, request_stamp

app = group_with_default("Prove that the event log, the functions and the files are intact.", "log")

_SHOWN = 20  # differences that are printed


@app.command("log")
def verify_log(
    head: Annotated[
        str | None,
        typer.Option(
            "--head",
            metavar="HASH",
            help="A head that an earlier call printed, and that you kept outside the database.",
        ),
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep",
            metavar="FILE",
            help="Find all heads of this file in the log, then add the present head to the file."
            " Keep it where the owner of the database cannot write.",
        ),
    ] = None,
    timestamp: Annotated[
        str | None,
        typer.Option(
            "--timestamp",
            metavar="URL",
            help="Have the kept head stamped by the time stamp authority (RFC 3161) at this"
            " address. Needs --keep and --timestamp-ca.",
        ),
    ] = None,
    timestamp_ca: Annotated[
        Path | None,
        typer.Option(
            "--timestamp-ca",
            metavar="PEM",
            help="The root certificate of the authority, with which all stamps of the kept heads"
            " are checked.",
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="URL",
            help="An empty database on another server of the same major version, for the archive"
            " to compare with. [default: a server of lookalike's own]",
        ),
    ] = None,
    log_only: Annotated[
        bool,
        typer.Option(
            "--log-only", help="Check only the log, not the functions, triggers and rights."
        ),
    ] = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Prove that the event log is complete, and the functions are as shipped.

    The command computes the hash of each event itself, and names the first event that is wrong.
    It also compares functions, views, triggers, constraints and rights with those that lookalike
    ships. It ends with exit code 1 if anything is wrong, or if the log does not hold a head that
    you kept. It changes nothing in the database.
    """
    expected = _parse(head)
    if (timestamp is not None or timestamp_ca is not None) and keep is None:
        raise LookalikeError("time stamps are for kept heads", hint="Add --keep FILE.")
    if timestamp is not None and timestamp_ca is None:
        raise LookalikeError(
            "a time stamp is checked with the certificate of its authority",
            hint="Add --timestamp-ca PEM.",
        )
    authority = None if timestamp_ca is None else read_authority(timestamp_ca)
    with ExitStack() as stack:
        kept = None if keep is None else stack.enter_context(open_heads(keep))
        connection = stack.enter_context(_connected(database, data_dir))
        is_current = installed(connection) is not None
        faults = _compare(connection, against) if is_current and not log_only else 0
        chain = _check_log(connection, expected, kept)
        if kept is not None:
            if authority is not None:
                _check_stamps(kept, authority)
            _keep(kept, chain)
            if timestamp is not None and authority is not None:
                _stamp(kept, timestamp, authority)
    if not is_current and not log_only:
        raise LookalikeError(
            f"the archive is not up to date with lookalike {extension_version()}",
            detail="Its functions are those of another version, and were not compared.",
            hint="Run lookalike install, then verify again. --log-only checks only the log.",
        )
    if faults:
        raise LookalikeError(
            f"the archive is not as lookalike {extension_version()} ships it:"
            f" {counted(faults, 'difference')}",
            detail="Somebody changed it.",
            hint="Find out who changed it, and drop what is not of lookalike. Then lookalike"
            " install --force puts the functions, views, triggers and rights of the roles"
            " back.",
        )
    if not log_only:
        say(
            "The functions, views, triggers, constraints and rights are those that lookalike"
            f" {extension_version()} ships."
        )


@app.command("files")
def verify_files(
    share: Annotated[
        str,
        typer.Option("--share", metavar="PERCENT", help="The share of all files to read again."),
    ] = "1%",
    files: Annotated[
        int | None,
        typer.Option(
            "--files", metavar="N", min=1, help="Read this number of files, not a share of them."
        ),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Read a share of the files again, and compare their bytes.

    The files of all collections and those in quarantine take part, whatever their dates. Half of
    the share are the files that were not read for the longest time. The other half is drawn at
    random. The command names each file that is changed, missing or unreadable, writes it to the
    event log, and then ends with exit code 1. Run it every day.
    """
    from lookalike.verify.files import check_files

    part = _parse_share(share)
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        result = check_files(connection, share=part, files=files)
        (state,) = rows(connection, "fixity_state")
    outcomes = result.outcomes
    say(
        f"{outcomes.total():,} of {counted(result.files, 'file')} read again"
        f" ({format_bytes(result.byte_size)}): {outcomes['intact']:,} intact,"
        f" {outcomes['changed']:,} changed, {outcomes['missing']:,} missing,"
        f" {outcomes['unreadable']:,} unreadable."
    )
    for location, explanation in [*result.closed, *result.failures]:
        warn(f'"{location}": {explanation}')
    if outcomes.total() - outcomes["intact"] > len(result.failures):
        warn("... and more: lookalike psql -c \"SELECT * FROM fixity WHERE outcome <> 'intact'\"")
    say(
        f"Not read again yet: {counted(state['never'], 'file')}."
        + ("" if state["oldest"] is None else f" Oldest check of the others: {state['oldest']}.")
    )
    if result.failed:
        raise typer.Exit(1)


def _parse_share(share: str) -> float:
    """Return a share from 0 to 1. Raises LookalikeError."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?%?", share.strip())
    if found is None or not 0 < float(found[1]) <= 100:
        raise LookalikeError(
            f'"{share}" is not a share of files', hint="Give a percentage, such as 1% or 0.5%."
        )
    return float(found[1]) / 100


@contextmanager
def _connected(database: str | None, data_dir: Path | None) -> Iterator[Connection]:
    """Connect to an archive as it is: nothing is brought up to date before it is looked at."""
    with (
        open_target(database, data_dir, install=False) as target,
        connect(target.url) as connection,
    ):
        if one(connection, "SELECT to_regnamespace('lookalike_internal')") is None:
            raise LookalikeError(
                "this database holds no archive",
                hint="Is it the right database? lookalike doctor says what is installed.",
            )
        yield connection


def _parse(head: str | None) -> bytes | None:
    if head is None:
        return None
    if not re.fullmatch(r"\s*[0-9A-Fa-f]{64}\s*", head):
        raise LookalikeError(
            f'"{head}" is not the head of an event log',
            detail="The head is a SHA-256: 64 hexadecimal digits.",
            hint="Give the head that an earlier lookalike verify printed.",
        )
    return bytes.fromhex(head.strip())


def _check_log(connection: Connection, expected: bytes | None, kept: HeadFile | None) -> Chain:
    """Say what the log is like, and return it. Raises LookalikeError if it is broken."""
    heads = [
        *([] if kept is None else kept.heads),
        *([] if expected is None else [KeptHead(expected)]),
    ]
    chain = read_chain(connection, [early.head for early in heads])
    if chain.first_break is not None:
        found = chain.first_break
        where = "" if found.event_id is None else f" at event {found.event_id}"
        raise LookalikeError(
            f"the event log is broken{where}: {found.kind}",
            detail=found.explanation,
            hint="Do not change the database. Compare it with a backup.",
        )
    for early in heads:
        if early.event_id is not None and chain.found[early.head] != early.event_id:
            raise LookalikeError(
                f"head {early.head.hex()} was kept as that of event {early.event_id}",
                detail=f"In the log it is the hash of event {chain.found[early.head]}.",
                hint="Was the file of the heads changed? Compare it with a backup.",
            )
    events, proof = counted(chain.events, "event"), _explain(chain, expected, kept)
    say(f"The event log is intact: {events}. {proof}")
    if chain.head is not None and kept is None:
        say(f"Head: {chain.head.hex()}")
        say(
            "Keep this head outside the database. With it, lookalike verify --head HASH finds any"
            " later change of these events."
        )
    return chain


def _explain(chain: Chain, expected: bytes | None, kept: HeadFile | None) -> str:
    if expected is not None:
        number = chain.found[expected]
        return f"Event {number} has the hash that was kept; events since: {chain.events - number}."
    if kept is not None and kept.heads:
        return f"It holds {counted(len(kept.heads), 'head')} that you kept."
    words = "Each event has the hash with which it was sealed, and follows from the event before."
    return words if kept is None else f"{words} The file held no head yet."


def _keep(kept: HeadFile, chain: Chain) -> None:
    if chain.head is None:
        say("There is no head to keep.")
    elif kept.holds_last(chain.head):
        say(f"The head is the one that was kept last: {chain.head.hex()}")
    else:
        kept.append(chain.head, chain.events)
        say(f"Head {chain.head.hex()} of event {chain.events} is kept in {kept.path}.")


def _check_stamps(kept: HeadFile, authority: Authority) -> None:
    stamped = [early for early in kept.heads if kept.token_path(early).exists()]
    for early in stamped:
        authority.check(kept.token_path(early).read_bytes(), early.head)
    if stamped:
        say(f"The time stamps hold: {len(stamped):,}.")


def _stamp(kept: HeadFile, url: str, authority: Authority) -> None:
    """Have the last head stamped, unless it is."""
    if not kept.heads or kept.token_path(kept.heads[-1]).exists():
        return
    last = kept.heads[-1]
    token, time = request_stamp(url, last.head, authority)
    with kept.token_path(last).open("xb") as file:
        file.write(token)
    say(f"The head was stamped at {time:%Y-%m-%d %H:%M:%S} UTC: {kept.token_path(last)}")


def _compare(connection: Connection, against: str | None) -> int:
    """Say where the archive is not as it was shipped, and count the faults."""
    differences = compare_with_shipped(connection, against)
    for difference in differences[:_SHOWN]:
        warn(difference.text if difference.is_fault else f"note: {difference.text}")
    if len(differences) > _SHOWN:
        warn(f"... and {len(differences) - _SHOWN:,} more")
    return sum(difference.is_fault for difference in differences)

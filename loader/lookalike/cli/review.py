"""`review`: the cases that people decide, and how often the machine was right."""

import shlex
from decimal import Decimal
from typing import Annotated, Any

import typer
from psycopg import Connection

from lookalike.cli.ask import YesOption, ask
from lookalike.cli.entries import find_entry
from lookalike.cli.grouping import ByCommand, command_group
from lookalike.cli.images import find_image_id
from lookalike.cli.mend import archive_to_change
from lookalike.cli.options import ByOption, DatabaseOption, DataDirOption, ReasonOption
from lookalike.cli.query import rows
from lookalike.console import counted, format_bytes, say, say_table
from lookalike.database import connect, one, open_target
from lookalike.errors import LookalikeError
from lookalike.queue_kinds import QUEUE_KINDS

DECISIONS = (
    "duplicate",
    "not a duplicate",
    "keep",
    "quarantine",
    "rights settled",
    "metadata settled",
    "same record",
    "not the same record",
)
_PAIR = DECISIONS[:2]
_RECORDS = DECISIONS[6:]

app = command_group("Decide about doubtful images, and plan regular reviews.")


@app.command()
def queue(
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="List no more cases than this.")
    ] = 20,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            help=f"List only cases of this kind: {', '.join(QUEUE_KINDS)}.",
        ),
    ] = None,
    collection: Annotated[
        str | None,
        typer.Option("--collection", metavar="NAME", help="List only cases of this collection."),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """List the cases that need a decision, the worst first."""
    wanted = None if kind is None else _as_word(kind, QUEUE_KINDS, "kind")
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        if collection is not None:
            connection.execute("SELECT lookalike_internal.get_collection_id(%s)", (collection,))
        cases = rows(connection, "review_queue", kind=wanted, collection=collection, limit=limit)
    for place, case in enumerate(cases, 1):
        size = format_bytes(case["bytes"] or 0)
        say(f"{place}. {case['kind']}, priority {case['priority']:.2f}, {size}")
        for name, path in (
            (case["collection_a"], case["path_a"]),
            (case["collection_b"], case["path_b"]),
        ):
            if path is not None:
                say(f"   {name}:{path}")
        say(f"   {case['explanation']}")
        say(f"   It leaves the queue after: {case['closed_by']}.")
    if not cases:
        say("There is nothing to look at.")


@app.command(cls=ByCommand)
def decide(
    decision: Annotated[
        str,
        typer.Argument(
            metavar="DECISION",
            help="About two images: duplicate or not-a-duplicate. About one image: keep,"
            " quarantine, rights-settled or metadata-settled. About two catalogue entries:"
            " same-record or not-the-same-record.",
        ),
    ],
    subject: Annotated[
        str,
        typer.Argument(
            metavar="SUBJECT",
            help="An image: PATH as the views show it, or COLLECTION:PATH. An entry: ID or"
            " CATALOGUE:ID.",
        ),
    ],
    by: ByOption,
    reason: ReasonOption,
    other: Annotated[
        str | None, typer.Argument(metavar="OTHER", help="The other image or entry of a pair.")
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Record a decision about one image, a pair, or two records."""
    word = _as_word(decision, DECISIONS, "decision")
    is_pair = word in _PAIR + _RECORDS
    if is_pair != (other is not None):
        about = "two entries" if word in _RECORDS else "two images" if is_pair else "one image"
        raise LookalikeError(
            f'decision "{word}" is about {about}',
            hint="Name both: lookalike review decide DECISION SUBJECT OTHER"
            if is_pair
            else "Name one image: lookalike review decide DECISION SUBJECT",
        )
    with archive_to_change(database, data_dir, area="review") as (connection, _):
        if word in _RECORDS and other is not None:
            number = one(
                connection,
                "SELECT lookalike.decide_record(%s, %s, %s, %s, %s)",
                word,
                by,
                reason,
                find_entry(connection, subject),
                find_entry(connection, other),
            )
        else:
            number = one(
                connection,
                "SELECT lookalike.record_decision(%s, %s, %s, %s, %s)",
                word,
                by,
                reason,
                find_image_id(connection, subject),
                None if other is None else find_image_id(connection, other),
            )
        both = f'"{subject}" and "{other}"' if other is not None else f'"{subject}"'
        say(f"Decision {number}: {both}: {word}.")
        option = " --records" if word in _RECORDS else ""
        say(f"To take it back: lookalike review undo {number}{option}")


@app.command("cluster", cls=ByCommand)
def decide_cluster(
    decision: Annotated[
        str, typer.Argument(metavar="DECISION", help="The decision: keep or quarantine.")
    ],
    cluster: Annotated[int, typer.Argument(metavar="CLUSTER", help="The number of the cluster.")],
    by: ByOption,
    reason: ReasonOption,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Decide about all images of a cluster that wait for a decision."""
    word = _as_word(decision, ("keep", "quarantine"), "decision")
    with archive_to_change(database, data_dir, area="review") as (connection, _):
        decided = one(
            connection, "SELECT lookalike.decide_cluster(%s, %s, %s, %s)", word, by, reason, cluster
        )
        say(f"{counted(decided, 'decision')}: {word}, about images of cluster {cluster}.")


@app.command("vital")
def mark_vital(
    image: Annotated[
        str, typer.Argument(metavar="PATH", help="The image: PATH, or COLLECTION:PATH.")
    ],
    by: ByOption,
    reason: ReasonOption,
    undo: Annotated[bool, typer.Option("--undo", help="Take the mark away.")] = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Mark an image as a vital record, which may not leave the archive."""
    with archive_to_change(database, data_dir, area="review") as (connection, ending):
        one(
            connection,
            "SELECT lookalike.mark_vital(%s, %s, %s, %s)",
            find_image_id(connection, image),
            by,
            reason,
            not undo,
        )
        say(f'"{image}" {"has no mark any more" if undo else "is marked as a vital record"}.')
        ending.next_step = (
            "To mark it again: lookalike review vital PATH"
            if undo
            else "To take the mark away: lookalike review vital PATH --undo"
        ) + " --by NAME --reason TEXT"


EntryArgument = Annotated[
    str, typer.Argument(metavar="ENTRY", help="A catalogue entry: ID or CATALOGUE:ID.")
]


@app.command(cls=ByCommand)
def rendition(
    entry: EntryArgument,
    image: Annotated[
        str,
        typer.Argument(
            metavar="PATH", help="An image: PATH as the views show it, or COLLECTION:PATH."
        ),
    ],
    by: ByOption,
    reason: ReasonOption,
    refuse: Annotated[
        bool, typer.Option("--refuse", help="The image is not what was published.")
    ] = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Confirm or refuse an image as what was published."""
    with archive_to_change(database, data_dir, area="review") as (connection, _):
        connection.execute(
            "SELECT lookalike.refuse_rendition(%s, %s, %s, %s)"
            if refuse
            else "SELECT lookalike.confirm_rendition(%s, %s, %s, %s)",
            (find_entry(connection, entry), find_image_id(connection, image), by, reason),
        )
        say(f'"{image}" is {"not " if refuse else ""}what entry {entry} says was published.')


@app.command(cls=ByCommand)
def caption(
    entry: EntryArgument,
    by: ByOption,
    reason: ReasonOption,
    right: Annotated[
        str | None, typer.Option("--right", metavar="TEXT", help="The right caption.")
    ] = None,
    field: Annotated[
        str | None,
        typer.Option(
            "--field",
            metavar="FIELD",
            help="title or description. [default: the description, or the title without one]",
        ),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Record that a caption is wrong; list where it was published."""
    with archive_to_change(database, data_dir, area="review") as (connection, _):
        number = one(
            connection,
            "SELECT lookalike.record_wrong_caption(%s, %s, %s, %s, %s)",
            find_entry(connection, entry),
            by,
            reason,
            right,
            field,
        )
        say(f"Decision {number}: the caption of entry {entry} is wrong.")
        carried = rows(connection, "caption_error", decision=number)
        for row in carried:
            say(f"   {row['catalogue']}:{row['external_id']}  {row['place']}")
        say(f"{counted(len(carried), 'publication')} carried it.")


@app.command()
def schedule(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """Show when each collection is due for review, and what is new."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        collections = rows(connection, "review_schedule")
    say_table(
        ("collection", "due", "last review", "by", "new", "changed", "to look at", "every"),
        [
            (
                row["collection"],
                f"{row['due']} overdue" if row["is_overdue"] else str(row["due"]),
                str(row["last_review"] or "never"),
                row["last_reviewed_by"] or "",
                f"{row['new_images']:,}",
                f"{row['changed_images']:,}",
                format_bytes(row["bytes_to_review"]),
                counted(row["interval_days"], "day"),
            )
            for row in collections
        ],
    )


@app.command(cls=ByCommand)
def complete(
    collection: Annotated[
        str, typer.Argument(metavar="COLLECTION", help="The name of the collection.")
    ],
    by: ByOption,
    remark: Annotated[
        str | None,
        typer.Option(
            "--remark", metavar="TEXT", help="A remark about the review. It stays on record."
        ),
    ] = None,
    yes: YesOption = False,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Record that a person has reviewed a collection.

    If cases of the collection are open, the command says so and asks. The next review covers the
    images that come or change after this one.
    """
    with archive_to_change(database, data_dir, area="review") as (connection, _):
        open_cases = rows(connection, "open_cases", collection=collection)
        if open_cases:
            for case in open_cases:
                say(f"{collection} has open cases: {case['cases']:,} of kind {case['kind']}.")
            total = sum(case["cases"] for case in open_cases)
            ask(
                f"Complete the review all the same, with {counted(total, 'open case')}?",
                yes,
                f"lookalike review queue --collection {shlex.quote(collection)}",
            )
        one(
            connection,
            "SELECT lookalike.complete_review(%s, %s, %s)",
            collection,
            by,
            remark,
        )
        due = one(
            connection,
            "SELECT due FROM lookalike.review_schedule WHERE collection = %s",
            collection,
        )
        say(f"Review of {collection} completed. The next one is due on {due}.")


@app.command()
def interval(
    collection: Annotated[
        str, typer.Argument(metavar="COLLECTION", help="The name of the collection.")
    ],
    days: Annotated[
        int, typer.Argument(metavar="DAYS", help="Number of days from one review to the next.")
    ],
    by: ByOption,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Set the number of days between reviews of a collection."""
    with archive_to_change(database, data_dir) as (connection, ending):
        before = _interval_of(connection, collection)
        connection.execute(
            "SELECT lookalike.set_review_interval(%s, %s, %s)", (collection, days, by)
        )
        say(
            f"A review of {collection} is now due every {counted(days, 'day')}"
            f" (before: {before:,}; {by} set this)."
        )
        ending.next_step = "To see when reviews are due: lookalike review schedule"


def _interval_of(connection: Connection[Any], collection: str) -> int:
    row = connection.execute(
        "SELECT interval_days FROM lookalike.review_schedule WHERE collection = %s", (collection,)
    ).fetchone()
    return row[0] if row is not None else 0  # then the next statement says that it is unknown


@app.command()
def sample(
    per_band: Annotated[
        int,
        typer.Option(
            "--per-band", metavar="N", help="Number of pairs to draw from each band of evidence."
        ),
    ] = 20,
    seed: Annotated[
        int | None,
        typer.Option(
            "--seed",
            metavar="N",
            help="Number to draw by. The same number draws the same pairs from the same matches.",
        ),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Draw accepted pairs at random, for people to judge."""
    with archive_to_change(database, data_dir, area="review") as (connection, ending):
        drawn = one(connection, "SELECT lookalike.draw_sample(%s, %s)", per_band, seed)
        if drawn:
            say(f"Drew {counted(drawn, 'pair')}, for people to judge.")
            ending.next_step = "To judge them: lookalike review queue --kind sample"
        else:
            say("There is nothing left to draw. Every accepted pair was drawn or decided before.")


@app.command()
def precision(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """Show how often accepted pairs are right, by evidence.

    The figures come from the decisions about pairs that review sample has drawn.
    """
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        bands = rows(connection, "match_precision")
    say_table(
        ("band", "accepted", "sampled", "judged", "confirmed", "precision", "95 % interval"),
        [
            (
                band["band"],
                f"{band['accepted_pairs']:,}",
                f"{band['sampled']:,}",
                f"{band['answered']:,}",
                f"{band['confirmed']:,}",
                _percent(band["precision"]),
                f"{_percent(band['precision_low'])} to {_percent(band['precision_high'])}"
                if band["precision_low"] is not None
                else "",
            )
            for band in bands
        ],
    )


def _as_word(given: str, known: tuple[str, ...], what: str) -> str:
    """The word that is meant, also with hyphens for its spaces. Raises LookalikeError."""
    word = " ".join(given.lower().replace("-", " ").replace("_", " ").split())
    if word not in known:
        raise LookalikeError(
            f'unknown {what} "{given}"',
            hint=f"Give one of these: {', '.join(name.replace(' ', '-') for name in known)}.",
        )
    return word


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"

"""`review`: what people are to look at, what they decide, and how often the machine was right."""

from decimal import Decimal
from typing import Annotated

import typer

from lookalike.cli.options import DatabaseOption, DataDirOption, ReasonOption
from lookalike.console import counted, format_bytes, say, say_columns
from lookalike.database import connect, one, open_target
from lookalike.errors import LookalikeError

DECISIONS = ("duplicate", "not a duplicate", "keep", "quarantine", "rights settled")
KINDS = (
    "possible pair",
    "rights conflict",
    "metadata conflict",
    "chained cluster",
    "sample",
    "quarantine proposed",
)
_PAIR = DECISIONS[:2]

app = typer.Typer(
    no_args_is_help=True, help="Look at what is doubtful, decide, and keep a schedule."
)

ReviewerOption = Annotated[
    str, typer.Option("--reviewer", metavar="NAME", help="Who does this: a person's name.")
]


@app.command()
def queue(
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many at the most.")] = 20,
    kind: Annotated[
        str | None, typer.Option("--kind", help=f"Only these: {', '.join(KINDS)}.")
    ] = None,
    collection: Annotated[
        str | None, typer.Option("--collection", help="Only what concerns this collection.")
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """List what people are to look at, the worst first."""
    wanted = None if kind is None else _as_word(kind, KINDS, "kind")
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        if collection is not None:
            connection.execute("SELECT lookalike_internal.get_collection_id(%s)", (collection,))
        rows = connection.execute(
            "SELECT kind, priority, bytes, collection_a, path_a, collection_b, path_b, explanation"
            " FROM lookalike.review_queue"
            " WHERE (%(kind)s::text IS NULL OR kind = %(kind)s)"
            " AND (%(collection)s::text IS NULL OR %(collection)s IN (collection_a, collection_b))"
            " ORDER BY priority DESC NULLS LAST, kind, path_a, path_b LIMIT %(limit)s",
            {"kind": wanted, "collection": collection, "limit": limit},
        ).fetchall()
        for place, (what, priority, size, *where, explanation) in enumerate(rows, 1):
            say(f"{place}. {what}, priority {priority:.2f}, {format_bytes(size or 0)}")
            for name, path in (where[:2], where[2:]):
                if path is not None:
                    say(f"   {name}:{path}")
            say(f"   {explanation}")
        if not rows:
            say("There is nothing to look at.")


@app.command()
def decide(
    decision: Annotated[
        str,
        typer.Argument(
            metavar="DECISION",
            help="not-a-duplicate or duplicate (of two images), keep, quarantine or"
            " rights-settled (of one).",
        ),
    ],
    image: Annotated[
        str,
        typer.Argument(
            metavar="PATH", help="An image: PATH as the views say it, or COLLECTION:PATH."
        ),
    ],
    reviewer: ReviewerOption,
    reason: ReasonOption,
    other: Annotated[
        str | None, typer.Argument(metavar="[OTHER]", help="The other image of a pair.")
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Record a decision about a pair of images, or about an image."""
    word = _as_word(decision, DECISIONS, "decision")
    if (word in _PAIR) != (other is not None):
        raise LookalikeError(
            f'decision "{word}" is about {"two images" if word in _PAIR else "one image"}',
            hint="Name both: lookalike review decide DECISION PATH OTHER"
            if word in _PAIR
            else "Name one: lookalike review decide DECISION PATH",
        )
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        number = one(
            connection,
            "SELECT lookalike.record_decision(%s, %s, %s,"
            " lookalike.find_path(%s), lookalike.find_path(%s))",
            word,
            reviewer,
            reason,
            image,
            other,
        )
        what = f'"{image}" and "{other}": {word}' if other is not None else f'"{image}": {word}'
        say(f"Decision {number}: {what}.")
        if word in _PAIR:
            say("Clusters and classes follow it: lookalike cluster && lookalike classify")


@app.command()
def schedule(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """Say when each collection is to be reviewed, and how much is new there."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        rows = connection.execute(
            "SELECT collection, due, is_overdue, last_review::date, last_reviewed_by, new_images,"
            " changed_images, bytes_to_review, interval_days"
            " FROM lookalike.review_schedule ORDER BY due, collection"
        ).fetchall()
        say_columns(
            ("collection", "due", "last review", "by", "new", "changed", "to look at", "every"),
            [
                (
                    name,
                    f"{due} overdue" if overdue else str(due),
                    str(last or "never"),
                    by or "",
                    f"{new:,}",
                    f"{changed:,}",
                    format_bytes(size),
                    counted(days, "day"),
                )
                for name, due, overdue, last, by, new, changed, size, days in rows
            ],
        )


@app.command()
def complete(
    collection: Annotated[str, typer.Argument(metavar="COLLECTION", help="Its name.")],
    reviewer: ReviewerOption,
    remark: Annotated[
        str | None, typer.Option("--remark", metavar="TEXT", help="What is to be said of it.")
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Record that a collection has been reviewed; the next review looks at what comes later."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        one(
            connection,
            "SELECT lookalike.complete_review(%s, %s, %s)",
            collection,
            reviewer,
            remark,
        )
        due = one(
            connection,
            "SELECT due FROM lookalike.review_schedule WHERE collection = %s",
            collection,
        )
        say(f"Review of {collection} completed; the next is due on {due}.")


@app.command()
def interval(
    collection: Annotated[str, typer.Argument(metavar="COLLECTION", help="Its name.")],
    days: Annotated[int, typer.Argument(metavar="DAYS", help="Days from one review to the next.")],
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Set how often a collection is to be reviewed."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        connection.execute("SELECT lookalike.set_review_interval(%s, %s)", (collection, days))
        say(f"{collection} is to be reviewed every {counted(days, 'day')}.")


@app.command()
def sample(
    per_band: Annotated[
        int, typer.Option("--per-band", metavar="N", help="Pairs of each band of evidence.")
    ] = 20,
    seed: Annotated[
        int | None,
        typer.Option("--seed", help="Draws the same pairs again from the same matches."),
    ] = None,
    database: DatabaseOption = None,
    data_dir: DataDirOption = None,
) -> None:
    """Draw accepted pairs at random for people to judge."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        drawn = one(connection, "SELECT lookalike.draw_sample(%s, %s)", per_band, seed)
        if drawn:
            say(f"Drew {counted(drawn, 'pair')}: lookalike review queue --kind sample")
        else:
            say("There is nothing left to draw: every accepted pair was drawn or decided before.")


@app.command()
def precision(database: DatabaseOption = None, data_dir: DataDirOption = None) -> None:
    """Say how often accepted pairs are right, by band of evidence, as people judged samples."""
    with open_target(database, data_dir) as target, connect(target.url) as connection:
        rows = connection.execute(
            "SELECT band, accepted_pairs, sampled, answered, confirmed, precision, precision_low,"
            " precision_high FROM lookalike.match_precision ORDER BY place"
        ).fetchall()
        say_columns(
            ("band", "accepted", "sampled", "judged", "confirmed", "precision", "95 % interval"),
            [
                (
                    band,
                    f"{pairs:,}",
                    f"{drawn:,}",
                    f"{answered:,}",
                    f"{confirmed:,}",
                    _percent(share),
                    f"{_percent(low)} to {_percent(high)}" if low is not None else "",
                )
                for band, pairs, drawn, answered, confirmed, share, low, high in rows
            ],
        )


def _as_word(given: str, known: tuple[str, ...], what: str) -> str:
    """The word that is meant, also with hyphens for its spaces. Raises LookalikeError."""
    word = " ".join(given.lower().replace("-", " ").replace("_", " ").split())
    if word not in known:
        raise LookalikeError(
            f'unknown {what} "{given}"',
            hint=f"It is one of: {', '.join(name.replace(' ', '-') for name in known)}.",
        )
    return word


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"

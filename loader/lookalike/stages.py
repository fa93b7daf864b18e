"""The stages after the scan, with their progress shown; most are procedures of the database."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from psycopg import Connection, errors
from psycopg.errors import Diagnostic

from lookalike.console import Meter, progress, warn
from lookalike.database import one
from lookalike.engine.interface import Workers, engine_of

if TYPE_CHECKING:
    from lookalike.embed.model import Model
    from lookalike.match.method import Wanted

_WORTH_SAYING = 10.0  # seconds: people want to know of a longer wait


@dataclass(frozen=True)
class MatchResult:
    """How many accepted and possible pairs and crowded images there are, and the method."""

    counts: dict[str, int]
    method: str


def encode(connection: Connection[Any], workers: Workers = None) -> dict[str, int]:
    """Find the local codes and the panels of pictures; return counts: pictures, new, unread."""
    from lookalike.encode.run import encode_pictures  # numba, which other stages do not need

    return encode_pictures(connection, workers)


def embed(
    connection: Connection[Any], model: "Model | None" = None, workers: Workers = None
) -> dict[str, int]:
    """Embed one picture of each cluster, and those in no cluster; return pictures, new, unread.

    Without `model`, the model in use is taken, or else the default model.
    """
    from lookalike.embed.registry import take_model
    from lookalike.embed.run import embed_pictures  # heavy, and other stages do not need it

    return embed_pictures(connection, take_model(connection, model), workers)


def prove(connection: Connection[Any], workers: Workers = None) -> dict[str, int]:
    """Prove on the pixels the pairs that match by hash or may be copies in another way.

    Then form clusters. Returns counts: compared (now), and in all: proven, accepted, possible,
    parts, unread.
    """
    with engine_of(workers).open_room() as room:
        return _prove(connection, workers, room)


def _prove(connection: Connection[Any], workers: Workers, room: str) -> dict[str, int]:
    from lookalike.encode.propose import propose_by_codes
    from lookalike.prove.run import Prover

    row = connection.execute(
        "SELECT run_id, threshold FROM lookalike_internal.start_proving()"
    ).fetchone()
    assert row is not None
    run_id, threshold = row
    with progress("propose", None, "pictures") as meter:
        _call(connection, meter, "CALL lookalike.propose_copies()", ())
    propose_by_codes(connection, workers)
    with Prover(connection, run_id, threshold, workers, room) as prover:
        prover.prove_turn(1)  # what hashes propose
        cluster(connection)
        prover.prove_turn(2)  # local codes
        cluster(connection)
        prover.prove_turn(3)  # embeddings
        prover.prove_turn(4)  # details
        cluster(connection)
    counts: dict[str, int] = one(connection, "SELECT lookalike_internal.finish_proving(%s)", run_id)
    return counts | {"compared": prover.compared}


def prove_and_embed(
    connection: Connection[Any], workers: Workers = None
) -> tuple[dict[str, int], dict[str, int]]:
    """Prove; then embed what nothing connects yet, and prove what that proposes.

    Returns the counts of `embed` and of `prove`. The network takes ten times as long for a picture
    as its local codes, and copies that these connect need it only once.
    """
    with engine_of(workers).open_room() as room:
        proven = _prove(connection, workers, room)
        embedded = embed(connection, workers=workers)
        if embedded["new"]:
            again = _prove(connection, workers, room)
            proven = again | {"compared": proven["compared"] + again["compared"]}
    return embedded, proven


def match(
    connection: Connection[Any],
    radius: int | None = None,
    threshold: int | None = None,
    crowd_limit: int | None = None,
    method: "Wanted | None" = None,
    batch_size: int = 4000,
    workers: Workers = None,
) -> MatchResult:
    """Find matches as lookalike.find_matches does, or faster by comparing all on all cores.

    `connection` is in autocommit. Settings that are None are those of the archive; `method` None
    chooses the faster one.
    """
    from lookalike.match.method import choose_method  # half a second of numba
    from lookalike.match.whole import Ready, connect_open_crowds, match_whole

    settings = (radius, threshold, crowd_limit)
    row = connection.execute(
        "SELECT * FROM lookalike_internal.prepare_matches(%s, %s, %s)", settings
    ).fetchone()
    assert row is not None
    ready = Ready(*row)
    chosen = choose_method(connection, ready, method)
    if chosen.seconds > _WORTH_SAYING:
        warn(f"match: {chosen.description}, in about {round(chosen.seconds)} seconds")
    if chosen.plan is not None:
        with progress("match", chosen.plan.passes, "passes") as meter:
            match_whole(connection, ready, chosen.plan, meter, engine_of(workers))
    connect_open_crowds(connection, ready)
    # Images that came since then are left, if any.
    rest = "index" if chosen.plan is not None else chosen.name
    with progress("match", None, "passes" if rest == "passes" else "fingerprints") as meter:
        _call(
            connection,
            meter,
            "CALL lookalike.find_matches(%s, %s, %s, %s, %s)",
            (radius, threshold, batch_size, crowd_limit, rest),
        )
    connection.execute("SELECT lookalike_internal.match_foreign()")
    return MatchResult(_counts(connection, "match"), chosen.description)


def cluster(connection: Connection[Any], rebuild: bool = False) -> dict[str, int]:
    """Form clusters (see lookalike.form_clusters); return the numbers of clusters and images."""
    connection.execute("CALL lookalike.form_clusters(%s)", (rebuild,))
    return _counts(connection, "cluster")


def lineage(connection: Connection[Any], workers: Workers = None) -> dict[str, int]:
    """Find from which image each image of the changed clusters was made.

    Then prove each member against the original of its cluster, where that was not done, so that the
    relation of the two is known. Returns counts: clusters, certain, unread.
    """
    from lookalike.lineage.run import Tracing
    from lookalike.prove.run import Prover

    run_id: int = one(connection, "SELECT lookalike_internal.start_lineage()")
    with Tracing(connection, run_id, workers) as tracing:
        tracing.trace_all()
        if one(connection, "SELECT lookalike_internal.propose_masters()"):
            row = connection.execute(
                "SELECT run_id, threshold FROM lookalike_internal.start_proving()"
            ).fetchone()
            assert row is not None
            proving, threshold = row
            with (
                engine_of(workers).open_room() as room,
                Prover(connection, proving, threshold, workers, room) as prover,
            ):
                prover.prove_turn(1)
            one(connection, "SELECT lookalike_internal.finish_proving(%s)", proving)
            cluster(connection)
            tracing.trace_all()  # a proof that failed may have cut a cluster
    counts: dict[str, int] = one(connection, "SELECT lookalike_internal.finish_lineage(%s)", run_id)
    return counts


def classify(connection: Connection[Any], as_of: date | None = None) -> dict[str, int]:
    """Classify images (see lookalike.classify_images); return how many are in each class.

    Years and due dates count to the day `as_of`, or to today.
    """
    # In its own transaction: decisions and holds wait until this transaction ends.
    connection.execute("SELECT lookalike.link_entries()")
    connection.execute("CALL lookalike.classify_images(as_of => %s)", (as_of,))
    refresh(connection)
    return _counts(connection, "classify")


def refresh(connection: Connection[Any]) -> bool:
    """Bring the facts that analysts read up to date, for what has changed.

    Nothing is done where this role may not, or while another session does it: facts say how old
    they are. Returns False in the second case. `connection` is in autocommit.
    """
    try:
        with suppress(errors.InsufficientPrivilege):
            connection.execute("CALL lookalike.refresh_facts()")
    except errors.ObjectInUse:
        return False
    return True


def _call(
    connection: Connection[Any], meter: Meter, procedure: str, arguments: tuple[object, ...]
) -> None:
    """Call a procedure that reports its progress in notices."""
    notices = Notices(meter)
    connection.add_notice_handler(notices)
    try:
        connection.execute(procedure.encode(), arguments)
    finally:
        connection.remove_notice_handler(notices)


def _counts(connection: Connection[Any], stage: str) -> dict[str, int]:
    counts: dict[str, int] = one(connection, "SELECT lookalike_internal.get_counts(%s)", stage)
    return counts


class Notices:
    """Receives the notices of a procedure, whose DETAIL is "done/total"."""

    def __init__(self, meter: Meter) -> None:
        self._meter, self._done = meter, 0

    def __call__(self, diagnostic: Diagnostic) -> None:
        done, slash, total = (diagnostic.message_detail or "").partition("/")
        if slash and done.isdigit() and total.isdigit():
            if int(done) < self._done:  # the passes are done, and the next step begins
                self._done = 0
            self._meter.expect(int(total))
            self._meter.advance(int(done) - self._done)
            self._done = int(done)

"""Time the classification of a made-up archive: python bench_classify.py [--images N]

Three in ten images are copies (identical files, identical pixels, proven crops and reductions,
others by their hashes), one in twenty may be one; half are in a catalogue, and of these some are
published, held or disagree on their licence. Prints the seconds of a first classification, of one
with nothing to do, of one after a delta, of one after another policy, and of one under a policy
that counts years; then of the next day, and of the day after an authority was added.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmark.figures import Book, Clock, machine
from benchmark.made_up import Connection, add_images, archive_database, make_hashes
from lookalike.database.binary_copy import write_rows

_KINDS = ("bytes", "pixels", "resized", "cropped", "hash", "possible")
_SHARES = (0.35, 0.1, 0.15, 0.1, 0.16, 0.14)
_DELTA = 1000
_TARGET = 60.0  # seconds, at 1.2 million images


def make_archive(connection: Connection, images: int, *further: str) -> None:
    """Fill the archive up to where clusters are formed, and run further SQL files on the copies."""
    rng = np.random.default_rng(11)
    phash, judge = make_hashes(images, copies=0)
    add_images(connection, phash, judge)
    copies = int(images * 0.35)
    first = images - copies
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(
            "CREATE TEMP TABLE copy (image_id bigint, original_id bigint, kind text) ON COMMIT DROP"
        )
        connection.execute(
            "CREATE TEMP TABLE raw (image_id bigint, original_id bigint, kind bigint)"
            " ON COMMIT DROP"
        )
        write_rows(
            connection,
            "pg_temp.raw",
            {"image_id": "int8", "original_id": "int8", "kind": "int8"},
            {
                "image_id": np.arange(first + 1, images + 1),
                "original_id": rng.integers(1, first + 1, copies),
                "kind": rng.choice(len(_KINDS), copies, p=_SHARES),
            },
        )
        connection.execute(
            "INSERT INTO pg_temp.copy SELECT image_id, original_id, (%s::text[])[kind + 1]"
            " FROM pg_temp.raw",
            (list(_KINDS),),
        )
        connection.execute("ANALYZE pg_temp.copy")
        for name in ("classified.sql", *further):
            connection.execute((Path(__file__).parent / name).read_text())
    connection.execute("VACUUM (ANALYZE)")


def classify(connection: Connection, day: str | None = None) -> tuple[float, str]:
    """Seconds, and how many of them the server computed: the rest it waited for other work."""
    server = psutil.Process(connection.info.backend_pid)
    clock, before = Clock(), sum(server.cpu_times()[:2])
    connection.execute("CALL lookalike.classify_images(as_of => %s)", (day,))
    return clock.seconds, f"{sum(server.cpu_times()[:2]) - before:.1f} s of processor time"


def counts(connection: Connection) -> dict[str, Any]:
    row = connection.execute("SELECT lookalike_internal.get_counts('classify')").fetchone()
    assert row is not None
    return dict(row[0])


def use_policy(connection: Connection, rules: str) -> None:
    connection.execute(
        "SELECT lookalike.apply_policy(lookalike.add_policy('other', 'Made up.',"
        " %s::text::jsonb, session_user::text), session_user::text)",
        (rules,),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--images", type=int, default=1_200_000)
    options = parser.parse_args()
    images, book = options.images, Book()
    is_full = images >= 1_200_000
    with archive_database() as (connection, _):
        begun = time.monotonic()
        make_archive(connection, images)
        connection.execute("CALL lookalike.form_clusters(rebuild => true)")
        connection.execute("VACUUM (ANALYZE)")
        print(f"{machine(connection)}; made in {time.monotonic() - begun:.0f} s\n", flush=True)
        seconds, computed = classify(connection)
        book.add(
            "classify all, default policy", images, seconds, "s",
            computed + "; "
            + ", ".join(f"{n:,} {name}" for name, n in sorted(counts(connection).items())),
            f"< {_TARGET:.0f} s" if is_full else "", seconds < _TARGET if is_full else None,
        )  # fmt: skip
        connection.execute("VACUUM (ANALYZE)")
        seconds, computed = classify(connection)
        book.add("classify, nothing changed", images, seconds, "s", computed)
        connection.execute(
            "UPDATE lookalike_internal.image SET captured_at = '1980-01-01'"
            " WHERE image_id > %s AND image_id <= %s",
            (images - _DELTA, images),
        )
        seconds, computed = classify(connection)
        book.add(f"classify, {_DELTA:,} images changed", images, seconds, "s", computed)
        rules = connection.execute(
            "SELECT lookalike.rules_of(lookalike.policy_in_use())"
        ).fetchone()
        assert rules is not None
        rules[0][-1]["disposition"] = "review"
        clock = Clock()
        changed = connection.execute(
            "SELECT count(*) FROM lookalike.diff_rules(%s::text::jsonb)",
            (json.dumps(rules[0]),),
        ).fetchone()
        assert changed is not None
        book.add("diff with another policy", images, clock.seconds, "s", f"{changed[0]:,} differ")
        use_policy(connection, json.dumps(rules[0]))
        seconds, computed = classify(connection)
        book.add("classify all, another policy", images, seconds, "s", computed)
        due = {"name": "due", "priority": 1, "class": "unique", "disposition": "review"}
        due |= {"authority": "made up", "reason": "{evidence}"}
        due["predicate"] = "years_since_closed >= 7 OR is_due"
        use_policy(connection, json.dumps([due, *rules[0]]))
        seconds, computed = classify(connection, "2025-03-01")
        book.add("classify all, a policy that counts years", images, seconds, "s", computed)
        seconds, computed = classify(connection, "2025-03-02")
        book.add("classify, the next day", images, seconds, "s", computed)
        connection.execute(
            "SELECT lookalike.add_authority('A', 'review', 'B', session_user::text, 'closed',"
            " '5 years', 'Series 8', '2000-01-01')"
        )
        seconds, computed = classify(connection, "2025-03-03")
        book.add("classify, an authority for one series", images, seconds, "s", computed)


if __name__ == "__main__":
    main()
